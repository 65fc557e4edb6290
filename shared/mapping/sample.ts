import { trimmed } from '../ascii.ts'
import { readJsonLine } from '../json-line.ts'
import { cellsOf, separators, tableReader } from '../table.ts'
import { textAt } from './format.ts'

/** A column of a table, or a path in JSON records, with what the first records say there. Names and values are bytes. */
export interface SampledColumn {
  readonly name: string
  readonly values: readonly string[]
}

const MOST_RECORDS = 200
/** Rows that tell whether lines are a table. */
const MOST_ROWS = 50
const MOST_COLUMNS = 200

/** Longest name of a column, in characters. */
const LONGEST_NAME = 200

/** How deep names of a record are looked for. */
const DEEPEST = 4

/** Lines that may stand before the header of a table: a title, when it was made. */
const MOST_BEFORE = 10

/** The columns of the table, or of the JSON records, that these lines begin with; none where they are neither. */
export function sampleColumns(lines: readonly string[]): readonly SampledColumn[] {
  const first = lines.findIndex((line) => line !== '' && !/^(?:sep=.$|#TYPE )/.test(line))
  if (first === -1) return []
  const from = lines.slice(first)
  return isRecords(from) ? jsonColumns(from) : tableColumns(fromHeader(from))
}

/** The lines from the one on that names most columns. */
function fromHeader(lines: readonly string[]): readonly string[] {
  const before = lines.slice(0, MOST_BEFORE).map((line) => headerNames(line).length)
  return lines.slice(before.indexOf(Math.max(...before)))
}

/** Whether most lines behind a header have as many cells as it; in a text that has commas in a line, few have as many. */
export function isTable(lines: readonly string[]): boolean {
  const [header = '', ...rows] = fromHeader(lines).filter((line) => line !== '')
  if (headerNames(header).length === 0) return false
  const separator = widest(header)
  const count = cellsOf(header, separator).length
  const some = rows.slice(0, MOST_ROWS)
  if (some.length === 0) return lines.filter((line) => line !== '').length === 1
  return some.filter((row) => cellsOf(row, separator).length === count).length * 2 >= some.length
}

/** The separator that makes most cells of a line. */
function widest(line: string): string {
  return separators.reduce((best, each) => (cellsOf(line, each).length > cellsOf(line, best).length ? each : best))
}

/** Whether `02/03/2026` is in March as far as a table's separator tells: where cells end with a semicolon, the day comes first. */
export function isDayFirst(lines: readonly string[]): boolean {
  return isTable(lines) && widest(fromHeader(lines.filter((line) => line !== ''))[0] ?? '') === ';'
}

/** Whether these lines are JSON records. */
export function isRecords(lines: readonly string[]): boolean {
  return lines.find((line) => line !== '')?.startsWith('{') === true
}

function jsonColumns(lines: readonly string[]): readonly SampledColumn[] {
  const records = lines.slice(0, MOST_RECORDS).flatMap((line) => readJsonLine(line) ?? [])
  const names = new Set<string>()
  for (const record of records) addNames(record, '', 1, names)
  return [...names].map((name) => ({ name, values: records.map((record) => textAt(record, name)) }))
}

function addNames(value: object, path: string, depth: number, names: Set<string>): void {
  for (const [name, inner] of Object.entries(value)) {
    const of = path === '' ? name : `${path}.${name}`
    const held: readonly unknown[] = Array.isArray(inner) ? inner.slice(0, 10) : [inner]
    for (const each of held) {
      if (typeof each !== 'object' || each === null) {
        if (names.size < MOST_COLUMNS && of.length <= LONGEST_NAME) names.add(of)
      } else if (depth < DEEPEST && !Array.isArray(each)) addNames(each, of, depth + 1, names)
    }
  }
}

/** The columns that a line may be the header of: at least two, each named, none by a number, a time or an address; else none. */
function headerNames(line: string): readonly string[] {
  const names = cellsOf(line, widest(line)).map(trimmed)
  const isName = (name: string) => name !== '' && name.length <= LONGEST_NAME && !/@|[0-9]:[0-9]{2}|^[0-9.,:/ -]+$/.test(name)
  const named = names.filter(isName)
  return named.length < 2 || named.length * 2 < names.length || named.length > MOST_COLUMNS ? [] : named
}

function tableColumns([header = '', ...lines]: readonly string[]): readonly SampledColumn[] {
  const named = headerNames(header)
  if (named.length === 0) return []
  const read = tableReader(named)
  read(header)
  const values = new Map(named.map((name): [string, string[]] => [name, []]))
  let count = 0
  for (const line of lines) {
    const row = line === '' ? 'damaged' : read(line)
    if (typeof row === 'string') continue
    for (const [name, column] of values) column.push(trimmed(row(name)))
    count += 1
    if (count === MOST_RECORDS) break
  }
  return [...values].map(([name, column]) => ({ name, values: column }))
}

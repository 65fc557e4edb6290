import { readJsonLine } from '../json-line.ts'
import { cellsOf, separators, tableReader } from '../table.ts'
import { textAt } from './format.ts'

/** A column of a table, or a path in JSON records, with what the first records say there. Names and values are bytes. */
export interface SampledColumn {
  readonly name: string
  readonly values: readonly string[]
}

const MOST_RECORDS = 200
const MOST_COLUMNS = 200

/** Longest name of a column, in characters. */
const LONGEST_NAME = 200

/** How deep names of a record are looked for. */
const DEEPEST = 4

/** The columns of the table, or of the JSON records, that these lines are the first of; none where they are neither. */
export function sampleColumns(lines: readonly string[]): readonly SampledColumn[] {
  const first = lines.findIndex((line) => line !== '' && !/^(?:sep=.$|#TYPE )/.test(line))
  if (first === -1) return []
  return lines[first]?.startsWith('{') === true ? jsonColumns(lines.slice(first)) : tableColumns(lines.slice(first))
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

/** A header names at least two columns, each once, none with a number or an address. */
function tableColumns([header = '', ...lines]: readonly string[]): readonly SampledColumn[] {
  const counted = separators.map((separator) => ({ separator, names: cellsOf(header, separator).map((name) => name.trim()) }))
  const { names } = counted.reduce((most, each) => (each.names.length > most.names.length ? each : most))
  const isName = (name: string) => name !== '' && name.length <= LONGEST_NAME && !/@|^[0-9.,:/ -]+$/.test(name)
  const named = names.filter(isName)
  if (named.length < 2 || named.length * 2 < names.length || named.length > MOST_COLUMNS) return []
  const read = tableReader(named)
  read(header)
  const values = new Map(named.map((name): [string, string[]] => [name, []]))
  let count = 0
  for (const line of lines) {
    const row = line === '' ? 'damaged' : read(line)
    if (typeof row === 'string') continue
    for (const [name, column] of values) column.push(row(name).trim())
    count += 1
    if (count === MOST_RECORDS) break
  }
  return [...values].map(([name, column]) => ({ name, values: column }))
}

import { trimmed } from '../ascii.ts'
import { exportTable } from '../formats/export/table.ts'
import type { LogFormat, Outcome } from '../formats/format.ts'
import { bytesOf, readJsonLine } from '../json-line.ts'
import { type Row, readHeader } from '../table.ts'
import { unreadTime } from '../zone-names.ts'
import { accountReader, type Fault, isEmpty } from './account.ts'
import { dayInName, momentOnDay } from './file-day.ts'
import { lineFormat, mappedLines } from './lines.ts'
import { type ColumnMapping, columnsOf, isLineMapping, type MappedField, type Mapping } from './mapping.ts'
import { cellMoment } from './moment.ts'

/** What is true of every table read by a mapping: what is absent in it may have happened, as nobody knows how it was made. */
export const mappedTable = {
  id: 'mapped-columns',
  title: 'Columns, read by a mapping of your own',
  source: 'the mapping that is kept with the source',
  mark: 'a header, or JSON records, with the columns that the mapping names',
  traps: 'Nobody knows how it was made: what is absent in it proves nothing, and its ids may be of that system only.',
  unit: 'csv',
  splittable: false,
  searchResult: true,
} as const satisfies Partial<LogFormat>

/** What is known of the formats that a mapping makes. */
export const mappedFormats = [mappedTable, mappedLines] as const

/** Whether a source of this format is read by a mapping, which is kept with it. */
export function isMapped(formatId: string): boolean {
  return mappedFormats.some(({ id }) => id === formatId)
}

/**
 * The format that a mapping makes: of CSV and JSON records whose columns somebody has named, or of lines.
 *
 * @param onFault told of each row that is no account of a mail, and why
 */
export function mappedFormat(mapping: Mapping, onFault: (fault: Fault) => void = () => {}): LogFormat {
  return isLineMapping(mapping) ? lineFormat(mapping, onFault) : columnFormat(mapping, onFault)
}

function columnFormat(mapping: ColumnMapping, onFault: (fault: Fault) => void): LogFormat {
  const wanted = (Object.keys(mapping.columns) as readonly MappedField[]).flatMap((field) => columnsOf(mapping, field)).map(bytesOf)
  const time = columnsOf(mapping, 'time')[0] ?? ''
  return {
    ...mappedTable,
    open: (context) => {
      const recordsOf = rowReader(mapping, onFault, dayInName(context.fileName))
      const readTable = exportTable(wanted, recordsOf).open(context)
      const readJson = (line: string): Outcome => {
        const record = readJsonLine(line)
        if (record === null) return line === '' ? 'ignored' : 'unrecognised'
        return recordsOf((column) => textAt(record, column), false)
      }
      let read: ((line: string) => Outcome) | null = null // Decided by the first line: in a table, a cell's next line may look like JSON.
      const outcomeOf = (line: string): Outcome => {
        if (read === null && line !== '') read = line.startsWith('{') ? readJson : readTable
        return read === null ? 'ignored' : read(line)
      }
      return Object.assign(outcomeOf, { broken: readTable.broken })
    },
    owns: (line) => {
      const record = readJsonLine(line)
      return record === null ? readHeader(line, wanted) !== null : textAt(record, bytesOf(time)) !== ''
    },
    examples: [],
  }
}

/** The text at a path of a record, or of a field that is named so; of a list its texts, with blanks. */
export function textAt(record: object, path: string): string {
  const whole = textsIn(record, [path])
  const texts = whole.length > 0 || !path.includes('.') ? whole : textsIn(record, path.split('.'))
  return texts.join(' ')
}

function textsIn(value: unknown, path: readonly string[]): readonly string[] {
  const [name, ...rest] = path
  if (Array.isArray(value)) return value.slice(0, 1000).flatMap((each: unknown) => (Array.isArray(each) ? [] : textsIn(each, path)))
  if (name === undefined) return ['string', 'number', 'boolean'].includes(typeof value) ? [String(value)] : []
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return []
  return textsIn((value as Readonly<Record<string, unknown>>)[name], rest)
}

/** @param day of times of day that stand without one; null: none is known */
function rowReader(mapping: ColumnMapping, onFault: (fault: Fault) => void, day: string | null): (row: Row, dayFirst: boolean) => Outcome {
  const accountOf = accountReader(mapping, mappedTable.id)
  const columns = new Map(
    (Object.keys(mapping.columns) as readonly MappedField[]).map((field) => [field, columnsOf(mapping, field).map(bytesOf)]),
  )
  const textIn = (row: Row, field: MappedField): string => {
    const texts = (columns.get(field) ?? []).map((column) => trimmed(row(column)))
    return texts.filter((text) => !isEmpty(text)).join(' ')
  }
  return (row, dayFirst) => {
    const time = textIn(row, 'time')
    const account = accountOf({
      textOf: (field) => textIn(row, field),
      moment: cellMoment(time, mapping.dayFirst ?? dayFirst) ?? momentOnDay(time, day),
      origin: { host: 'table', program: mappedTable.id },
    })
    if (typeof account !== 'string' || account === 'ignored') return account
    onFault(account)
    return account === 'time' ? unreadTime(time) : 'unrecognised'
  }
}

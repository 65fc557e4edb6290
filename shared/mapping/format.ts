import { bracketed, reportsOf } from '../formats/export/report.ts'
import { addressesIn, exportTable } from '../formats/export/table.ts'
import type { LogFormat, Outcome } from '../formats/format.ts'
import { bytesOf, charactersOf, readJsonLine } from '../json-line.ts'
import type { ReportAction } from '../record.ts'
import type { Row } from '../table.ts'
import { unreadTime } from '../zone-names.ts'
import { type ColumnMapping, columnsOf, type MappedField } from './mapping.ts'
import { cellMoment } from './moment.ts'
import { actionOfReply, actionOfValue, LONGEST_RESULT } from './result.ts'

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

/** The format of CSV and JSON records whose columns somebody has named. */
export function mappedFormat(mapping: ColumnMapping): LogFormat {
  const recordsOf = rowReader(mapping)
  const wanted = (Object.keys(mapping.columns) as readonly MappedField[]).flatMap((field) => columnsOf(mapping, field)).map(bytesOf)
  const table = exportTable(wanted, recordsOf)
  const time = columnsOf(mapping, 'time')[0] ?? ''
  const readJson = (line: string): Outcome => {
    const record = readJsonLine(line)
    if (record === null) return line === '' ? 'ignored' : 'unrecognised'
    return recordsOf((column) => textAt(record, column), false)
  }
  return {
    ...mappedTable,
    open: (context) => {
      const readTable = table.open(context)
      let read: typeof readTable | null = null // Decided by the first line: in a table, a cell's next line may look like JSON.
      return (line) => {
        if (read === null && line !== '') read = line.startsWith('{') ? readJson : readTable
        return read === null ? 'ignored' : read(line)
      }
    },
    owns: (line) => {
      const record = readJsonLine(line)
      return record === null ? table.owns(line) : textAt(record, bytesOf(time)) !== ''
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

function rowReader(mapping: ColumnMapping): (row: Row, dayFirst: boolean) => Outcome {
  const textOf = textReader(mapping)
  const meanings = new Map(Object.entries(mapping.results ?? {}).map(([value, action]) => [key(value), action]))
  const actionOf = (result: string, reply: string): ReportAction | 'ignored' | null => {
    if (result === '') return actionOfReply(reply) ?? 'accepted'
    const value = charactersOf(result)
    return meanings.get(key(value)) ?? actionOfValue(value)
  }
  return (row, dayFirst) => {
    const moment = cellMoment(textOf(row, 'time'), mapping.dayFirst ?? dayFirst)
    const result = textOf(row, 'result').slice(0, LONGEST_RESULT)
    const reply = textOf(row, 'reply')
    const action = actionOf(result, reply)
    if (action === 'ignored') return 'ignored'
    const sender = senderIn(textOf(row, 'sender'))
    const recipients = addressesIn(textOf(row, 'recipient'))
    const messageId = bracketed(textOf(row, 'messageId') || null)
    const queueId = textOf(row, 'queueId') || null
    const names = sender !== null || recipients.length > 0 || messageId !== null || queueId !== null
    if (action === null || !names) return 'unrecognised'
    if (moment === null) return unreadTime(textOf(row, 'time'))
    return reportsOf({
      action,
      agent: mappedTable.id,
      queueId,
      messageId,
      sender,
      recipients,
      clientIp: addressOfHost(textOf(row, 'clientIp')),
      nextHop: null,
      reply: reply === '' && actionOfReply(result) !== null ? result : reply,
      subject: textOf(row, 'subject') || null,
      sizeBytes: bytesIn(textOf(row, 'size')),
      placement: action === 'quarantined' ? 'quarantine' : null,
      direction: null,
      origin: { ...moment, host: 'table', program: mappedTable.id, pid: 0 },
    })
  }
}

/** Reads what the columns of a field say, with blanks; '' where they say nothing. */
function textReader(mapping: ColumnMapping): (row: Row, field: MappedField) => string {
  const columns = new Map(
    (Object.keys(mapping.columns) as readonly MappedField[]).map((field) => [field, columnsOf(mapping, field).map(bytesOf)]),
  )
  return (row, field) => {
    const texts = (columns.get(field) ?? []).map((column) => row(column).trim())
    return texts.filter((text) => text !== '' && !empty.has(text.toLowerCase())).join(' ')
  }
}

/** What exports write into a cell that says nothing. */
const empty = new Set(['-', 'n/a', 'null', 'none'])

/** How values of a result are compared. */
function key(value: string): string {
  return value.trim().toLowerCase()
}

function senderIn(text: string): string | null {
  return text === '<>' ? '' : (addressesIn(text)[0] ?? null)
}

/** The address in `192.0.2.10`, `printer.lan [192.0.2.10]:4321` or `[2001:db8::1]`; null where there is none. */
function addressOfHost(text: string): string | null {
  const four = /(?:^|[^0-9.])((?:[0-9]{1,3}\.){3}[0-9]{1,3})(?![0-9.])/.exec(text)
  if (four !== null) return four[1] ?? null
  const six = text.split(/[ [\]()/,]+/, 16).find((word) => /^[0-9A-Fa-f:]{2,39}$/.test(word) && word.split(':').length > 2)
  return six ?? null
}

const factors: Readonly<Record<string, number>> = { '': 1, b: 1, bytes: 1, kb: 1e3, kib: 1024, mb: 1e6, mib: 1 << 20 }

/** The bytes in `18234` or `17.8 KB`; null where there are none. */
function bytesIn(text: string): number | null {
  const found = /^([0-9]{1,12}(?:\.[0-9]{1,3})?) ?([A-Za-z]{0,5})$/.exec(text)
  const factor = factors[found?.[2]?.toLowerCase() ?? '?']
  return found === null || factor === undefined ? null : Math.round(Number(found[1]) * factor)
}

import { charactersOf } from '../json-line.ts'
import { isTimeOfDay } from '../zone-names.ts'
import { dayInName } from './file-day.ts'
import { isNamedId, nameFits } from './headers.ts'
import { type ColumnMapping, type MappedField, mappedFields } from './mapping.ts'
import { cellMoment } from './moment.ts'
import { actionOfReply, actionOfValue } from './result.ts'
import { isDayFirst, type SampledColumn, sampleColumns } from './sample.ts'

/** What columns of an unknown table seem to say. */
export interface Guess {
  readonly mapping: ColumnMapping
  /** Values of the result whose meaning is not known. */
  readonly unknownResults: readonly string[]
}

/** Least share of a column's values that fit its field. */
const LEAST = 0.5

/** Of a result, most different values, and the longest. */
const MOST_RESULTS = 30
const LONGEST_SHOWN = 60

const isTime = (value: string): boolean => cellMoment(value, true) !== null || cellMoment(value, false) !== null
const isAddress = (value: string): boolean => value === '<>' || /[^ @<>]@[^ @<>]/.test(value)
const isMessageId = (value: string): boolean => /^<?[^ @<>]{1,400}@[^ @<>]{1,400}>?$/.test(value)
const isIp = (value: string): boolean => /(?:[0-9]{1,3}\.){3}[0-9]{1,3}|^\[?[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}/.test(value)
const isResult = (value: string): boolean => value.length <= LONGEST_SHOWN && !isAddress(value) && !isTime(value)
const isKnownResult = (value: string): boolean => actionOfValue(charactersOf(value)) !== null

/** Whether a value may be one of a field. */
const tests: Readonly<Record<MappedField, (value: string) => boolean>> = {
  time: isTime,
  messageId: isMessageId,
  sender: isAddress,
  recipient: isAddress,
  clientIp: isIp,
  size: (value) => /^[0-9]{1,12}(?:\.[0-9]{1,3})?(?: ?[KMk]?i?[Bb](?:ytes)?)?$/.test(value),
  result: isResult,
  reply: (value) => (value.includes(' ') && /[A-Za-z]/.test(value) && !isTime(value)) || actionOfReply(value) !== null,
  subject: (value) => !isTime(value),
  queueId: (value) => /^[^ @]{1,200}$/.test(value) && /[0-9]/.test(value) && !isTime(value),
}

/** Fields whose values are known by themselves, so that a column's name may be any: in it they look like nothing else. */
const byValues: ReadonlySet<MappedField> = new Set<MappedField>(['time', 'sender', 'recipient'])

/** The order in which columns that fit alike are given away, the surest fields first. */
const order = Object.keys(tests) as readonly MappedField[]

/**
 * Guesses by names and values which columns of a table, or of JSON records, are those of mails.
 *
 * @param lines the first of a file, as bytes
 * @param fileName may hold the day of times that stand without one
 * @returns null where they have no time, or nobody who sent or was to get a mail
 */
export function guessMapping(lines: readonly string[], fileName: string): Guess | null {
  const columns = sampleColumns(lines)
  const split = dateAndTime(columns) ?? (dayInName(fileName) === null ? null : timeOfDay(columns))
  const chosen = assigned(columns.filter((column) => split?.includes(column) !== true))
  const time = split ?? (chosen.get('time') === undefined ? null : [chosen.get('time')!])
  if (time === null || (!chosen.has('sender') && !chosen.has('recipient'))) return null
  const named: Partial<Record<MappedField, string | string[]>> = {}
  for (const field of Object.keys(mappedFields) as readonly MappedField[]) {
    const names = (field === 'time' ? time : [chosen.get(field)]).flatMap((column) => (column ? [charactersOf(column.name)] : []))
    if (names.length > 0) named[field] = names.length === 1 ? names[0]! : names
  }
  const { results, unknown } = meaningsOf(chosen.get('result'))
  const dayFirst = ambiguousDays(time[0]!, lines)
  const mapping: ColumnMapping = {
    columns: { ...named, time: named.time! },
    ...(Object.keys(results).length > 0 ? { results } : {}),
    ...(dayFirst === null ? {} : { dayFirst }),
  }
  return { mapping, unknownResults: unknown }
}

/** The column of each field that has one: what fits best is given away first, each column once. */
function assigned(columns: readonly SampledColumn[]): ReadonlyMap<MappedField, SampledColumn> {
  const candidates = order.flatMap((field) => columns.map((column) => ({ field, column, score: scoreOf(field, column) })))
  const chosen = new Map<MappedField, SampledColumn>()
  const used = new Set<SampledColumn>()
  for (const { field, column, score } of candidates.sort((a, b) => b.score - a.score)) {
    if (score <= 0 || chosen.has(field) || used.has(column)) continue
    chosen.set(field, column)
    used.add(column)
  }
  return chosen
}

/** How well a column fits a field by its name and values; 0 where it does not. */
function scoreOf(field: MappedField, column: SampledColumn): number {
  const name = nameFits(field, column.name)
  const values = column.values.filter((value) => value !== '' && value !== '-')
  if (name < 0 || values.length === 0 || (name === 0 && !fitsUnnamed(field, column.name, values))) return 0
  const share = (test: (value: string) => boolean) => values.filter(test).length / values.length
  const fits = share(tests[field])
  if (fits < LEAST) return 0
  return name + fits * 20 + (field === 'result' ? share(isKnownResult) * 40 : 0)
}

/** Whether a column of any name is a field's, by its values alone. */
function fitsUnnamed(field: MappedField, name: string, values: readonly string[]): boolean {
  if (byValues.has(field)) return !isNamedId(name)
  if (field === 'reply')
    return values.filter((value) => value.includes(' ') && actionOfReply(value) !== null).length >= values.length * LEAST
  if (field !== 'result') return false
  const different = new Set(values)
  return different.size <= MOST_RESULTS && [...different].every(isKnownResult)
}

const isDate = /^(?:[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}|[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{2,4})$/

/** The first column that says nothing but what a test holds for. */
function columnOf(columns: readonly SampledColumn[], test: (value: string) => boolean): SampledColumn | undefined {
  return columns.find(({ values }) => values.some((value) => value !== '') && values.every((value) => value === '' || test(value)))
}

/** Whether some column holds whole moments. */
function hasMoments(columns: readonly SampledColumn[]): boolean {
  return columns.some(({ values }) => values.some((value) => value !== '' && isTime(value)))
}

/** A column of times of the day, most of it, where none says of which day. */
function timeOfDay(columns: readonly SampledColumn[]): readonly [SampledColumn] | null {
  const time = columns.find(({ values }) => {
    const filled = values.filter((value) => value !== '')
    return filled.length > 0 && filled.filter(isTimeOfDay).length >= filled.length * LEAST
  })
  return time === undefined || hasMoments(columns) ? null : [time]
}

/** A column of dates and one of times of the day; null where one column holds both. */
function dateAndTime(columns: readonly SampledColumn[]): readonly [SampledColumn, SampledColumn] | null {
  const date = columnOf(columns, (value) => isDate.test(value))
  const time = columnOf(columns, isTimeOfDay)
  return date === undefined || time === undefined || hasMoments(columns) ? null : [date, time]
}

/** What the values of a result mean, as far as it is known. */
function meaningsOf(column: SampledColumn | undefined) {
  const results: NonNullable<ColumnMapping['results']> = {}
  const unknown: string[] = []
  const different = new Set((column?.values ?? []).filter((value) => value !== '' && isResult(value)))
  if (different.size > MOST_RESULTS) return { results, unknown }
  for (const bytes of different) {
    const value = charactersOf(bytes)
    const action = actionOfValue(value)
    if (action === null) unknown.push(value)
    else results[value] = action
  }
  return { results, unknown }
}

const slashes = /^([0-9]{1,2})\/([0-9]{1,2})\/[0-9]{2,4}/

/** Of dates with slashes, whether the day comes first: as far as they show it, else as the separator does; null where none is written so. */
function ambiguousDays({ values }: SampledColumn, lines: readonly string[]): boolean | null {
  const dates = values.flatMap((value) => {
    const [, first, second] = slashes.exec(value) ?? []
    return first === undefined ? [] : [[Number(first), Number(second)] as const]
  })
  if (dates.length === 0) return null
  return dates.some(([first]) => first > 12) || (dates.every(([, second]) => second <= 12) && isDayFirst(lines))
}

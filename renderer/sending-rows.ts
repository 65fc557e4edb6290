import { hasUsual, timesUsual } from '../shared/flags.ts'
import { count, counted, medianCount, share } from '../shared/numbers.ts'
import { type DeviceRow, type DomainRow, type LoginRow, peakOf, type SenderRow } from '../shared/senders.ts'

/** A row of any list: a device, a login, an envelope sender, a domain. */
export type SendingRow = DeviceRow | LoginRow | SenderRow | DomainRow

/** The lists, in the order of their tabs, and what one row of each is. */
export const sendingTabs = ['devices', 'logins', 'senders', 'domains'] as const
export type SendingTab = (typeof sendingTabs)[number]

/** What a list can be sorted by. */
export const sendingSorts = ['name', 'peak', 'usual', 'messages', 'recipients', 'failed', 'first', 'last'] as const
export type SendingSort = (typeof sendingSorts)[number]

/** What a row is called, and what else tells it apart. */
export function namesOf(row: SendingRow): { readonly first: string; readonly rest: readonly string[] } {
  if ('sender' in row) return { first: row.sender || '<>', rest: row.sender === '' ? ['the sender of notices'] : [] }
  if ('login' in row) return { first: row.login, rest: [counted(row.devices, 'device')] }
  if ('domain' in row) return { first: row.domain, rest: [counted(row.senders, 'sender')] }
  const address = row.ip ?? 'on the server itself'
  const rest = [
    row.name === null ? null : address,
    row.kind,
    row.user === null ? null : `login ${row.user}`,
    row.clientName,
    row.helo === null || row.helo === row.clientName ? null : `HELO ${row.helo}`,
  ]
  return { first: row.name ?? address, rest: rest.filter((name) => name !== null) }
}

/** By what the address of the window names a row. */
export function rowId(row: SendingRow): string {
  if ('sender' in row) return row.sender || '<>'
  if ('login' in row) return row.login
  if ('domain' in row) return row.domain
  return [row.ip, row.user, row.helo].filter((part) => part !== null).join(' ')
}

/** The row of an id, in whatever case; the beginning of one names the busiest that has it: an address alone, or with its login. */
export function rowOf<Row extends SendingRow>(rows: readonly Row[], id: string | undefined): Row | undefined {
  if (id === undefined) return undefined
  const wanted = id.toLowerCase()
  const is = (row: Row) => rowId(row).toLowerCase()
  return rows.find((row) => is(row) === wanted) ?? rows.find((row) => is(row).startsWith(`${wanted} `))
}

const sortKeys: Readonly<Record<SendingSort, (row: SendingRow) => number | string>> = {
  name: (row) => namesOf(row).first.toLowerCase(),
  peak: (row) => Math.max(...row.trend),
  usual: (row) => row.baselinePerDay,
  messages: (row) => row.messages,
  recipients: (row) => row.recipients,
  failed: (row) => row.failed / row.recipients,
  first: (row) => row.firstSeen,
  last: (row) => row.lastSeen,
}

/** The rows in another order; among equals the busier first. */
export function sortRows<Row extends SendingRow>(rows: readonly Row[], by: SendingSort, descending: boolean): readonly Row[] {
  const key = sortKeys[by]
  const sign = descending ? -1 : 1
  return rows.toSorted((a, b) => {
    const [one, other] = [key(a), key(b)]
    if (one !== other) return one < other ? -sign : sign
    return b.messages - a.messages
  })
}

/** Rows with a text in any of their names. */
export function filterRows<Row extends SendingRow>(rows: readonly Row[], text: string): readonly Row[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return rows
  return rows.filter((row) => {
    const { first, rest } = namesOf(row)
    return [first, ...rest].join(' ').toLowerCase().includes(wanted)
  })
}

/** Whether a row has something unusual that the user does not expect; or that the user does. */
export const isUnusual = ({ flags }: SendingRow): boolean => flags.some(({ expected }) => expected === null)
export const isExpected = (row: SendingRow): boolean => row.flags.length > 0 && !isUnusual(row)

/** What a row means, in a sentence or three: how much, how badly, and whether that is usual. */
export function sendingSentence(row: SendingRow): string {
  const sent = `Sent ${counted(row.messages, 'message')} to ${counted(row.recipients, 'recipient')}`
  const failed = row.failed === 0 ? 'none of them failed' : `${share(row.failed, row.recipients)} of them failed`
  const peak = peakOf(row)
  const usual = row.baselinePerDay
  const isFlagged = row.flags.some(({ flag }) => flag === 'volume') // It says the same.
  if (isFlagged || !hasUsual(row) || peak.messages < 2 * usual) return `${sent}; ${failed}.`
  return `${sent}; ${failed}. On ${peak.day} it sent ${count(peak.messages)}, ${timesUsual(peak.messages, usual)} times its usual ${medianCount(usual)} a day.`
}

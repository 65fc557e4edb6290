import { flagsOf } from '../../../shared/flags.ts'
import { median } from '../../../shared/numbers.ts'
import { narrower } from '../../../shared/query/narrow.ts'
import { quote } from '../../../shared/query/tokens.ts'
import {
  type DeviceRow,
  type DomainRow,
  deviceKey,
  type LoginRow,
  type Reported,
  type SenderRow,
  type SendingList,
} from '../../../shared/senders.ts'
import type { CaseDb } from '../database.ts'
import { expectedOf } from './expected-flags.ts'
import { domainOf } from './field-sql.ts'
import { isoTime } from './question.ts'
import { reportedByAddress } from './reported-sending.ts'
import { type Around, type Counting, countSending, type Group, type ListBy, type SendingRequest } from './sending.ts'

const FAILED = 'outcome:(bounced OR rejected)'

/** Mail handed in on the server itself has no address, but the user's id as its login. An address splits by login first, then by HELO where several machines share it (engine-rules 28). */
const byDevice: Counting<Omit<DeviceRow, keyof Reported>> = {
  list: 'devices',
  parts: [
    'lower(m.client_ip)',
    "nullif(lower(m.login), '')",
    "CASE WHEN p.ip IS NOT NULL AND coalesce(m.login, '') = '' THEN nullif(lower(m.helo), '') END",
  ],
  counts: "concat(m.client_ip, m.login) <> ''",
  nameless: "concat(m.client_ip, m.client_name, m.helo, m.login) = ''",
  namelessQuery: '-device:*',
  behind: 'ip',
  rowsOf: (groups, asked, around) => {
    const withLogins = new Set(groups.filter((group) => group.second_part !== null).map((group) => group.first_part))
    const narrow = narrower(asked)
    return groups.map((group) => ({
      ...deviceRow(group, around, narrow, withLogins.has(group.first_part)),
      ...(around.names.get(deviceKey(group.ip, group.login) ?? '') ?? { name: null, kind: null }),
    }))
  },
}

const bySender: Counting<SenderRow> = {
  list: 'senders',
  parts: ['lower(m.sender)', 'NULL::VARCHAR', 'NULL::VARCHAR'],
  counts: 'm.sender IS NOT NULL',
  nameless: 'm.sender IS NULL',
  namelessQuery: '-from:* -from:<>',
  behind: 'ip',
  rowsOf: (groups, asked, around) => {
    const narrow = narrower(asked)
    return groups.map((group) => {
      const sender = group.sender ?? ''
      const from = [sender === '' ? 'from:<>' : `from:${quote(sender)}`]
      return { sender, devices: group.behind, ...sendingOf(group, around, narrow, from) }
    })
  },
}

const byLogin: Counting<LoginRow> = {
  list: 'logins',
  parts: ["nullif(lower(m.login), '')", 'NULL::VARCHAR', 'NULL::VARCHAR'],
  counts: "m.login <> ''",
  nameless: "coalesce(m.login, '') = ''",
  namelessQuery: '-login:*',
  behind: 'ip',
  rowsOf: (groups, asked, around) => {
    const narrow = narrower(asked)
    return groups.map((group) => {
      const login = group.login ?? ''
      return { login, devices: group.behind, ...sendingOf(group, around, narrow, [`login:${quote(login)}`]) }
    })
  },
}

const SENDER_DOMAIN = `nullif(lower(${domainOf('m.sender')}), '')`

const byDomain: Counting<DomainRow> = {
  list: 'domains',
  parts: [SENDER_DOMAIN, 'NULL::VARCHAR', 'NULL::VARCHAR'],
  counts: `${SENDER_DOMAIN} IS NOT NULL`,
  nameless: `${SENDER_DOMAIN} IS NULL`,
  namelessQuery: '-fromdomain:*',
  behind: 'sender',
  rowsOf: (groups, asked, around) => {
    const narrow = narrower(asked)
    return groups.map((group) => {
      const domain = group.first_part ?? ''
      return { domain, senders: group.behind, ...sendingOf(group, around, narrow, [`fromdomain:${quote(domain)}`]) }
    })
  },
}

/** Who hands mail in: each client, the busiest first. @throws AppError 'bad-query' */
export function devices(db: CaseDb, request: SendingRequest, signal?: AbortSignal): Promise<SendingList<DeviceRow>> {
  return countSending(db, request, (listBy) => listDevices(db, listBy), signal)
}

/** Who sends, by envelope sender, the busiest first. @throws AppError 'bad-query' */
export function senders(db: CaseDb, request: SendingRequest, signal?: AbortSignal): Promise<SendingList<SenderRow>> {
  return countSending(db, request, (listBy) => listBy(bySender), signal)
}

/** Both of these, of the same deliveries. @throws AppError 'bad-query' */
export function devicesAndSenders(
  db: CaseDb,
  request: SendingRequest,
  signal?: AbortSignal,
): Promise<{ readonly devices: SendingList<DeviceRow>; readonly senders: SendingList<SenderRow> }> {
  const both = async (listBy: ListBy) => ({ devices: await listDevices(db, listBy), senders: await listBy(bySender) })
  return countSending(db, request, both, signal)
}

/** Who sends, by login, the busiest first. @throws AppError 'bad-query' */
export function logins(db: CaseDb, request: SendingRequest, signal?: AbortSignal): Promise<SendingList<LoginRow>> {
  return countSending(db, request, (listBy) => listBy(byLogin), signal)
}

/** Who sends, by the domain of the envelope sender, the busiest first. @throws AppError 'bad-query' */
export function domains(db: CaseDb, request: SendingRequest, signal?: AbortSignal): Promise<SendingList<DomainRow>> {
  return countSending(db, request, (listBy) => listBy(byDomain), signal)
}

async function listDevices(db: CaseDb, listBy: ListBy): Promise<SendingList<DeviceRow>> {
  const list = await listBy(byDevice)
  const reported = await reportedByAddress(db)
  return { ...list, rows: list.rows.map((row) => ({ ...row, ...(reported.get(row.ip?.toLowerCase() ?? '') ?? notReported) })) }
}

const notReported: Reported = { reportedMessages: null, reportedFailed: null }

type Narrow = ReturnType<typeof narrower>

function deviceRow(group: Group, around: Around, narrow: Narrow, sharesLogins: boolean): Omit<DeviceRow, 'name' | 'kind' | keyof Reported> {
  const login = group.second_part
  const split = group.parted && login === null
  const clauses = [
    ...(group.ip === null ? [] : [`device:${quote(group.ip)}`]),
    ...(login === null ? (sharesLogins ? ['-login:*'] : []) : [`login:${quote(group.login ?? '')}`]),
    ...(split ? [group.third_part === null ? '-helo:*' : `helo:${quote(group.helo ?? '')}`] : []),
  ]
  return {
    ip: group.ip,
    helo: group.helo,
    user: login === null ? null : group.login,
    clientName: group.name,
    ...sendingOf(group, around, narrow, clauses),
  }
}

function sendingOf(group: Group, { bounds: { days }, span, expected }: Around, narrow: Narrow, clauses: readonly string[]) {
  const sending = {
    key: group.key,
    messages: group.messages,
    recipients: group.recipients,
    failedShare: share(group.failed, group.recipients),
    unknownShare: share(group.lostAddresses, group.recipients),
    firstSeen: isoTime(group.first),
    lastSeen: isoTime(group.last),
    baselinePerDay: median([...group.days.values()]),
    score: null,
    findings: [],
    days: days.map((day, at) => ({ day, messages: group.days.get(at) ?? 0 })),
    trend: group.trend,
    failed: group.failed,
    query: narrow(...clauses),
    failedQuery: narrow(...clauses, FAILED),
  }
  const lastDay = days.at(-1) ?? ''
  const flags = flagsOf(sending, { ...group.facts, unprotected: group.unprotected }, span)
  return { ...sending, flags: flags.map((flag) => ({ ...flag, expected: expectedOf(expected, { ...flag, key: group.key }, lastDay) })) }
}

/** Four decimals: more would pretend. */
function share(part: number, whole: number): number {
  return Math.round((part / whole) * 10_000) / 10_000
}

import type { ClassId } from '../../../shared/failures/failure.ts'
import type { Cause, UsedUp } from '../../../shared/overview.ts'
import { quote } from '../../../shared/query/tokens.ts'
import { serverName } from '../../../shared/sentences.ts'
import { type DeviceNames, nameOf } from './device-names.ts'
import { DELIVERY_TIME } from './field-sql.ts'
import { DELIVERIES, predicateOf } from './predicate.ts'
import { type CaseState, isoTime, type Rows, readQuery } from './question.ts'
import type { Scope } from './scope.ts'
import { LONGEST_NAME, OWN } from './talkers.ts'
import { timeQuery } from './volume.ts'

const CAUSES = 8

/** The windows over which a relay counts what it accepts, in seconds. */
const windows: Partial<Record<ClassId, number>> = { 'relay-daily-limit': 86_400, 'relay-peak-limit': 600 }

/** A name that stands in a query as it is. */
const plainName = /^[A-Za-z0-9][A-Za-z0-9.-]{0,254}$/

/** Failures of one class from one device. */
interface Row {
  readonly class: ClassId
  /** Lower case; null where none is known. */
  readonly ip: string | null
  readonly title: string | null
  readonly nextHop: string | null
  readonly lost: number
  readonly waiting: number
  readonly since: number
  readonly last: number
}

const failing = (from: string): string => `
  SELECT d.class, lower(m.client_ip) AS ip, max(CASE WHEN lower(m.client_name) <> 'unknown' THEN lower(m.client_name) END) AS title,
    min(CASE WHEN d.next_hop <> 'none' THEN d.next_hop END) AS "nextHop",
    count(*) FILTER (d.consequence = 'lost') AS lost, count(*) FILTER (d.consequence = 'waiting') AS waiting,
    min(${DELIVERY_TIME}) AS since, max(coalesce(d.last_attempt, m.last_seen)) AS last
  FROM ${from} WHERE m.direction IN ('own', 'internal') AND d.consequence IN ('lost', 'waiting') AND d.class IS NOT NULL
  GROUP BY 1, 2 ORDER BY count(*) DESC, ip`

/** The classes by which one's own mail was lost or waits, most lost first; at most eight. */
export async function causes(db: Rows, state: CaseState, scope: Scope): Promise<readonly Cause[]> {
  const byClass = new Map<ClassId, Row[]>()
  for (const row of await db.rows<Row>(failing(scope.from))) {
    const rows = byClass.get(row.class)
    if (rows === undefined) byClass.set(row.class, [row])
    else rows.push(row)
  }
  const found = [...byClass].map(([id, rows]) => ({
    id,
    rows,
    lost: rows.reduce((sum, row) => sum + row.lost, 0),
    waiting: rows.reduce((sum, row) => sum + row.waiting, 0),
  }))
  found.sort((a, b) => b.lost - a.lost || b.waiting - a.waiting || (a.id < b.id ? -1 : 1))
  const answer: Cause[] = []
  for (const { id, rows, lost, waiting } of found.slice(0, CAUSES)) {
    const narrow = (...clauses: readonly string[]): string => scope.narrow(...clauses, `class:${id}`, OWN)
    const since = rows.reduce((least, row) => Math.min(least, row.since), Number.POSITIVE_INFINITY)
    answer.push({
      class: id,
      lost: { count: lost, query: narrow('is:lost') },
      waiting: { count: waiting, query: narrow('is:waiting') },
      since: isoTime(since),
      last: isoTime(rows.reduce((most, row) => Math.max(most, row.last), 0)),
      devices: rows.filter((row) => row.ip).length,
      device: mostOf(rows, lost + waiting, state.names, narrow),
      usedUp: await usedUp(db, state, { id, since, server: serverName(rows.find((row) => row.nextHop !== null)?.nextHop ?? null) }),
    })
  }
  return answer
}

/** The device with more than half of it. `rows`: the device with most of it first. */
function mostOf(rows: readonly Row[], total: number, names: DeviceNames, narrow: Scope['narrow']): Cause['device'] {
  const first = rows.find((row) => row.ip)
  if (!first?.ip || first.ip.length > LONGEST_NAME) return null
  const count = first.lost + first.waiting
  if (count * 2 <= total) return null
  const title = nameOf(names, first.ip, null) ?? first.title
  return { name: first.ip, title, count, query: narrow(`device:${quote(first.ip)}`, 'is:(lost OR waiting)') }
}

interface Limit {
  readonly id: ClassId
  readonly since: number
  readonly server: string | null
}

/** What went through the relay in the window before it refused for the first time, and from which own device most of it came. */
async function usedUp(db: Rows, state: CaseState, { id, since, server }: Limit): Promise<UsedUp | null> {
  const seconds = windows[id]
  if (seconds === undefined || server === null || !plainName.test(server)) return null
  const from = since - seconds * 1e6
  const text = `relay:${server} is:(arrived OR handed-on) ${timeQuery(from, since)}`
  const { sql, params } = predicateOf(readQuery(text), state)
  // The window again, over the one column by which rows are sorted: so it is read alone.
  const window = `d.first_attempt BETWEEN make_timestamp($${params.length + 1}::BIGINT) AND make_timestamp($${params.length + 2}::BIGINT)`
  const rows = await db.rows<{ ip: string | null; title: string | null; count: number; own: number }>(
    `SELECT lower(m.client_ip) AS ip, max(CASE WHEN lower(m.client_name) <> 'unknown' THEN lower(m.client_name) END) AS title,
       count(*) AS count, count(*) FILTER (m.direction IN ('own', 'internal')) AS own
     FROM ${DELIVERIES} WHERE ${sql} AND ${window} GROUP BY 1 ORDER BY own DESC, ip`,
    [...params, String(Math.floor(from / 1e6) * 1e6), String(since)],
  )
  const by = rows.find((row) => row.ip && row.ip.length <= LONGEST_NAME && row.own > 0)
  if (!by?.ip) return null
  return {
    seconds,
    server,
    by: { name: by.ip, title: nameOf(state.names, by.ip, null) ?? by.title, count: by.own, query: `device:${quote(by.ip)} ${text} ${OWN}` },
    accepted: { count: rows.reduce((sum, row) => sum + row.count, 0), query: text },
  }
}

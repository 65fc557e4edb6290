import { type Fate, type Outcome, outcomeOf } from '../../../shared/message.ts'
import type { Volume } from '../../../shared/overview.ts'
import { zoneOffset } from './day-bounds.ts'
import { DELIVERY_TIME } from './field-sql.ts'
import { isoTime, type Rows } from './question.ts'
import type { Scope } from './scope.ts'

const MINUTE = 60
const HOUR = 3_600
const DAY = 86_400
const MAX_BUCKETS = 120

/** Lengths that are read at a glance. */
const lengths = [1, 5, 15, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY, 28 * DAY]

/** The first and the last moment of something, µs. */
export interface TimeSpan {
  readonly first: number
  readonly last: number
}

/** The shortest length that cuts a time into at most so many buckets. */
export function bucketSeconds(spanSeconds: number, most = MAX_BUCKETS): number {
  const fitting = lengths.find((length) => spanSeconds / length <= most - 1)
  return fitting ?? Math.ceil(spanSeconds / (most - 1) / DAY) * DAY
}

/** The query that finds what happened in a stretch of time of whole seconds, µs. */
export function timeQuery(from: number, to: number): string {
  return `after:${second(from)} before:${second(to)}`
}

/** A moment as queries write it: whole seconds, UTC. */
export function second(micros: number): string {
  return `${isoTime(micros).slice(0, 19)}Z`
}

/** Which deliveries, and the time from the first to the last of them. */
interface VolumeOf {
  readonly scope: Scope
  readonly zone: string
  readonly span: TimeSpan | null
  readonly signal?: AbortSignal | undefined
}

/** The time from the first to the last delivery of a scope; null where it has none. */
export async function spanOf(db: Rows, { from }: Scope, signal: AbortSignal | undefined): Promise<TimeSpan | null> {
  const [row] = await db.rows<{ first: number | null; last: number | null }>(
    `SELECT min(${DELIVERY_TIME}) AS first, max(${DELIVERY_TIME}) AS last FROM ${from}`,
    [],
    { signal },
  )
  return row === undefined || row.first === null || row.last === null ? null : { first: row.first, last: row.last }
}

/** The deliveries of a scope over their time, by outcome: every bucket from the first to the last, empty ones too. */
export async function volume(db: Rows, { scope, zone, span, signal }: VolumeOf): Promise<Volume> {
  if (span === null) return { bucketSeconds: lengths[0] ?? 1, buckets: [] }
  const seconds = bucketSeconds((span.last - span.first) / 1e6)
  const size = seconds * 1e6
  const offset = zoneOffset(zone, span.first)
  const rows = await db.rows<{ nth: number; fate: Fate; count: number }>(
    `SELECT (epoch_us(${DELIVERY_TIME}) + $1::BIGINT) // $2::BIGINT AS nth, d.fate, count(*) AS count FROM ${scope.from} GROUP BY nth, d.fate`,
    [offset, size],
    { signal },
  )
  const found = new Map<number, Partial<Record<Outcome, number>>>()
  for (const { nth, fate, count } of rows) {
    const bucket = found.get(nth) ?? {}
    const outcome = outcomeOf[fate]
    bucket[outcome] = (bucket[outcome] ?? 0) + count
    found.set(nth, bucket)
  }
  const first = Math.floor((span.first + offset) / size)
  const last = Math.floor((span.last + offset) / size)
  const buckets = Array.from({ length: last - first + 1 }, (_, i) => {
    const from = (first + i) * size - offset
    return { from: isoTime(from), query: scope.narrow(timeQuery(from, from + size)), outcomes: found.get(first + i) ?? {} }
  })
  return { bucketSeconds: seconds, buckets }
}

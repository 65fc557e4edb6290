import type { Connection } from '../database.ts'
import { zoneOffset } from './day-bounds.ts'
import { bucketSeconds } from './volume.ts'

/** Stretches of time one after the other, oldest first: where each begins (µs), and how long they are, but for a change of the clock. */
export interface Stretches {
  readonly starts: readonly number[]
  readonly size: number
}

/** At most so many stretches of a trend: more would not be seen in a small chart. */
const TREND = 48

/** Stretches of the same length from the first delivery to the last (µs); those of whole days begin at the zone's midnight. */
export function trendOf(first: number, last: number, zone: string): Stretches {
  const size = bucketSeconds((last - first) / 1e6, TREND) * 1e6
  const offset = zoneOffset(zone, first)
  const from = Math.floor((first + offset) / size) * size - offset
  return { size, starts: Array.from({ length: Math.floor((last - from) / size) + 1 }, (_, at) => from + at * size) }
}

/** The stretch of a time, of those that begin at `$1` and are `$2` long (µs): the one that all were of the same length would give, or a neighbour where the clock was changed; -1 before all. */
export function stretchOf(time: string): string {
  const start = (nth: string) => `list_extract($1::BIGINT[], ${nth} + 1)`
  const nth = `least((epoch_us(${time}) - ${start('0')}) // $2::BIGINT, len($1::BIGINT[]) - 1)`
  return `CASE WHEN epoch_us(${time}) < ${start('0')} THEN -1
    WHEN epoch_us(${time}) < ${start(nth)} THEN ${nth} - 1
    WHEN epoch_us(${time}) >= ${start(`${nth} + 1`)} THEN ${nth} + 1 ELSE ${nth} END`
}

/**
 * A message counts in each stretch in which one of its deliveries was first tried, as `at:` finds it. Nearly all are tried within
 * one: only the deliveries of the others are looked at one by one.
 */
const PLACED = `
  WITH begun AS MATERIALIZED (SELECT no, message, first, last, ${stretchOf('first')} AS one FROM shown),
    placed AS (SELECT no, message, one, CASE WHEN last = first THEN one ELSE ${stretchOf('last')} END AS other FROM begun),
    within AS (SELECT no, one AS stretch, count(*) AS messages FROM placed WHERE one = other GROUP BY no, one),
    across AS (
      SELECT no, stretch, count(*) AS messages
      FROM (SELECT DISTINCT p.no, p.message, ${stretchOf('s.time')} AS stretch FROM placed p JOIN sent s ON s.message = p.message WHERE p.one <> p.other)
      GROUP BY no, stretch
    )
  SELECT no, stretch, sum(messages)::BIGINT AS messages FROM (FROM within UNION ALL FROM across) WHERE stretch >= 0 GROUP BY no, stretch`

/** Messages of each stretch that has any, by the number of the group. Reads the tables `sent` and `shown`. */
export async function messagesIn(
  connection: Connection,
  { starts, size }: Stretches,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, ReadonlyMap<number, number>>> {
  const rows = await connection.rows<{ no: number; stretch: number; messages: number }>(PLACED, [starts, size], { signal })
  const found = new Map<number, Map<number, number>>()
  for (const { no, stretch, messages } of rows) found.set(no, (found.get(no) ?? new Map<number, number>()).set(stretch, messages))
  return found
}

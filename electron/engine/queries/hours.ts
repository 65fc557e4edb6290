import { Temporal } from 'temporal-polyfill'
import type { HourCell, Hours } from '../../../shared/hours.ts'
import type { CaseDb } from '../database.ts'
import { type DayBounds, dayBounds } from './day-bounds.ts'
import { DELIVERY_TIME } from './field-sql.ts'
import { predicateOf } from './predicate.ts'
import { type CaseState, fromOneState, isoTime, readQuery } from './question.ts'
import { chooseScope } from './scope.ts'
import { stretchOf } from './sending-times.ts'
import { spanOf } from './volume.ts'

const HOUR = 3_600e6
const DAY = 24 * HOUR

/** Deliveries of one hour of one day: `hour` counts those that have passed since its midnight, which are 25 on one day of a year. */
interface Counted {
  readonly day: number
  readonly hour: number
  readonly deliveries: number
}

/**
 * The deliveries of a query by weekday and hour of their first attempt.
 *
 * @throws AppError 'bad-query'
 */
export async function hours(db: CaseDb, text: string, signal?: AbortSignal): Promise<Hours> {
  const query = readQuery(text)
  const connection = await db.connect()
  try {
    const wordsOf = (state: CaseState) => predicateOf(query, state).words
    const answer = async (state: CaseState): Promise<Hours> => {
      const scope = await chooseScope(connection, text, query, state, signal)
      const span = await spanOf(connection, scope, signal)
      if (span === null) return { zone: state.zone, days: null, cells: [] }
      const bounds = dayBounds(span.first, span.last, state.zone)
      const rows = await connection.rows<Counted>(
        `SELECT day, (time - list_extract($1::BIGINT[], day + 1)) // ${HOUR} AS hour, count(*) AS deliveries
         FROM (SELECT epoch_us(${DELIVERY_TIME}) AS time, ${stretchOf(DELIVERY_TIME)} AS day FROM ${scope.from})
         WHERE day >= 0 GROUP BY ALL ORDER BY ALL`,
        [bounds.starts, DAY],
        { signal },
      )
      const days = { first: bounds.days[0] ?? '', last: bounds.days.at(-1) ?? '' }
      return { zone: state.zone, days, cells: cellsOf(rows, bounds, state.zone, scope.narrow) }
    }
    return await fromOneState(db, connection, wordsOf, answer, signal)
  } finally {
    connection.close()
  }
}

/** Hours of the same weekday and clock together, with the query that finds all of them. */
function cellsOf(rows: readonly Counted[], { days, starts }: DayBounds, zone: string, narrow: (clause: string) => string): HourCell[] {
  const found = new Map<number, { count: number; readonly times: string[] }>()
  for (const { day, hour, deliveries } of rows) {
    const from = (starts[day] ?? 0) + hour * HOUR
    const clock = (starts[day + 1] ?? 0) - (starts[day] ?? 0) === DAY ? hour : clockHour(from, zone)
    const place = (Temporal.PlainDate.from(days[day] ?? '').dayOfWeek - 1) * 24 + clock
    const cell = found.get(place) ?? { count: 0, times: [] }
    cell.count += deliveries
    cell.times.push(`${minute(from)}..${minute(from + HOUR - 60e6)}`)
    found.set(place, cell)
  }
  return [...found]
    .toSorted(([a], [b]) => a - b)
    .map(([place, { count, times }]) => ({
      weekday: Math.floor(place / 24) + 1,
      hour: place % 24,
      count,
      query: narrow(`at:${times.length === 1 ? times[0] : `(${times.join(' OR ')})`}`),
    }))
}

function clockHour(micros: number, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(micros / 1000).toZonedDateTimeISO(zone).hour
}

/** A moment as queries write it, whole minutes, in UTC: an hour that the clock repeats is told apart. */
function minute(micros: number): string {
  return `${isoTime(micros).slice(0, 16)}Z`
}

import { Temporal } from 'temporal-polyfill'

/** Days of a result, oldest first: `starts` are µs, one more than `days`: the end of the last. */
export interface DayBounds {
  readonly days: readonly string[]
  readonly starts: readonly number[]
}

/** More days than this are not drawn one by one: the oldest are left out. */
const MOST_DAYS = 400

function startOf(day: Temporal.PlainDate, zone: string): number {
  return day.toZonedDateTime(zone).epochMilliseconds * 1000
}

/** The days of a zone that hold the times from `first` to `last` (µs): those that `at:2026-03-02` means. */
export function dayBounds(first: number, last: number, zone: string): DayBounds {
  const dayOf = (micros: number) =>
    Temporal.Instant.fromEpochMilliseconds(Math.floor(micros / 1000))
      .toZonedDateTimeISO(zone)
      .toPlainDate()
  const end = dayOf(last)
  const oldest = end.subtract({ days: MOST_DAYS - 1 })
  let day = dayOf(first)
  if (Temporal.PlainDate.compare(day, oldest) < 0) day = oldest
  const days: string[] = []
  const starts: number[] = []
  for (; Temporal.PlainDate.compare(day, end) <= 0; day = day.add({ days: 1 })) {
    days.push(day.toString())
    starts.push(startOf(day, zone))
  }
  return { days, starts: [...starts, startOf(day, zone)] }
}

/** By how much a zone's clock is ahead of UTC at a moment, both µs; 0 where this machine does not know the zone: UTC then. */
export function zoneOffset(zone: string, micros: number): number {
  try {
    return Temporal.Instant.fromEpochMilliseconds(Math.floor(micros / 1000)).toZonedDateTimeISO(zone).offsetNanoseconds / 1000
  } catch (error) {
    if (error instanceof RangeError) return 0
    throw error
  }
}

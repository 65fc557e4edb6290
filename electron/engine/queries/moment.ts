import { Temporal } from 'temporal-polyfill'
import type { Comparison, Moment, Value } from '../../../shared/query/syntax.ts'

/** What a moment is read against. */
export interface Clock {
  readonly zone: string
  /** µs; null without data. */
  readonly dataEnd: number | null
}

/** From `from` up to, not including, `to`; µs, null: open. */
export interface TimeSpan {
  readonly from: number | null
  readonly to: number | null
}

/** The time that `before:`, `after:` or `at:` leaves: a day without a time is the whole day, a minute the whole minute. */
export function spanOf(field: 'before' | 'after' | 'at', value: Value & { readonly kind: 'moment' | 'span' }, clock: Clock): TimeSpan {
  if (value.kind === 'span') return { from: moment(value.from, clock).from, to: moment(value.to, clock).to }
  const { from, to } = moment(value.moment, clock)
  if (field === 'before') return { from: null, to: from }
  if (field === 'after') return { from, to: null }
  return compared(value.comparison, value.moment.kind === 'before-end' ? { from, to: null } : { from, to })
}

function compared(comparison: Comparison, { from, to }: TimeSpan): TimeSpan {
  switch (comparison) {
    case '=':
      return { from, to }
    case '>':
      return { from: to ?? from, to: null }
    case '>=':
      return { from, to: null }
    case '<':
      return { from: null, to: from }
    case '<=':
      return { from: null, to: to ?? from }
  }
}

function moment(written: Moment, clock: Clock): { readonly from: number; readonly to: number } {
  const end = clock.dataEnd ?? Date.now() * 1000
  if (written.kind === 'before-end') return { from: end - written.seconds * 1e6, to: end - written.seconds * 1e6 + 1 }
  const zone = written.offsetMinutes === null ? clock.zone : offsetZone(written.offsetMinutes)
  const lastYear = Temporal.Instant.fromEpochMilliseconds(Math.floor(end / 1000)).toZonedDateTimeISO(zone).year
  const years = written.year === null ? Array.from({ length: 9 }, (_, i) => lastYear - i) : [written.year]
  let found: { readonly from: number; readonly to: number } | null = null
  for (const year of years) {
    found = inYear(written, year, zone)
    if (found !== null && (written.year !== null || found.from <= end)) return found
  }
  return found ?? { from: end, to: end }
}

/** Null where the year has no such day (29 February). */
function inYear(
  written: Moment & { readonly kind: 'civil' },
  year: number,
  zone: string,
): { readonly from: number; readonly to: number } | null {
  const { month, day, clock } = written
  if (month === 2 && day === 29 && !Temporal.PlainDate.from({ year, month: 1, day: 1 }).inLeapYear) return null
  const date = Temporal.PlainDate.from({ year, month, day })
  if (clock === null) return { from: micros(date.toZonedDateTime(zone)), to: micros(date.add({ days: 1 }).toZonedDateTime(zone)) }
  const start = date.toZonedDateTime({
    timeZone: zone,
    plainTime: Temporal.PlainTime.from({ hour: clock.hour, minute: clock.minute, second: clock.second ?? 0 }),
  })
  return { from: micros(start), to: micros(start) + (clock.second === null ? 60e6 : 1e6) }
}

function micros(time: Temporal.ZonedDateTime): number {
  return time.epochMilliseconds * 1000
}

function offsetZone(minutes: number): string {
  const size = Math.abs(minutes)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

import { counted } from './numbers.ts'
import type { Found } from './overview.ts'

/** Monday first, as ISO 8601 counts them from 1. */
export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

/** One hour of a weekday in which something was sent, with its deliveries. */
export interface HourCell extends Found {
  /** 1: Monday, 7: Sunday. */
  readonly weekday: number
  /** 0–23 */
  readonly hour: number
}

/** Deliveries by the weekday and hour of their first attempt, in the zone of the case. */
export interface Hours {
  /** IANA name or offset. */
  readonly zone: string
  /** The first and the last day that are counted: `2026-03-02`; null without deliveries. Of very long logs only the last 400 days are. */
  readonly days: { readonly first: string; readonly last: string } | null
  /** Only those with deliveries, by weekday and hour. */
  readonly cells: readonly HourCell[]
}

/** Hours as they are read: `09:00–09:59`. */
export function hourSpan(first: number, last = first): string {
  const two = (hour: number) => String(hour).padStart(2, '0')
  return `${two(first)}:00–${two(last)}:59`
}

/**
 * What the picture of the hours shows, for those who do not see it: the busiest hour, days without mail, and the hours in which none is ever sent.
 * Of a weekday that is not among the days nothing is known; nor of hours without a whole day, which the first and the last need not be.
 */
export function hoursSentence({ cells, days }: Pick<Hours, 'cells' | 'days'>): string {
  const [first] = cells
  if (first === undefined || days === null) return 'Nothing was sent.'
  const busiest = cells.reduce((most, cell) => (cell.count > most.count ? cell : most), first)
  const day = (weekday: number) => `${weekdays[weekday - 1] ?? ''}s`
  const said = [`Busiest: ${day(busiest.weekday)} ${hourSpan(busiest.hour)}, ${counted(busiest.count, 'delivery', 'deliveries')}.`]
  const seen = weekdaysIn(days)
  const quiet = seen.filter((weekday) => cells.every((cell) => cell.weekday !== weekday))
  if (quiet.length > 0) said.push(`Nothing on ${listed(quiet.map(day))}.`)
  const still = stretchesOf(Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => cells.every((cell) => cell.hour !== hour)))
  if (still.length === 0) said.push('Something at every hour of the day.')
  else if (seen.length > 2) said.push(`Nothing at ${listed(still.map(([from, to]) => hourSpan(from, to)))}.`)
  return said.join(' ')
}

/** The weekdays that are among the days, Monday first. */
function weekdaysIn({ first, last }: NonNullable<Hours['days']>): readonly number[] {
  const start = new Date(`${first}T00:00:00Z`)
  const length = (Date.parse(`${last}T00:00:00Z`) - start.getTime()) / 86_400_000 + 1
  return Array.from({ length: Math.min(length, 7) }, (_, nth) => ((start.getUTCDay() + nth + 6) % 7) + 1).toSorted((a, b) => a - b)
}

function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
}

/** Hours, in their order, as stretches of hours that follow each other: first and last. */
export function stretchesOf(hours: readonly number[]): readonly (readonly [number, number])[] {
  const stretches: [number, number][] = []
  for (const hour of hours) {
    const last = stretches.at(-1)
    if (last?.[1] === hour - 1) last[1] = hour
    else stretches.push([hour, hour])
  }
  return stretches
}

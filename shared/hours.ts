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

/** What the picture of the hours shows, for those who do not see it: the busiest hour, days without mail, and the hours in which none is ever sent. */
export function hoursSentence({ cells }: Pick<Hours, 'cells'>): string {
  const [first] = cells
  if (first === undefined) return 'Nothing was sent.'
  const busiest = cells.reduce((most, cell) => (cell.count > most.count ? cell : most), first)
  const day = (weekday: number) => `${weekdays[weekday - 1] ?? ''}s`
  const said = [`Busiest: ${day(busiest.weekday)} ${hourSpan(busiest.hour)}, ${counted(busiest.count, 'delivery', 'deliveries')}.`]
  const quiet = weekdays.flatMap((_, at) => (cells.some(({ weekday }) => weekday === at + 1) ? [] : [day(at + 1)]))
  if (quiet.length > 0) said.push(`Nothing on ${listed(quiet)}.`)
  const still = stretchesOf(Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => cells.every((cell) => cell.hour !== hour)))
  said.push(
    still.length > 0 ? `Nothing at ${listed(still.map(([from, to]) => hourSpan(from, to)))}.` : 'Something at every hour of the day.',
  )
  return said.join(' ')
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

import { Temporal } from 'temporal-polyfill'
import type { BackJump } from './year-rollover.ts'

/** Microseconds of a day. */
const DAY = 86_400e6
const QUARTER_HOUR = 900e6

/** The offset from UTC that a line states, in minutes, east positive; `second`: of the Unix epoch, when it was written. */
export interface WrittenOffset {
  readonly minutes: number
  readonly second: number
}

/** What is known of the clock of one source. Microseconds; civil ones as `YearRollover.place` gives them. */
export interface ClockEvidence {
  /** Whether any stamp lacks a zone; if not, nothing else matters. */
  readonly zoneless: boolean
  readonly yearless: boolean
  /** The last of the yearless stamps; where none is yearless, of those with a year. Never a mixture. */
  readonly lastCivil: number
  /** Samples of lines, of the same kind, that make a long queue id (`client=`, `uid=`): when written, and when the id was made. */
  readonly pairs: readonly { readonly civil: number; readonly second: number }[]
  /** Samples of the offsets that lines state. */
  readonly offsets: readonly WrittenOffset[]
  /** When the source was written at the latest, most trusted first; `assumed` is the time of the import. */
  readonly writtenAt: readonly { readonly at: number; readonly source: 'gzip' | 'file-date' | 'assumed' }[]
  readonly user: { readonly zone: string | null; readonly firstYear: number | null }
  readonly caseZone: string | null
  readonly machineZone: string
}

/** How a zone can be decided, and how a year. */
export const zoneSources = ['explicit', 'user', 'queue-ids', 'case', 'assumed'] as const
export const yearSources = ['explicit', 'user', 'queue-ids', 'gzip', 'file-date', 'assumed'] as const

/** How a source's stamps become UTC, and on whose word. */
export interface ClockDecision {
  /** IANA name, or `±HH:MM`. */
  readonly zone: string
  readonly zoneSource: (typeof zoneSources)[number]
  /** The year of the first yearless line; null where the lines have their years. */
  readonly firstYear: number | null
  readonly yearSource: (typeof yearSources)[number]
}

/**
 * Decides zone and year of a source. Where every line states its offset, that; else the user's word first; then 20 or more queue ids that agree to a quarter of an hour; then
 * the case's or the machine's zone, and the latest year that does not put the last stamp more than a day after it was written.
 *
 * @throws RangeError for a zone that does not exist
 */
export function decideClock(evidence: ClockEvidence): ClockDecision {
  const { user, caseZone, machineZone } = evidence
  const wanted = [user.zone, caseZone, machineZone].filter((zone) => zone !== null)
  if (!evidence.zoneless)
    return { zone: statedZone(evidence.offsets, wanted), zoneSource: 'explicit', firstYear: null, yearSource: 'explicit' }
  const found = fromQueueIds(evidence, wanted)
  const zone = user.zone ?? found?.zone ?? caseZone ?? machineZone
  const zoneSource = user.zone !== null ? 'user' : found !== null ? 'queue-ids' : caseZone !== null ? 'case' : 'assumed'
  if (!evidence.yearless) return { zone, zoneSource, firstYear: null, yearSource: 'explicit' }
  if (user.firstYear !== null) return { zone, zoneSource, firstYear: user.firstYear, yearSource: 'user' }
  if (found !== null && found.firstYear !== null) return { zone, zoneSource, firstYear: found.firstYear, yearSource: 'queue-ids' }
  const written = evidence.writtenAt[0] ?? { at: Date.UTC(2000, 11, 31) * 1000, source: 'assumed' as const }
  return { zone, zoneSource, firstYear: latestYear(evidence.lastCivil, zone, written.at), yearSource: written.source }
}

/** The zone that the lines' offsets are of: where they change by its rules, its name; else the offset that most of them state. */
function statedZone(offsets: readonly WrittenOffset[], wanted: readonly string[]): string {
  const counts = new Map<number, number>()
  for (const { minutes } of offsets) counts.set(minutes, (counts.get(minutes) ?? 0) + 1)
  const holds = (zone: string) => offsets.every(({ minutes, second }) => offsetOf(zone, second * 1e6) === minutes * 60e6)
  const named = counts.size > 1 ? [...wanted, ...dstZones].find(holds) : undefined
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  return named ?? offsetName((most?.[0] ?? 0) * 60e6)
}

function latestYear(lastCivil: number, zone: string, writtenAt: number): number {
  const passed = placedYear(lastCivil)
  let year = new Date(writtenAt / 1000).getUTCFullYear() + 1
  for (;;) {
    const civil = lastCivil + yearShift(passed, year, lastCivil)
    if (civil - offsetOfCivil(zone, civil) <= writtenAt + DAY) return year - passed
    year--
  }
}

/** Zones with rules of their own that are tried when the ids show more than one offset. */
const dstZones = (
  'Europe/Berlin Europe/London Europe/Athens America/New_York America/Chicago America/Denver America/Los_Angeles America/Halifax ' +
  'America/Sao_Paulo America/Santiago Asia/Jerusalem Australia/Sydney Australia/Adelaide Pacific/Auckland'
).split(' ')

/** What one sample says: the offset of the clock, and the year of the first line. */
interface Agreement {
  readonly offset: number
  readonly firstYear: number | null
  readonly second: number
}

function fromQueueIds(evidence: ClockEvidence, wanted: readonly string[]): { zone: string; firstYear: number | null } | null {
  const votes = new Map<string, Agreement[]>()
  for (const { civil, second } of evidence.pairs) {
    const agreement = evidence.yearless ? withYear(civil, second) : { offset: civil - second * 1e6, firstYear: null, second }
    const rounded = Math.round(agreement.offset / QUARTER_HOUR) * QUARTER_HOUR
    if (Math.abs(rounded) > 15 * 3600e6) continue
    const key = `${rounded} ${agreement.firstYear ?? ''}`
    votes.set(key, [...(votes.get(key) ?? []), { ...agreement, offset: rounded }])
  }
  const strong = [...votes.values()].filter((list) => list.length >= 20).sort((a, b) => b.length - a.length)
  const first = strong[0]?.[0]
  if (first === undefined) return null
  const samples = strong.flat().filter(({ firstYear }) => firstYear === first.firstYear)
  const holds = (zone: string) => samples.every(({ offset, second }) => offsetOf(zone, second * 1e6) === offset)
  const zone = [...wanted, ...(strong.length > 1 ? dstZones : [])].find(holds)
  return { zone: zone ?? offsetName(first.offset), firstYear: first.firstYear }
}

function withYear(civil: number, second: number): Agreement {
  const passed = placedYear(civil)
  const utc = second * 1e6
  const about = new Date(second * 1000).getUTCFullYear()
  const distances = [about - 1, about, about + 1].map((year) => ({ year, offset: civil + yearShift(passed, year, civil) - utc }))
  const { year, offset } = distances.reduce((a, b) => (Math.abs(b.offset) < Math.abs(a.offset) ? b : a))
  return { offset, firstYear: year - passed, second }
}

function offsetName(micros: number): string {
  if (micros === 0) return 'UTC'
  const minutes = Math.abs(micros) / 60e6
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${micros < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}

/** How many years after the first line's a placed stamp lies. */
function placedYear(civil: number): number {
  return (new Date(civil / 1000).getUTCFullYear() - 2000) / 4
}

/** From placed year `passed` to civil time in `year`; after February of a common year, one day less. */
function yearShift(passed: number, year: number, civil: number): number {
  const from = Date.UTC(2000 + 4 * passed, 0, 1)
  const march = Date.UTC(2000 + 4 * passed, 2, 1)
  const shift = civil >= march * 1000 ? Date.UTC(year, 2, 1) - march : Date.UTC(year, 0, 1) - from
  return shift * 1000
}

/** Offset from UTC in microseconds, east positive, at a UTC time. */
function offsetOf(zone: string, utc: number): number {
  return zoned(zone, utc).offsetNanoseconds / 1000
}

function zoned(zone: string, utc: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(utc / 1000)).toZonedDateTimeISO(zone)
}

/** Of a civil time: before the change where it exists twice or not at all. */
function offsetOfCivil(zone: string, civil: number): number {
  const early = offsetOf(zone, civil - DAY)
  return offsetOf(zone, civil - early) === early ? early : offsetOf(zone, civil - offsetOf(zone, civil - early))
}

/** A constant shift from placed civil time to UTC. */
export interface Shift {
  /** Placed civil microseconds, exclusive; Infinity for the last. */
  readonly until: number
  /** Microseconds to add. */
  readonly shift: number
  /** In an hour that exists twice: the shift of lines from `line` on. */
  readonly later: { readonly line: number; readonly shift: number } | null
}

/**
 * The shifts that turn the placed stamps of a source into UTC, in order of `until`: new ones at year ends, at 1 March of common
 * years, and where the zone's offset changes. A civil time that the zone skips counts from the offset before; one that it
 * repeats is the first, or the second for lines from the back jump on.
 */
export function civilToUtc(decision: ClockDecision, first: number, last: number, jumps: readonly BackJump[] = []): readonly Shift[] {
  const shifts = spans(decision.firstYear, first, last).flatMap(({ from, until, move }) => {
    const parts = zoneShifts(decision.zone, from, Math.min(until, last + DAY), move, jumps)
    return parts.with(-1, { ...parts.at(-1)!, until })
  })
  const merged: Shift[] = []
  for (const shift of shifts) {
    const before = merged.at(-1)
    if (before?.shift === shift.shift && before.later === null && shift.later === null) merged.pop()
    merged.push(shift)
  }
  merged[merged.length - 1] = { ...merged.at(-1)!, until: Number.POSITIVE_INFINITY }
  return merged
}

/** A part of placed time that goes to civil time by one move. */
interface Span {
  readonly from: number
  readonly until: number
  readonly move: number
}

function spans(firstYear: number | null, first: number, last: number): Span[] {
  if (firstYear === null) return [{ from: first, until: Number.POSITIVE_INFINITY, move: 0 }]
  const parts: Span[] = []
  const passed = Math.ceil(placedYear(first))
  // A late line of December may follow the first one of January.
  if (first < Date.UTC(2000 + 4 * passed, 1, 5) * 1000) {
    const end = Date.UTC(1997 + 4 * passed, 0, 1) * 1000
    parts.push({ from: end - 40 * DAY, until: end, move: yearShift(passed - 1, firstYear + passed - 1, end - DAY) })
  }
  for (let next = passed; next <= Math.max(passed, placedYear(last)); next++) {
    const [start, march, end] = [Date.UTC(2000 + 4 * next, 0, 1), Date.UTC(2000 + 4 * next, 2, 1), Date.UTC(2001 + 4 * next, 0, 1)].map(
      (at) => at * 1000,
    )
    const year = firstYear + next
    const from = Math.max(first, start!)
    if (from < march!) parts.push({ from, until: march!, move: yearShift(next, year, start!) })
    // Nothing lies between placed years, so this part may as well end with its year.
    if (last >= march!) parts.push({ from: Math.max(from, march!), until: end!, move: yearShift(next, year, march!) })
  }
  return parts
}

function zoneShifts(zone: string, from: number, to: number, move: number, jumps: readonly BackJump[]): Shift[] {
  const shifts: Shift[] = []
  let at = from + move - offsetOfCivil(zone, from + move) - DAY
  let before = offsetOf(zone, at)
  for (;;) {
    const change = zoned(zone, at).getTimeZoneTransition('next')
    if (change === null) break
    const instant = change.epochMilliseconds * 1000
    const next = change.offsetNanoseconds / 1000
    const [low, high] = [instant + Math.min(before, next) - move, instant + Math.max(before, next) - move]
    if (low >= to) break
    if (high > from) {
      if (next < before) {
        const jump = jumps.find(({ civil }) => civil >= low && civil < high)
        shifts.push({ until: low, shift: move - before, later: null })
        shifts.push({ until: high, shift: move - before, later: jump === undefined ? null : { line: jump.line, shift: move - next } })
      } else shifts.push({ until: high, shift: move - before, later: null })
    }
    before = next
    at = instant
  }
  shifts.push({ until: Math.max(to, from + 1), shift: move - before, later: null })
  return shifts.filter(({ until }) => until > from)
}

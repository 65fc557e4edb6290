import { type ClockDecision, type ClockEvidence, civilToUtc, decideClock, type Shift, type WrittenOffset } from '../../shared/time.ts'
import { type BackJump, YearRollover, type YearState } from '../../shared/year-rollover.ts'
import type { ChunkReport, Segment } from './chunk-report.ts'
import { clockBase, PLACES_PER_LINE } from './spool.ts'

/** Microseconds between two placed years. */
const FOUR_YEARS = 1461 * 86_400e6
/** Before any time. */
const LONG_AGO = -8e15

/** A segment as the loader needs it. */
export interface LoadedSegment {
  readonly segment: number
  /** Lines before its chunk. */
  readonly lineBase: number
  /** Added to its stamps: years that passed before its chunk. */
  readonly yearMicros: number
  /** Smallest `ord` of its event in place 0. */
  readonly floor: number
}

/** A segment whose chunk's place in the file is known. */
export interface PlacedSegment {
  readonly number: number
  readonly lineBase: number
  readonly yearMicros: number
  readonly segment: Segment | null
}

/** Everything a source says of its clock, chunk after chunk in file order. */
export interface SourceClock {
  accept(report: ChunkReport, firstSegment: number): readonly PlacedSegment[]
  decide(facts: Pick<ClockEvidence, 'writtenAt' | 'user' | 'caseZone' | 'machineZone'>): ClockDecision
  lines(): number
}

/** Makes the clock of a source and the `timeline` that its events are loaded by. */
export function createClock() {
  let years: YearState = { year: 0, last: null }
  let lines = 0
  let lastStamp: ChunkReport['lastStamp'] = null
  const pairs: { readonly civil: number; readonly second: number }[] = []
  const offsets = new Map<string, WrittenOffset>()
  const jumps: BackJump[] = []
  const seen = { civil: false, yearless: false, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY }
  const accept = (report: ChunkReport, firstSegment: number): readonly PlacedSegment[] => {
    const yearBase = stepYears(report)
    const lineBase = lines
    lines += report.lines
    noteJump(report, lineBase, yearBase)
    const placed = report.segments.map((segment, i) => {
      const yearMicros = segment.clock === 'yearless' ? yearBase : 0
      note(segment, yearMicros)
      return { number: firstSegment + i, lineBase, yearMicros, segment }
    })
    for (const { civil, second } of report.pairs) pairs.push({ civil: civil + (seen.yearless ? yearBase : 0), second })
    for (const offset of report.offsets) offsets.set(`${offset.minutes} ${Math.floor(offset.second / 86_400)}`, offset)
    if (report.lastStamp !== null)
      lastStamp = { ...report.lastStamp, placed: report.lastStamp.placed + (report.lastStamp.clock === 'yearless' ? yearBase : 0) }
    return placed.length > 0 ? placed : [{ number: firstSegment, lineBase, yearMicros: 0, segment: null }]
  }
  const stepYears = (report: ChunkReport): number => {
    const first = report.segments.find(({ clock }) => clock === 'yearless')
    if (first === undefined) return 0
    const base = Math.round((new YearRollover(years).place(first.first, 0, true) - first.first) / FOUR_YEARS)
    years = { year: base + report.years.year, last: report.years.last }
    return base * FOUR_YEARS
  }
  /** Jumps within the chunk, and one between it and the chunk before. */
  const noteJump = (report: ChunkReport, lineBase: number, yearBase: number): void => {
    const shift = years.last === null ? 0 : yearBase
    const first = report.segments[0]
    if (first !== undefined && lastStamp !== null && first.clock === lastStamp.clock && first.clock !== 'zoned') {
      const civil = first.first + shift
      const back = lastStamp.placed - civil
      if (back >= 120e6 && back <= 75 * 60e6) jumps.push({ civil, line: lineBase + first.firstLine + 1 })
    }
    for (const { civil, line } of report.jumps) jumps.push({ civil: civil + shift, line: lineBase + line + 1 })
  }
  const note = (segment: Segment, yearMicros: number): void => {
    if (segment.clock === 'zoned') return
    seen[segment.clock] = true
    seen.first = Math.min(seen.first, segment.least + yearMicros)
    seen.last = Math.max(seen.last, segment.last + yearMicros)
  }
  const decide: SourceClock['decide'] = (facts) =>
    decideClock({
      ...facts,
      zoneless: seen.civil || seen.yearless,
      yearless: seen.yearless,
      lastCivil: seen.last,
      pairs,
      offsets: [...offsets.values()],
    })
  const shiftsOf = (decision: ClockDecision): Shifts => ({
    civil: seen.civil ? civilToUtc({ ...decision, firstYear: null }, seen.first, seen.last, jumps) : [],
    yearless: seen.yearless ? civilToUtc(decision, seen.first, seen.last, jumps) : [],
  })
  return { accept, decide, shiftsOf, lines: () => lines, jumps, zoneless: () => seen.civil || seen.yearless }
}

/** Shifts from placed stamps to UTC, by kind of clock. */
export interface Shifts {
  readonly civil: readonly Shift[]
  readonly yearless: readonly Shift[]
}

/** Gives segments their floors, in file order; `ord` goes on from one to the next. */
export function createTimeline() {
  let ord = LONG_AGO
  return (placed: readonly PlacedSegment[], shifts: Shifts): LoadedSegment[] =>
    placed.map(({ number, lineBase, yearMicros, segment }) => {
      const floor = ord + 1
      if (segment !== null) {
        const line = lineBase + Math.floor(segment.lastPlace / PLACES_PER_LINE) + 1
        const last = utcOf(segment.last + yearMicros, line, segment.clock, shifts)
        ord = Math.max(last, floor + segment.lastPlace)
      }
      return { segment: number, lineBase, yearMicros, floor }
    })
}

function utcOf(placed: number, line: number, clock: keyof typeof clockBase, shifts: Shifts): number {
  if (clock === 'zoned') return placed
  const shift = shifts[clock].find(({ until }) => placed < until)
  if (shift === undefined) return placed
  return placed + (shift.later !== null && line >= shift.later.line ? shift.later.shift : shift.shift)
}

/**
 * The SQL that turns a stamp of the spool into microseconds UTC, a CASE whose bounds and shifts are bound.
 *
 * @param firstParam number of its first parameter
 */
export function utcSql(
  shifts: Shifts,
  firstParam: number,
): { readonly sql: (stamp: string, line: string) => string; readonly params: readonly number[] } {
  const params: number[] = []
  const bound = (value: number): string => `$${firstParam + params.push(value) - 1}::BIGINT`
  const arms: {
    readonly until: string | null
    readonly shift: string
    readonly later: { readonly line: string; readonly shift: string } | null
  }[] = []
  for (const clock of ['civil', 'yearless'] as const) {
    const base = clockBase[clock]
    if (shifts[clock].length > 0) arms.push({ until: bound(base), shift: '0', later: null })
    for (const { until, shift, later } of shifts[clock])
      arms.push({
        until: bound(Number.isFinite(until) ? base + until : base + 3e15 - 1),
        shift: bound(shift - base),
        later: later === null ? null : { line: bound(later.line), shift: bound(later.shift - base) },
      })
  }
  const sql = (stamp: string, line: string): string => {
    if (arms.length === 0) return stamp
    const cases = arms.map(
      ({ until, shift, later }) =>
        `WHEN ${stamp} < ${until} THEN ${later === null ? shift : `CASE WHEN ${line} >= ${later.line} THEN ${later.shift} ELSE ${shift} END`}`,
    )
    return `${stamp} + CASE ${cases.join(' ')} ELSE 0 END`
  }
  return { sql, params }
}

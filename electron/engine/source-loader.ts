import type { ClockDecision, ClockEvidence } from '../../shared/time.ts'
import type { LineCounts } from './chunk-report.ts'
import { createClock, createTimeline, type PlacedSegment } from './clock.ts'
import type { Redecided, SourceWork } from './import-source.ts'
import { addSegments, createSegments, loadEvents, loadLines } from './load.ts'
import { firstSegmentOf, type ParseResult } from './parse-to-files.ts'
import { parsersAreDone } from './resources.ts'
import { endFiles, type SpoolFile, type SpoolGroup } from './spool-files.ts'

/** Chunks that are loaded together. */
export const BATCH_CHUNKS = 20

/** Spool bytes that wait at most: a slow batch (DuckDB compresses a full row group of lines) must not stop the parsers. */
const AHEAD = 512 << 20

/** Parsed chunks that are loaded together. */
interface Batch {
  readonly files: readonly SpoolFile[]
  readonly segments: readonly PlacedSegment[]
  readonly bytes: number
}

function together(batches: readonly Batch[]): Batch {
  return {
    files: batches.flatMap(({ files }) => files),
    segments: batches.flatMap(({ segments }) => segments),
    bytes: batches.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** Takes what is parsed of a source to the case. */
export interface Loader {
  /** To be called in chunk order. */
  accept(result: ParseResult): void
  /** Keeps parsing from running too far ahead. */
  backpressure(): Promise<void>
  tally(): Tally
  /** Of DuckDB. */
  seconds(): { readonly lines: number; readonly events: number }
  /** Loads what is left, or leaves it to be loaded with other sources. */
  finish(): Promise<ClockDecision | Redecided>
}

/** What was parsed of a source, in lines; `parse`: seconds over all threads. */
export interface Tally extends LineCounts {
  readonly parse: number
}

/** Counts chunk after chunk. */
export function createTally() {
  const total = {
    lines: 0,
    recognised: 0,
    dayless: 0,
    ignored: 0,
    unrecognised: 0,
    undated: 0,
    broken: 0,
    masked: 0,
    truncated: 0,
    rewritten: 0,
    parse: 0,
  }
  return {
    total: total as Tally,
    add: ({ report, millis }: ParseResult): void => {
      for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += key === 'parse' ? millis / 1000 : report[key]
    },
  }
}

/** Loads what is parsed, a batch at a time and in file order, while more is parsed. */
export async function createLoader(work: SourceWork): Promise<Loader> {
  const rows = await createRowLoader(work)
  const { total, add } = createTally()
  let groups: SpoolGroup[] = []
  let segments: PlacedSegment[] = []
  let batch = 0
  let ahead = 0
  const waiting: Batch[] = []
  let loading: Promise<void> | null = null
  const failure: { error: unknown } = { error: null }
  /** What has come while others were loaded is loaded together: a statement costs as much for a few rows as for many. */
  const loadNext = (): void => {
    if (loading !== null || waiting.length === 0) return
    const part = together(waiting.splice(0))
    loading = (failure.error === null ? rows.load(part) : Promise.resolve())
      .catch((error: unknown) => {
        failure.error ??= error
      })
      .finally(() => {
        ahead -= part.bytes
        loading = null
        loadNext()
      })
  }
  const flush = (): void => {
    waiting.push({ files: endFiles(groups), segments, bytes: groups.reduce((sum, { bytes }) => sum + bytes, 0) })
    groups = []
    segments = []
    loadNext()
  }
  return {
    accept: (result) => {
      const { chunk, report } = result
      if (result.batch !== batch) flush()
      batch = result.batch
      add(result)
      segments.push(...rows.clock.accept(report, firstSegmentOf(chunk)))
      groups.push(...result.groups)
      ahead += result.groups.reduce((sum, { bytes }) => sum + bytes, 0)
    },
    backpressure: async () => {
      while (ahead >= AHEAD && loading !== null) await loading
      if (failure.error !== null) throw failure.error
    },
    tally: () => total,
    seconds: () => rows.seconds,
    finish: async () => {
      flush()
      await parsersAreDone(work.db)
      while (loading !== null) await loading
      if (failure.error !== null) throw failure.error
      return await rows.finish()
    },
  }
}

/** Loads lines at once, and events as soon as the clock is known: before the end only by the decision that was given. */
async function createRowLoader(work: SourceWork) {
  const { connection, source, signal } = work
  const clock = createClock()
  const timeline = createTimeline()
  const seconds = { lines: 0, events: 0 }
  const waiting: Batch[] = []
  await createSegments(connection)
  const decide = (): ClockDecision => clock.decide(clockFacts(work))
  const loadEventsOf = async ({ files, segments }: Batch, decision: ClockDecision): Promise<void> => {
    const start = performance.now()
    const shifts = clock.shiftsOf(decision)
    await addSegments(
      connection,
      timeline(segments, shifts).map((segment) => ({ ...segment, source })),
    )
    const events = files.filter((file) => !isLines(file))
    await loadEvents(connection, events, shifts, signal)
    seconds.events += (performance.now() - start) / 1000
  }
  return {
    clock,
    seconds,
    load: async (batch: Batch): Promise<void> => {
      const start = performance.now()
      const places = batch.segments.map(({ number, lineBase, yearMicros }) => ({ segment: number, source, lineBase, yearMicros, floor: 0 }))
      await addSegments(connection, places)
      await loadLines(connection, batch.files.filter(isLines), signal)
      seconds.lines += (performance.now() - start) / 1000
      if (work.decision === null && clock.zoneless()) waiting.push(batch)
      else await loadEventsOf(batch, work.decision ?? decide())
    },
    finish: async (): Promise<ClockDecision | Redecided> => {
      const decision = decide()
      const given = work.decision
      if (given !== null && (decision.zone !== given.zone || decision.firstYear !== given.firstYear)) return { redecided: decision }
      for (const batch of waiting) await loadEventsOf(batch, decision)
      return decision
    },
  }
}

/** Whether a file holds lines as they stand, which need no clock. */
export function isLines({ kind }: SpoolFile): boolean {
  return kind === 'lines' || kind === 'unrecognised'
}

/** What is known of a source's clock besides its lines. */
export function clockFacts({
  opened,
  options,
  caseZone,
}: Pick<SourceWork, 'opened' | 'options' | 'caseZone'>): Pick<ClockEvidence, 'writtenAt' | 'user' | 'caseZone' | 'machineZone'> {
  const { gzipTime, modifiedAt } = opened.facts
  const writtenAt: { at: number; source: 'gzip' | 'file-date' | 'assumed' }[] = []
  if (gzipTime !== null) writtenAt.push({ at: gzipTime * 1000, source: 'gzip' })
  if (modifiedAt !== null) writtenAt.push({ at: Math.round(modifiedAt) * 1000, source: 'file-date' })
  writtenAt.push({ at: Date.now() * 1000, source: 'assumed' })
  return {
    writtenAt,
    user: { zone: options.zone ?? null, firstYear: options.year ?? null },
    caseZone,
    machineZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}

import { mkdirSync, rmSync } from 'node:fs'
import { createClock, createTimeline, type PlacedSegment, type Shifts } from './clock.ts'
import type { Connection } from './database.ts'
import type { SourceWork } from './import-source.ts'
import { addSegments, createSegments, loadEvents, loadLines, type SourceSegment } from './load.ts'
import { firstSegmentOf } from './parse-to-files.ts'
import { clockFacts, createTally, isLines, type Loader } from './source-loader.ts'
import { endFiles, type SpoolFile, type SpoolGroup } from './spool-files.ts'

/** Spool bytes that are loaded together, as soon as there are so many. */
const ENOUGH = 64 << 20

/** What is to be loaded of a source that was parsed to its end. */
interface Part {
  readonly files: readonly SpoolFile[]
  readonly segments: readonly SourceSegment[]
  readonly shifts: Shifts
}

/** Gathers small sources, each parsed whole, and loads all of them by one statement for each kind of row. */
export interface SharedLoad {
  /** Where parsers write. */
  readonly folder: string
  /** Number of the next chunk: each has its own, whatever its source. */
  nextChunk(): number
  loader(work: SourceWork): Loader
  /** Leaves a source out. @returns whether it was here */
  drop(source: number): boolean
  load(signal: AbortSignal | undefined): Promise<void>
  /** Whether so much waits that it should be loaded: a small file may be large once it is unpacked. */
  isFull(): boolean
  /** To be called whether or not all was loaded. */
  close(): void
}

/** Makes one for a transaction. */
export function createSharedLoad(connection: Connection, folder: string): SharedLoad {
  mkdirSync(folder, { mode: 0o700 })
  const parts = new Map<number, Part>()
  let chunks = 0
  return {
    folder,
    nextChunk: () => chunks,
    loader: (work) => {
      const clock = createClock()
      const { total, add } = createTally()
      const placed: PlacedSegment[] = []
      const groups: SpoolGroup[] = []
      return {
        accept: (result) => {
          chunks = result.chunk + 1
          add(result)
          placed.push(...clock.accept(result.report, firstSegmentOf(result.chunk)))
          groups.push(...result.groups)
        },
        backpressure: async () => {},
        tally: () => total,
        seconds: () => ({ lines: 0, events: 0 }),
        finish: async () => {
          const decision = clock.decide(clockFacts(work))
          const shifts = clock.shiftsOf(decision)
          const segments = createTimeline()(placed, shifts).map((segment) => ({ ...segment, source: work.source }))
          parts.set(work.source, { files: endFiles(groups), segments, shifts })
          return decision
        },
      }
    },
    drop: (source) => parts.delete(source),
    isFull: () => [...parts.values()].reduce((sum, { files }) => sum + files.reduce((bytes, file) => bytes + file.bytes, 0), 0) >= ENOUGH,
    load: async (signal) => {
      await loadParts(connection, [...parts.values()], signal)
      parts.clear()
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Events whose clocks are read alike are loaded together. */
async function loadParts(connection: Connection, parts: readonly Part[], signal: AbortSignal | undefined): Promise<void> {
  if (parts.length === 0) return
  await createSegments(connection)
  await addSegments(
    connection,
    parts.flatMap(({ segments }) => segments),
  )
  await loadLines(
    connection,
    parts.flatMap(({ files }) => files.filter(isLines)),
    signal,
  )
  const alike = new Map<string, Part[]>()
  for (const part of parts) {
    const key = JSON.stringify(part.shifts)
    alike.set(key, [...(alike.get(key) ?? []), part])
  }
  for (const [first, ...others] of alike.values()) {
    if (first === undefined) continue
    const files = [first, ...others].flatMap((part) => part.files.filter((file) => !isLines(file)))
    await loadEvents(connection, files, first.shifts, signal)
  }
}

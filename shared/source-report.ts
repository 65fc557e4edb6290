import type { Mapping } from './mapping/mapping.ts'
import type { ClockDecision } from './time.ts'

/** How one file was read. */
export interface SourceReport {
  readonly id: string
  readonly name: string
  readonly format: string
  readonly formatTitle: string
  /** It holds only what somebody searched for. */
  readonly searchResult: boolean
  /** What was searched for, in the user's words; of a search result only. */
  readonly searched: string | null
  /** By which its columns or lines were read, where no format knows them. */
  readonly mapping: Mapping | null
  readonly encoding: string
  readonly sizeBytes: number
  readonly sha256: string
  /** IANA name or offset; `zoneSource` / `yearSource`: explicit (in the lines), user, queue-ids, case, gzip, file-date, assumed. */
  readonly zone: string
  readonly zoneSource: ClockDecision['zoneSource']
  readonly firstYear: number | null
  readonly yearSource: ClockDecision['yearSource']
  readonly firstTime: string | null
  readonly lastTime: string | null
  readonly lines: number
  readonly recognised: number
  readonly ignored: number
  readonly unrecognised: number
  readonly duplicates: number
  readonly warnings: readonly string[]
}

/** The zone that most of what was read is written in; null without sources. */
export function zoneOfLogs(sources: readonly Pick<SourceReport, 'zone' | 'recognised'>[]): string | null {
  const read = new Map<string, number>()
  for (const { zone, recognised } of sources) read.set(zone, (read.get(zone) ?? 0) + recognised)
  return [...read].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null
}

/** A file that could not be imported, and why, in a sentence. */
export interface ImportRefusal {
  readonly name: string
  readonly message: string
  /** Of a file that no format knows, and that the user may describe: its handle, and what it seems to be. */
  readonly unknown?: { readonly file: string; readonly kind: 'columns' | 'lines' } | undefined
}

export type ImportPhase = 'reading' | 'joining' | 'done' | 'cancelled' | 'failed'

/** Progress of an import job; pushed at most ten times a second, the last one has `ended` true. */
export interface ImportProgress {
  readonly jobId: string
  readonly phase: ImportPhase
  readonly file: string | null
  readonly filesDone: number
  readonly filesTotal: number
  readonly bytesDone: number
  readonly bytesTotal: number
  readonly lines: number
  readonly ended: boolean
  readonly imported: readonly SourceReport[]
  readonly refused: readonly ImportRefusal[]
  /** Why the whole job failed, in a sentence. */
  readonly error: string | null
}

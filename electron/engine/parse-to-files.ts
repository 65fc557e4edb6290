import type { Mapping } from '../../shared/mapping/mapping.ts'
import type { ChunkReport } from './chunk-report.ts'
import type { ChunkReader } from './parse-chunk.ts'
import { MAX_SEGMENTS } from './spool.ts'
import { appendGroups, type SpoolGroup } from './spool-files.ts'

/** What every worker is told once. */
export interface ParseSetup {
  readonly formats: readonly string[]
  /** Where one of the formats is a mapping. */
  readonly mapping: Mapping | undefined
  readonly fileName: string
  readonly spoolFolder: string
  /** Of this parser: no two write to the same file. */
  readonly parser: number
}

/** One chunk to parse. */
export interface ParseJob {
  readonly chunk: number
  /** Chunks that are loaded together. */
  readonly batch: number
  readonly bytes: Uint8Array
  readonly byteOffset: number
  /** Whether no chunk of the source follows. */
  readonly last: boolean
}

/** What became of one chunk. `millis`: time of the parser, without waiting. */
export interface ParseResult {
  readonly chunk: number
  readonly batch: number
  readonly report: ChunkReport
  readonly groups: readonly SpoolGroup[]
  readonly millis: number
}

/** Number of a chunk's first segment. */
export function firstSegmentOf(chunk: number): number {
  return chunk * MAX_SEGMENTS
}

/** Parses one chunk and writes its rows to the files of its batch and parser. */
export function parseToFiles(
  reader: ChunkReader,
  job: ParseJob,
  { spoolFolder, parser }: Pick<ParseSetup, 'spoolFolder' | 'parser'>,
): ParseResult {
  const start = performance.now()
  const { chunk, batch, byteOffset, last } = job
  const bytes = Buffer.from(job.bytes.buffer, job.bytes.byteOffset, job.bytes.byteLength)
  const { report, spool } = reader.parse(bytes, firstSegmentOf(chunk), byteOffset, last)
  const groups = appendGroups(spool, spoolFolder, `${batch}-${parser}`)
  return { chunk, batch, report, groups, millis: performance.now() - start }
}

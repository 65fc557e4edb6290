import { join } from 'node:path'
import type { Mapping } from '../../shared/mapping/mapping.ts'
import type { ChunkReport } from './chunk-report.ts'
import { parquetFile } from './parquet.ts'
import type { ChunkReader } from './parse-chunk.ts'
import { MAX_SEGMENTS, type SpoolKind, spoolColumns, spoolKinds } from './spool.ts'

/** What every worker is told once. */
export interface ParseSetup {
  readonly formats: readonly string[]
  /** Where one of the formats is a mapping. */
  readonly mapping: Mapping | undefined
  readonly fileName: string
  readonly spoolFolder: string
}

/** One chunk to parse. */
export interface ParseJob {
  readonly chunk: number
  readonly bytes: Uint8Array
  readonly byteOffset: number
  /** Whether no chunk of the source follows. */
  readonly last: boolean
}

/** A spool file that was written. */
export interface SpoolFile {
  readonly kind: SpoolKind
  readonly path: string
  readonly rows: number
  readonly bytes: number
}

/** What became of one chunk. `millis`: time of the parser, without waiting. */
export interface ParseResult {
  readonly chunk: number
  readonly report: ChunkReport
  readonly files: readonly SpoolFile[]
  readonly millis: number
}

/** Number of a chunk's first segment. */
export function firstSegmentOf(chunk: number): number {
  return chunk * MAX_SEGMENTS
}

/** Parses one chunk and writes a file for each kind of row in it. */
export function parseToFiles(
  reader: ChunkReader,
  job: ParseJob,
  folder: string,
  write: (path: string, bytes: Buffer) => void,
): ParseResult {
  const start = performance.now()
  const bytes = Buffer.from(job.bytes.buffer, job.bytes.byteOffset, job.bytes.byteLength)
  const { report, spool } = reader.parse(bytes, firstSegmentOf(job.chunk), job.byteOffset, job.last)
  const files: SpoolFile[] = []
  for (const kind of spoolKinds) {
    const rows = spool[kind].segment.rows()
    if (rows === 0) continue
    const path = join(folder, `${job.chunk}-${kind}.parquet`)
    const content = parquetFile(spoolColumns[kind], spool[kind], rows)
    write(path, content)
    files.push({ kind, path, rows, bytes: content.length })
  }
  return { chunk: job.chunk, report, files, millis: performance.now() - start }
}

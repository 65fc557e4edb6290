import { mkdirSync, rmSync, statfsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { LogFormat } from '../../shared/formats/format.ts'
import type { Mapping } from '../../shared/mapping/mapping.ts'
import type { OwnMapping } from '../../shared/mapping/own.ts'
import type { ClockDecision } from '../../shared/time.ts'
import { type ChosenFormats, chooseFormats, optionsFor } from './choose-formats.ts'
import type { LineCounts } from './chunk-report.ts'
import type { CaseDb, Connection } from './database.ts'
import { plainLine } from './json-lines.ts'
import { wholeMails } from './mail-chunks.ts'
import { createParsePool, type ParsePool } from './parse-pool.ts'
import type { ParseResult } from './parse-to-files.ts'
import type { OpenSource, SourceChunk } from './read-source.ts'
import type { SharedLoad } from './shared-load.ts'
import { BATCH_CHUNKS, createLoader } from './source-loader.ts'

/** How a source is read; what is not given is decided by the source. */
export interface SourceOptions {
  /** A format's id. */
  readonly format?: string | undefined
  /** How files are read that have its columns, or lines that are written so. */
  readonly mapping?: Mapping | undefined
  /** What the user has said just now of files of this header that no format knows. */
  readonly described?: OwnMapping | undefined
  /** Mappings that the user has made before, for files of the same header that no format knows. */
  readonly own?: readonly OwnMapping[] | undefined
  /** IANA name or `±HH:MM`. */
  readonly zone?: string | undefined
  /** Of the first line. */
  readonly year?: number | undefined
  /** What was searched for, where the source is a search result. */
  readonly searched?: string | undefined
  /** Threads that parse; default: the machine's. */
  readonly jobs?: number | undefined
}

/** What a source's import gave. Seconds of each stage; `parse` over all threads. */
export interface SourceCounts extends LineCounts {
  readonly formats: readonly LogFormat[]
  readonly mapping: Mapping | undefined
  readonly decision: ClockDecision
  readonly stages: { readonly parse: number; readonly lines: number; readonly events: number; readonly wall: number }
}

/** What is imported, and where to. */
export interface SourceWork {
  readonly db: CaseDb
  readonly connection: Connection
  readonly opened: OpenSource
  readonly name: string
  /** Number of the source in the case. */
  readonly source: number
  readonly options: SourceOptions
  readonly caseZone: string | null
  /** Where it is known before the end: events are loaded while others are parsed. */
  readonly decision: ClockDecision | null
  /** Loads it with others where it is small. */
  readonly shared?: SharedLoad | undefined
  readonly signal?: AbortSignal | undefined
  onChunk(bytesRead: number, lines: number): void
}

/** Thrown when the whole file says something else about its clock than its samples did. */
export interface Redecided {
  readonly redecided: ClockDecision
}

const SMALL = 8 << 20
const ONE_CHUNK = 2 << 20

/** Reads, parses and loads one source within a transaction; parsing goes on while rows are loaded. */
export async function importSource(work: SourceWork): Promise<SourceCounts | Redecided> {
  const { db, opened, name, options } = work
  const first = await opened.chunks.next()
  if (first.done === true)
    throw new AppError('file-unreadable', `${name} is empty: choose the file before the last rotation, such as ${name}.1`)
  const chosen = chooseFormats(sampleLines(first.value.bytes), name, options)
  const { formats } = chosen
  checkDisk(db, work.opened.facts.fileBytes, name)
  const mails = formats.some(({ unit }) => unit === 'mail')
  const chunks = mails ? wholeMails(withFirst(first.value, opened.chunks)) : withFirst(first.value, opened.chunks)
  // How large a file of an archive is shows only when it was read.
  const small = opened.isMember ? first.value.bytes.length < ONE_CHUNK : opened.facts.fileBytes < SMALL
  const threads = small ? 0 : Math.max(1, options.jobs ?? availableThreads())
  const shared = small ? work.shared : undefined
  const folder = shared?.folder ?? join(db.spoolFolder, `source-${work.source}`)
  if (shared === undefined) mkdirSync(folder, { mode: 0o700 })
  const pool = createParsePool({ ...chosen, fileName: name }, folder, threads)
  try {
    return await run({ ...work, shared, options: optionsFor(chosen, options) }, chosen, pool, chunks)
  } finally {
    await pool.close()
    if (shared === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

async function* withFirst(first: SourceChunk, rest: AsyncIterable<SourceChunk>): AsyncGenerator<SourceChunk, void, void> {
  yield first
  yield* rest
}

/** Each chunk as soon as the next one is there, or none is. */
async function* withLast(chunks: AsyncIterable<SourceChunk>): AsyncGenerator<SourceChunk & { readonly last: boolean }, void, void> {
  let held: SourceChunk | null = null
  for await (const chunk of chunks) {
    if (held !== null) yield { ...held, last: false }
    held = chunk
  }
  if (held !== null) yield { ...held, last: true }
}

async function run(
  work: SourceWork,
  chosen: ChosenFormats,
  pool: ParsePool,
  chunks: AsyncIterable<SourceChunk>,
): Promise<SourceCounts | Redecided> {
  const start = performance.now()
  const loader = work.shared?.loader(work) ?? (await createLoader(work))
  let number = work.shared?.nextChunk() ?? 0
  const parsed = createOrder((result) => loader.accept(result), number)
  const parsing = new Set<Promise<void>>()
  const failure: { error: unknown } = { error: null }
  for await (const { bytes, byteOffset, bytesRead, last } of withLast(chunks)) {
    if (work.signal?.aborted === true) throw new AppError('cancelled', 'Cancelled')
    if (failure.error !== null) break
    await pool.ready()
    const job: Promise<void> = pool
      .parse({ chunk: number, batch: work.shared === undefined ? Math.floor(number / BATCH_CHUNKS) : work.source, bytes, byteOffset, last })
      .then((result) => {
        parsed(result)
        work.onChunk(bytesRead, loader.tally().lines)
      })
      .catch((error: unknown) => {
        failure.error ??= error
      })
      .finally(() => parsing.delete(job))
    parsing.add(job)
    number += 1
    await loader.backpressure()
  }
  await Promise.all(parsing)
  if (failure.error !== null) throw failure.error
  const decision = await loader.finish()
  if ('redecided' in decision) return decision
  const { parse, ...counts } = loader.tally()
  return { ...counts, ...chosen, decision, stages: { parse, ...loader.seconds(), wall: (performance.now() - start) / 1000 } }
}

/** Calls back in chunk order from the first on, whatever the order in which chunks are parsed. */
function createOrder(accept: (result: ParseResult) => void, first: number): (result: ParseResult) => void {
  const early = new Map<number, ParseResult>()
  let next = first
  return (result) => {
    early.set(result.chunk, result)
    for (let ready = early.get(next); ready !== undefined; ready = early.get(next)) {
      early.delete(next)
      next += 1
      accept(ready)
    }
  }
}

/** Lines of a chunk to recognise formats by: its beginning, and others from all over it. */
export function sampleLines(bytes: Buffer): string[] {
  const lines = bytes.toString('latin1', 0, 256 << 10).split(/\r?\n/, 1000)
  for (let i = 1; i < 32; i += 1) {
    const at = Math.floor((bytes.length * i) / 32)
    if (at < 256 << 10) continue
    lines.push(
      ...bytes
        .toString('latin1', at, at + 8192)
        .split(/\r?\n/)
        .slice(1, -1),
    )
  }
  return lines.map((line) => plainLine(line) ?? line)
}

function checkDisk(db: CaseDb, fileBytes: number, name: string): void {
  const { bavail, bsize } = statfsSync(dirname(db.path))
  if (bavail * bsize < fileBytes * 3)
    throw new AppError(
      'disk-full',
      `${name}: importing it needs ${Math.ceil((fileBytes * 3) / 1e6)} MB, but only ${Math.floor((bavail * bsize) / 1e6)} MB are free beside ${db.name}: free some space, or keep the case on another disk`,
    )
}

function availableThreads(): number {
  return Math.min(16, availableParallelism())
}

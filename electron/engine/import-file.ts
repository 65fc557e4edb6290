import { open, stat } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import type { ImportRefusal, SourceReport } from '../../shared/source-report.ts'
import type { ClockDecision } from '../../shared/time.ts'
import { FormatUnknown, fittingFormats, optionsFor } from './choose-formats.ts'
import { createClock } from './clock.ts'
import type { CaseDb, Connection } from './database.ts'
import { importSource, type Redecided, type SourceCounts, type SourceOptions, sampleLines } from './import-source.ts'
import { isArchive } from './open-files.ts'
import { createChunkReader } from './parse-chunk.ts'
import { type OpenSource, openSource } from './read-source.ts'
import { whileLoading } from './resources.ts'
import type { SharedLoad } from './shared-load.ts'
import { clockFacts } from './source-loader.ts'
import { insertSources, knownSources, type LoadedSource, refuseSame, reportOf } from './source-row.ts'

/** A file to import. The name is what the user sees. */
export interface ImportInput {
  readonly path: string
  readonly name: string
  /** Of an archive the files that are to be read, by their names; all where it is not given. */
  readonly members?: ReadonlySet<string> | undefined
}

/** How far a job is; reported at most ten times a second. */
export interface JobProgress {
  readonly phase: 'reading' | 'joining'
  readonly file: string | null
  readonly filesDone: number
  /** Of the present file. */
  readonly bytesDone: number
  readonly bytesTotal: number
  readonly lines: number
}

/** A file that was not imported. `seems`: of one that no format knows; `input`: what was given, of a file of an archive that. */
interface Refused {
  readonly kind: 'refused'
  readonly refusal: ImportRefusal
  readonly code: AppError['code']
  readonly seems?: FormatUnknown['seems'] | undefined
  readonly input?: ImportInput | undefined
  readonly isMember?: boolean | undefined
}

/** What became of one file. */
export type ImportReport = { readonly kind: 'imported'; readonly source: SourceReport; readonly stages: SourceCounts['stages'] } | Refused

/** How far a file is. */
export type Part = Pick<JobProgress, 'bytesDone' | 'bytesTotal' | 'lines'> & { readonly file: string }

/** What holds for each file of a job. */
export interface FileJob {
  readonly db: CaseDb
  readonly options: SourceOptions
  readonly signal: AbortSignal | undefined
  readonly onChunk: (part: Part) => void
}

interface One extends FileJob {
  readonly input: ImportInput
}

/** Files smaller than this share a transaction with others: making one durable takes longer than reading it. */
const SMALL_FILE = 1 << 20
const MOST_TOGETHER = 500

/** Files that are imported together: small ones, a single larger one, or an archive. */
export interface FileGroup {
  readonly kind: 'files' | 'archive'
  readonly inputs: readonly ImportInput[]
}

/** Neighbours that are small, together; every other file alone. */
export async function groupSmall(inputs: readonly ImportInput[]): Promise<readonly FileGroup[]> {
  const groups: FileGroup[] = []
  let open: ImportInput[] | null = null
  for (const input of inputs) {
    const size = await stat(input.path).then(
      (found) => (found.isFile() ? found.size : Number.POSITIVE_INFINITY),
      () => Number.POSITIVE_INFINITY,
    )
    if (await isArchive(input.path)) {
      groups.push({ kind: 'archive', inputs: [input] })
      open = null
    } else if (size >= SMALL_FILE) {
      groups.push({ kind: 'files', inputs: [input] })
      open = null
    } else if (open !== null && open.length < MOST_TOGETHER) open.push(input)
    else {
      open = [input]
      groups.push({ kind: 'files', inputs: open })
    }
  }
  return groups
}

/** Whether an error ends the whole job. */
export function stops(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'cancelled' || error.code === 'disk-full')
}

/** What is reported of a file that was not imported. */
export function refusalOf(error: unknown, { name }: Pick<ImportInput, 'name'>): ImportReport {
  const { message, code } = error instanceof AppError ? error : new AppError('bug', `${name}: ${String(error)}`, { cause: error })
  return { kind: 'refused', refusal: { name, message }, code, ...(error instanceof FormatUnknown ? { seems: error.seems } : {}) }
}

/** The zone that the user gave the case, or null. */
export async function caseZoneOf(db: CaseDb): Promise<string | null> {
  const [row] = await db.rows<{ value: string | null }>(`SELECT value FROM casefile.main.settings WHERE key = 'zone'`)
  return row?.value ?? null
}

/**
 * Imports one file in a transaction of its own.
 *
 * @throws AppError of the file; 'cancelled', 'disk-full'
 */
export async function importOne(one: One): Promise<ImportReport> {
  const { db, input, options } = one
  const caseZone = await caseZoneOf(db)
  let decision: ClockDecision | null = null
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const opened = await openSource(input.path, input.name)
    try {
      decision ??= await decideBySamples(input, opened, { options, caseZone })
      const result = await loadOne(one, { opened, caseZone, decision })
      if (!('redecided' in result)) return result
      decision = result.redecided
    } finally {
      await opened.close()
    }
  }
  throw new AppError('bug', `${input.name}: its clock was read differently twice`)
}

/** Carries a value out of a transaction that is to be undone. */
class Undone extends Error {
  readonly decision: ClockDecision

  constructor(decision: ClockDecision) {
    super('undone')
    this.decision = decision
  }
}

/** What is known of a file before it is read. */
interface Opened {
  readonly opened: OpenSource
  readonly caseZone: string | null
  readonly decision: ClockDecision | null
}

/** Reads and loads a source, or leaves it to be loaded with others; its row is not written yet. */
export async function readInto(
  connection: Connection,
  job: FileJob,
  given: Opened & { readonly source: number; readonly shared?: SharedLoad },
): Promise<LoadedSource | Redecided> {
  const { db, options, signal, onChunk } = job
  const { opened, source } = given
  const { name, facts } = opened
  const counts = await importSource({
    ...given,
    db,
    connection,
    name,
    options,
    signal,
    onChunk: (bytesDone, lines) => onChunk({ file: name, bytesDone, bytesTotal: facts.fileBytes, lines }),
  })
  return 'redecided' in counts ? counts : { source, name, facts, counts, searched: options.searched }
}

async function loadOne(one: One, given: Opened): Promise<ImportReport | Redecided> {
  try {
    const load = async (connection: Connection): Promise<ImportReport> => {
      const source = await nextSource(connection)
      const loaded = await readInto(connection, one, { ...given, source })
      if ('redecided' in loaded) throw new Undone(loaded.redecided)
      await refuseSame(connection, await knownSources(connection), loaded)
      await insertSources(connection, [loaded])
      return { kind: 'imported', source: await reportOf(connection, source), stages: loaded.counts.stages }
    }
    return await whileLoading(one.db, () => one.db.transaction(load, { signal: one.signal }))
  } catch (error) {
    if (error instanceof Undone) return { redecided: error.decision }
    throw error
  }
}

/** Number of a source to be loaded. */
export async function nextSource(connection: Connection): Promise<number> {
  const [row] = await connection.rows<{ next: number }>('SELECT coalesce(max(source), 0) + 1 AS next FROM casefile.main.sources')
  return row?.next ?? 1
}

const WINDOWS = 64
const WINDOW = 64 << 10

/** Reads windows all over a large plain file, so that its clock is known before it is parsed; null where that cannot be. */
async function decideBySamples(
  input: ImportInput,
  opened: OpenSource,
  how: { readonly options: SourceOptions; readonly caseZone: string | null },
): Promise<ClockDecision | null> {
  const { facts } = opened
  if (facts.fileBytes < 4 * WINDOWS * WINDOW || facts.packing.as !== null || facts.encoding !== 'utf-8') return null
  const file = await open(input.path, 'r')
  try {
    const clock = createClock()
    const buffer = Buffer.alloc(WINDOW)
    let chosen: ReturnType<typeof fittingFormats> = { formats: [], mapping: undefined }
    for (let i = 0; i < WINDOWS; i += 1) {
      const { bytesRead } = await file.read(buffer, 0, WINDOW, Math.floor(((facts.fileBytes - WINDOW) * i) / (WINDOWS - 1)))
      const piece = buffer.subarray(0, bytesRead)
      if (i === 0) chosen = fittingFormats(sampleLines(piece), input.name, how.options)
      const whole = piece.subarray(i === 0 ? 0 : piece.indexOf(10) + 1, piece.lastIndexOf(10) + 1)
      clock.accept(createChunkReader(chosen.formats, input.name).parse(whole, 0, 0, true).report, 0)
    }
    return clock.zoneless() ? clock.decide(clockFacts({ opened, ...how, options: optionsFor(chosen, how.options) })) : null
  } finally {
    await file.close()
  }
}

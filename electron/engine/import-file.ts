import { open, stat } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import type { ImportRefusal, SourceReport } from '../../shared/source-report.ts'
import type { ClockDecision } from '../../shared/time.ts'
import { fittingFormats, optionsFor } from './choose-formats.ts'
import { createClock } from './clock.ts'
import type { CaseDb, Connection } from './database.ts'
import { importSource, type SourceCounts, type SourceOptions, sampleLines } from './import-source.ts'
import { isArchive } from './open-files.ts'
import { createChunkReader } from './parse-chunk.ts'
import { type OpenSource, openSource } from './read-source.ts'
import { whileLoading } from './resources.ts'
import { clockFacts } from './source-loader.ts'
import { deleteSource, insertSource, refuseSame, reportOf } from './source-row.ts'

/** A file to import. The name is what the user sees. */
export interface ImportInput {
  readonly path: string
  readonly name: string
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

/** What became of one file. */
export type ImportReport =
  | { readonly kind: 'imported'; readonly source: SourceReport; readonly stages: SourceCounts['stages'] }
  | { readonly kind: 'refused'; readonly refusal: ImportRefusal; readonly code: AppError['code']; readonly input?: ImportInput | undefined }

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

/**
 * Imports files that belong into one transaction. Where a file of several breaks it, they are imported one by one.
 *
 * @throws AppError 'cancelled', 'disk-full'
 */
export async function importGroup(job: FileJob, inputs: readonly ImportInput[]): Promise<readonly ImportReport[]> {
  if (inputs.length > 1) {
    try {
      return await job.db.transaction(async (connection) => {
        const reports: ImportReport[] = []
        for (const input of inputs) reports.push(await importSmall(job, input, connection))
        return reports
      }, job.signal)
    } catch (error) {
      if (stops(error)) throw error
    }
  }
  const reports: ImportReport[] = []
  for (const input of inputs) {
    try {
      reports.push(await importOne({ ...job, input }))
    } catch (error) {
      if (stops(error)) throw error
      reports.push(refusalOf(error, input))
    }
  }
  return reports
}

/** Whether an error ends the whole job. */
export function stops(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'cancelled' || error.code === 'disk-full')
}

/** What is reported of a file that was not imported. */
export function refusalOf(error: unknown, { name }: Pick<ImportInput, 'name'>): ImportReport {
  const { message, code } = error instanceof AppError ? error : new AppError('bug', `${name}: ${String(error)}`, { cause: error })
  return { kind: 'refused', refusal: { name, message }, code }
}

async function importSmall(job: FileJob, input: ImportInput, connection: Connection): Promise<ImportReport> {
  let opened: OpenSource
  try {
    opened = await openSource(input.path, input.name)
  } catch (error) {
    return refusalOf(error, input)
  }
  try {
    return await importAmong(job, opened, connection)
  } finally {
    await opened.close()
  }
}

/**
 * Imports an open source within a transaction that others share; one that is refused leaves nothing behind.
 *
 * @throws Error where the transaction is broken; AppError 'cancelled', 'disk-full'
 */
export async function importAmong(job: FileJob, opened: OpenSource, connection: Connection): Promise<ImportReport> {
  const source = await nextSource(connection)
  try {
    const loaded = await loadInto(connection, source, job, { opened, caseZone: await caseZoneOf(job.db), decision: null })
    if ('redecided' in loaded) throw new AppError('bug', `${opened.name}: its clock was read differently twice`)
    return loaded
  } catch (error) {
    if (stops(error)) throw error
    await deleteSource(connection, source) // Throws where the transaction is broken: then all are imported one by one.
    return refusalOf(error, opened)
  }
}

async function caseZoneOf(db: CaseDb): Promise<string | null> {
  const [row] = await db.rows<{ value: string | null }>(`SELECT value FROM casefile.main.settings WHERE key = 'zone'`)
  return row?.value ?? null
}

async function importOne(one: One): Promise<ImportReport> {
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

type Loaded = ImportReport | { readonly redecided: ClockDecision }

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

async function loadInto(connection: Connection, source: number, job: FileJob, given: Opened): Promise<Loaded> {
  const { db, options, signal, onChunk } = job
  const { opened } = given
  const { name } = opened
  const counts = await importSource({
    ...given,
    db,
    connection,
    name,
    source,
    options,
    signal,
    onChunk: (bytesDone, lines) => onChunk({ file: name, bytesDone, bytesTotal: opened.facts.fileBytes, lines }),
  })
  if ('redecided' in counts) return counts
  await refuseSame(connection, name, opened.facts.sha256)
  await insertSource(connection, {
    source,
    name,
    facts: opened.facts,
    counts,
    searched: options.searched,
  })
  return { kind: 'imported', source: await reportOf(connection, source), stages: counts.stages }
}

async function loadOne(one: One, given: Opened): Promise<Loaded> {
  try {
    const load = async (connection: Connection): Promise<Loaded> => {
      const loaded = await loadInto(connection, await nextSource(connection), one, given)
      if ('redecided' in loaded) throw new Undone(loaded.redecided)
      return loaded
    }
    return await whileLoading(one.db, () => one.db.transaction(load, one.signal))
  } catch (error) {
    if (error instanceof Undone) return { redecided: error.decision }
    throw error
  }
}

async function nextSource(connection: Connection): Promise<number> {
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
      clock.accept(createChunkReader(chosen.formats, input.name).parse(whole, 0, 0).report, 0)
    }
    return clock.zoneless() ? clock.decide(clockFacts({ opened, ...how, options: optionsFor(chosen, how.options) })) : null
  } finally {
    await file.close()
  }
}

import { open } from 'node:fs/promises'
import type { ImportRefusal, SourceReport } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'
import { recogniseFormat } from '../../shared/formats/index.ts'
import type { ClockDecision } from '../../shared/time.ts'
import { leavingOneCore } from './attach-case.ts'
import { createClock } from './clock.ts'
import type { CaseDb, Connection } from './database.ts'
import { importSource, type SourceCounts, type SourceOptions, sampleLines } from './import-source.ts'
import { createChunkReader } from './parse-chunk.ts'
import { type OpenSource, openSource } from './read-source.ts'
import { type Derive, settle } from './settle.ts'
import { clockFacts } from './source-loader.ts'
import { insertSource, refuseSame, reportOf } from './source-row.ts'

/** A file to import. The name is what the user sees. */
export interface ImportInput {
  readonly path: string
  readonly name: string
}

/** Options of a job; those of sources hold for each of its files. */
export interface ImportOptions extends SourceOptions {
  readonly derive: Derive
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
  | { readonly kind: 'refused'; readonly refusal: ImportRefusal; readonly code: AppError['code'] }

/**
 * Imports files one after another; one that cannot be read does not stop the others. When all are loaded, what spans
 * sources is derived and they become visible together.
 *
 * @throws AppError 'cancelled' (files done already stay), 'disk-full'
 */
export function importFiles(
  db: CaseDb,
  inputs: readonly ImportInput[],
  options: ImportOptions,
  onProgress: (progress: JobProgress) => void = () => {},
  signal?: AbortSignal,
): Promise<readonly ImportReport[]> {
  return db.exclusive(async () => {
    const report = throttle(onProgress)
    const reports: ImportReport[] = []
    let stopped: AppError | null = null
    for (const input of inputs) {
      if (signal?.aborted === true) stopped = new AppError('cancelled', 'Cancelled')
      if (stopped !== null) break
      try {
        reports.push(
          await importOne({
            db,
            input,
            options,
            signal,
            onChunk: (part) => report({ ...part, phase: 'reading', filesDone: reports.length }),
          }),
        )
      } catch (error) {
        const known = error instanceof AppError ? error : new AppError('bug', `${input.name}: ${String(error)}`, { cause: error })
        if (known.code === 'cancelled' || known.code === 'disk-full') stopped = known
        else reports.push({ kind: 'refused', refusal: { name: input.name, message: known.message }, code: known.code })
      }
    }
    report({ phase: 'joining', file: null, filesDone: reports.length, bytesDone: 0, bytesTotal: 0, lines: 0 }, true)
    // Refused beforehand for want of room, it has no cause: the database is sound.
    if (stopped?.code === 'disk-full' && stopped.cause !== undefined) await db.reopen()
    await finishLoaded(db, options.derive)
    if (stopped !== null) throw stopped
    return await withDuplicates(db, reports)
  })
}

/**
 * Makes sources visible that were loaded by a job that did not end. To be called on opening a case: one that cannot be
 * finished stays as it was before that job, and can be used.
 *
 * @returns why it could not be finished, in a sentence; null when all is well
 */
export async function finishInterrupted(db: CaseDb, derive: Derive): Promise<string | null> {
  if (db.readOnly) return null
  try {
    await db.exclusive(() => finishLoaded(db, derive))
    return null
  } catch (error) {
    await db.reopen() // A full disk or a fault of the database leaves it unusable until then.
    const why = error instanceof Error ? error.message : String(error)
    return `An import into ${db.name} that was interrupted cannot be finished, so the case is shown as it was before: ${why}`
  }
}

/** Makes all sources visible that are loaded. Runs within `exclusive`. */
export async function finishLoaded(db: CaseDb, derive: Derive): Promise<void> {
  const [{ count } = { count: 0 }] = await db.rows<{ count: number }>(
    `SELECT count(*) AS count FROM casefile.main.sources WHERE state = 'loaded'`,
  )
  if (count > 0) await db.transaction((connection) => settle(connection, derive))
}

interface One {
  readonly db: CaseDb
  readonly input: ImportInput
  readonly options: SourceOptions
  readonly signal: AbortSignal | undefined
  readonly onChunk: (part: {
    readonly file: string
    readonly bytesDone: number
    readonly bytesTotal: number
    readonly lines: number
  }) => void
}

async function importOne(one: One): Promise<ImportReport> {
  const { db, input, options } = one
  const [zoneRow] = await db.rows<{ value: string | null }>(`SELECT value FROM casefile.main.settings WHERE key = 'zone'`)
  const caseZone = zoneRow?.value ?? null
  let decision: ClockDecision | null = null
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const opened = await openSource(input.path, input.name)
    try {
      decision ??= await decideBySamples(input, opened, { options, caseZone })
      const result = await loadOne(one, opened, caseZone, decision)
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

async function loadOne(
  { db, input, options, signal, onChunk }: One,
  opened: OpenSource,
  caseZone: string | null,
  decision: ClockDecision | null,
): Promise<Loaded> {
  try {
    const load = async (connection: Connection): Promise<ImportReport> => {
      const source = await nextSource(connection)
      const counts = await importSource({
        db,
        connection,
        opened,
        name: input.name,
        source,
        options,
        caseZone,
        decision,
        signal,
        onChunk: (bytesDone, lines) => onChunk({ file: input.name, bytesDone, bytesTotal: opened.facts.fileBytes, lines }),
      })
      if ('redecided' in counts) throw new Undone(counts.redecided)
      await refuseSame(connection, input.name, opened.facts.sha256)
      await insertSource(connection, { source, name: input.name, facts: opened.facts, counts })
      return { kind: 'imported', source: await reportOf(connection, source), stages: counts.stages }
    }
    return await leavingOneCore(db.rows, () => db.transaction(load, signal))
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
  if (facts.fileBytes < 4 * WINDOWS * WINDOW || facts.gzip !== 'none' || facts.encoding !== 'utf-8') return null
  const file = await open(input.path, 'r')
  try {
    const clock = createClock()
    const buffer = Buffer.alloc(WINDOW)
    let formats: ReturnType<typeof recogniseFormat>['formats'] = []
    for (let i = 0; i < WINDOWS; i += 1) {
      const { bytesRead } = await file.read(buffer, 0, WINDOW, Math.floor(((facts.fileBytes - WINDOW) * i) / (WINDOWS - 1)))
      const piece = buffer.subarray(0, bytesRead)
      if (i === 0) formats = recogniseFormat(sampleLines(piece), input.name).formats
      const whole = piece.subarray(i === 0 ? 0 : piece.indexOf(10) + 1, piece.lastIndexOf(10) + 1)
      clock.accept(createChunkReader(formats, input.name).parse(whole, 0, 0).report, 0)
    }
    return clock.zoneless() ? clock.decide(clockFacts({ opened, ...how })) : null
  } finally {
    await file.close()
  }
}

/** Duplicates are known only when all sources are in. */
async function withDuplicates(db: CaseDb, reports: readonly ImportReport[]): Promise<readonly ImportReport[]> {
  const connection = await db.connect()
  try {
    const rows = await connection.rows<{ id: string; source: number }>('SELECT id, source FROM casefile.main.sources')
    const numbers = new Map(rows.map(({ id, source }) => [id, source]))
    const refreshed: ImportReport[] = []
    for (const report of reports) {
      const number = report.kind === 'imported' ? numbers.get(report.source.id) : undefined
      refreshed.push(
        report.kind === 'imported' && number !== undefined ? { ...report, source: await reportOf(connection, number) } : report,
      )
    }
    return refreshed
  } finally {
    connection.close()
  }
}

/** Lets ten calls a second through, and those that are forced. */
function throttle(onProgress: (progress: JobProgress) => void): (progress: JobProgress, force?: boolean) => void {
  let last = Number.NEGATIVE_INFINITY
  return (progress, force = false) => {
    const now = performance.now()
    if (!force && now - last < 100) return
    last = now
    onProgress(progress)
  }
}

import { AppError } from '../../shared/errors.ts'
import type { CaseDb } from './database.ts'
import { importArchive } from './import-archive.ts'
import { groupSmall, type ImportInput, type ImportReport, type JobProgress, type Part } from './import-file.ts'
import type { SourceOptions } from './import-source.ts'
import { importGroup } from './import-together.ts'
import { whileStitching } from './resources.ts'
import { type Derive, settleLoaded } from './settle.ts'
import { sourceReports } from './source-row.ts'

/** Options of a job; those of sources hold for each of its files. */
export interface ImportOptions extends SourceOptions {
  readonly derive: Derive
}

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
    let filesDone = 0
    let stopped: AppError | null = null
    for (const group of await groupSmall(inputs)) {
      if (signal?.aborted === true) stopped = new AppError('cancelled', 'Cancelled')
      if (stopped !== null) break
      const job = {
        db,
        options,
        signal,
        onChunk: (part: Part) => report({ ...part, phase: 'reading' as const, filesDone }),
      }
      try {
        const [first] = group.inputs
        if (group.kind === 'archive' && first !== undefined) reports.push(...(await importArchive(job, first)))
        else {
          const ofGroup = await importGroup(job, group.inputs) // One for each file, in their order.
          reports.push(...ofGroup.map((each, at) => (each.kind === 'refused' ? { ...each, input: group.inputs[at] } : each)))
        }
        filesDone += group.inputs.length
      } catch (error) {
        stopped = error as AppError // Of importGroup.
      }
    }
    report({ phase: 'joining', file: null, filesDone, bytesDone: 0, bytesTotal: 0, lines: 0 }, true)
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
  if (count > 0) await whileStitching(db, () => settleLoaded(db, derive))
}

/** Duplicates are known only when all sources are in. */
async function withDuplicates(db: CaseDb, reports: readonly ImportReport[]): Promise<readonly ImportReport[]> {
  const connection = await db.connect()
  try {
    const settled = new Map((await sourceReports(connection)).map((source) => [source.id, source]))
    return reports.map((report) =>
      report.kind === 'imported' ? { ...report, source: settled.get(report.source.id) ?? report.source } : report,
    )
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

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { CaseSummary } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'
import type { ImportProgress } from '../../shared/source-report.ts'
import { derive } from './derive.ts'
import type { ImportInput } from './import-file.ts'
import { importFiles } from './import-job.ts'
import type { ImportJobs } from './import-jobs.ts'
import { type CaseHolder, newCasePath, removeUploads } from './open-case.ts'
import type { Queue } from './queue.ts'
import { writeSample } from './sample-files.ts'
import { sourceReports } from './source-row.ts'

/** What is to be imported: handles of files offered before, and how they are read. */
export interface ImportRequest {
  readonly files: readonly string[]
  readonly format?: string | undefined
  readonly zone?: string | undefined
  readonly year?: number | undefined
}

/** Imports of an engine; where no case is open, into a new one. */
export interface EngineImports {
  start(request: ImportRequest): Promise<{ readonly jobId: string }>
  /** Makes a new case, named after the sample, and imports that. */
  sample(): Promise<{ readonly jobId: string }>
  progress(signal?: AbortSignal): AsyncGenerator<ImportProgress, void, void>
  cancel(jobId: string): void
}

/** A file that the user chose. `temporary`: an upload, removed once it was imported. */
export interface Offered extends ImportInput {
  readonly temporary: boolean
}

/** Files by the handles that windows know them by. */
export type OfferedFiles = Map<string, Offered>

/** Makes the handle of a file. */
export function offer(files: OfferedFiles, file: Offered): string {
  const handle = randomBytes(12).toString('hex')
  files.set(handle, file)
  return handle
}

/** @throws AppError 'not-found' for a handle that was never given out, or whose file was imported */
export function offered(files: OfferedFiles, handle: string): Offered {
  const found = files.get(handle)
  if (found === undefined) throw new AppError('not-found', `${handle}: this file was not handed in; choose it again`)
  return found
}

/** What imports need of the engine. */
interface Parts {
  readonly holder: CaseHolder
  readonly jobs: ImportJobs
  /** Changes of which case is open, one after the other. */
  readonly changes: Queue
  readonly files: OfferedFiles
  readonly create: (name: string) => Promise<CaseSummary>
}

interface Options {
  readonly dataFolder: string
  readonly parseWorkers?: number | undefined
}

/** Makes the imports of an engine. */
export function createEngineImports(options: Options, { holder, jobs, changes, files, create }: Parts): EngineImports {
  /** `done` is called when the job has ended. */
  const begin = async (inputs: readonly ImportInput[], how: Omit<ImportRequest, 'files'>, done: () => void): Promise<{ jobId: string }> => {
    const name = inputs[0]?.name ?? 'Case'
    const { db, summary } = holder.current() ?? (await holder.open(newCasePath(options.dataFolder, name), true))
    const before = new Set((await sourceReports(db)).map((source) => source.id))
    const work: Parameters<ImportJobs['start']>[1] = async (report, signal) => {
      try {
        return await importFiles(db, inputs, { ...how, jobs: options.parseWorkers, derive }, report, signal)
      } finally {
        done()
        await summary().catch(() => null) // The list of recent cases shows what it last knew.
      }
    }
    const kept = async () => (await sourceReports(db)).filter((source) => !before.has(source.id))
    return { jobId: jobs.start(inputs, work, kept) }
  }
  const start = async ({ files: handles, ...how }: ImportRequest): Promise<{ jobId: string }> => {
    const inputs = handles.map((handle) => offered(files, handle))
    return begin(inputs, how, () => {
      for (const handle of handles) files.delete(handle)
      removeUploads(inputs.filter((input) => input.temporary).map((input) => input.path))
    })
  }
  return {
    start: (request) => changes.run(() => start(request)),
    sample: async () => {
      await create('Sample organisation')
      const folder = mkdtempSync(join(options.dataFolder, 'sample-'))
      const done = (): void => rmSync(folder, { recursive: true, force: true })
      return changes.run(() => begin(writeSample(folder), {}, done))
    },
    progress: (signal) => jobs.progress(signal),
    cancel: (jobId) => jobs.cancel(jobId),
  }
}

/** Opens what the system handed over: a case, then logs into it. */
export async function openPaths(
  paths: readonly string[],
  openCase: (path: string) => Promise<CaseSummary>,
  imports: EngineImports,
  files: OfferedFiles,
): Promise<void> {
  const isCase = (path: string) => /\.relayscope$/i.test(path)
  const found = paths.find(isCase)
  if (found !== undefined) await openCase(found)
  const logs = paths.filter((path) => !isCase(path))
  if (logs.length === 0) return
  await imports.start({ files: logs.map((path) => offer(files, { path, name: basename(path), temporary: false })) })
}

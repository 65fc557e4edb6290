import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { basename } from 'node:path'
import type { CaseSummary } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'
import type { OwnMapping } from '../../shared/mapping/own.ts'
import type { ImportProgress } from '../../shared/source-report.ts'
import { derive } from './derive.ts'
import type { ImportInput, ImportReport } from './import-file.ts'
import { importFiles } from './import-job.ts'
import type { ImportJobs } from './import-jobs.ts'
import { type CaseHolder, newCasePath, removeUploads } from './open-case.ts'
import type { OwnMappings } from './own-mappings.ts'
import { makeProcessFolder } from './process-folders.ts'
import type { Queue } from './queue.ts'
import { writeSample } from './sample-files.ts'
import { sourceReports } from './source-row.ts'

/** What is to be imported: handles of files offered before, and how they are read. */
export interface ImportRequest {
  readonly files: readonly string[]
  readonly format?: string | undefined
  readonly zone?: string | undefined
  readonly year?: number | undefined
  /** How files of this header are read that no format knows. */
  readonly own?: OwnMapping | undefined
}

/** Imports of an engine; where no case is open, into a new one. */
export interface EngineImports {
  start(request: ImportRequest): Promise<{ readonly jobId: string }>
  /** Makes a new case, named after the sample, and imports that. */
  sample(): Promise<{ readonly jobId: string }>
  progress(signal?: AbortSignal): AsyncGenerator<ImportProgress, void, void>
  cancel(jobId: string): void
  /** Lets go of files that were handed in and not imported: copies by upload are removed, and a case that was made for them and is empty. */
  discard(handles: readonly string[]): Promise<void>
}

/** A file that the user chose, or one of an archive that waits to be described. `temporary`: an upload, removed once it was imported. */
export interface Offered {
  readonly path: string
  readonly name: string
  readonly temporary: boolean
  /** Its name in the archive that lies there. */
  readonly member?: string | undefined
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
  readonly mappings: OwnMappings
  readonly create: (name: string) => Promise<CaseSummary>
}

interface Options {
  readonly dataFolder: string
  readonly parseWorkers?: number | undefined
}

/** Makes the imports of an engine. */
export function createEngineImports(options: Options, parts: Parts): EngineImports {
  const { holder, jobs, changes, files, mappings, create } = parts
  /** Cases that imports have made. */
  const made = new Set<string>()
  /** `done` is called when the job has ended; `refused` may say of a file that it stays to be described. */
  const begin = async (
    inputs: readonly ImportInput[],
    { own, ...how }: Omit<ImportRequest, 'files'>,
    { refused, done }: Ending,
  ): Promise<{ jobId: string }> => {
    const name = inputs[0]?.name ?? 'Case'
    const present = holder.current()
    const { id, db, summary } = present ?? (await holder.open(newCasePath(options.dataFolder, name), true))
    if (present === null) made.add(id)
    const before = new Set((await sourceReports(db)).map((source) => source.id))
    const work: Parameters<ImportJobs['start']>[1] = async (report, signal) => {
      try {
        const reading = { ...how, described: own, own: mappings.list().mappings, jobs: options.parseWorkers, derive }
        return refused(await importFiles(db, inputs, reading, report, signal))
      } finally {
        done()
        await summary().catch(() => null) // The list of recent cases shows what it last knew.
      }
    }
    const kept = async () => (await sourceReports(db)).filter((source) => !before.has(source.id))
    return { jobId: jobs.start(inputs, work, kept) }
  }
  const start = async ({ files: handles, ...how }: ImportRequest): Promise<{ jobId: string }> => {
    const chosen = handles.map((handle) => offered(files, handle))
    const kept = new Set<string>()
    const handleOf = (path: string, member: string | undefined): string | undefined => {
      const handle = handles.find((each) => files.get(each)?.path === path && files.get(each)?.member === member)
      const from = chosen.find((file) => file.path === path)
      return handle ?? (from === undefined || member === undefined ? undefined : offer(files, { ...from, member }))
    }
    return begin(inputsOf(chosen), how, {
      refused: (reports) =>
        withUnknown(reports, (path, member) => {
          const handle = handleOf(path, member)
          if (handle !== undefined) kept.add(handle)
          return handle
        }),
      done: () => letGo(handles.filter((handle) => !kept.has(handle))),
    })
  }
  const letGo = (handles: readonly string[]): void => {
    const gone = handles.flatMap((handle) => files.get(handle) ?? [])
    for (const handle of handles) files.delete(handle)
    const used = new Set([...files.values()].map(({ path }) => path)) // Of an archive, others may wait to be described.
    removeUploads(gone.filter(({ temporary, path }) => temporary && !used.has(path)).map(({ path }) => path))
  }
  return {
    start: (request) => changes.run(() => start(request)),
    sample: async () => {
      await create('Sample organisation')
      const folder = makeProcessFolder(options.dataFolder, 'sample')
      const done = (): void => rmSync(folder, { recursive: true, force: true })
      try {
        return await changes.run(() => begin(writeSample(folder), {}, { refused: (reports) => reports, done }))
      } catch (error) {
        done() // No job came to an end that would.
        throw error
      }
    },
    progress: (signal) => jobs.progress(signal),
    cancel: (jobId) => jobs.cancel(jobId),
    discard: (handles) =>
      changes.run(async () => {
        letGo(handles)
        const open = holder.current()
        if (open === null || !made.has(open.id) || jobs.running() !== null) return
        const [row] = await open.db.rows<{ sources: number }>('SELECT count(*) AS sources FROM casefile.main.sources')
        if (row?.sources === 0) await holder.discard()
      }),
  }
}

/** What is done at the end of a job. */
interface Ending {
  readonly refused: (reports: readonly ImportReport[]) => readonly ImportReport[]
  readonly done: () => void
}

/** What is to be read: files of one archive in one go. */
function inputsOf(chosen: readonly Offered[]): readonly ImportInput[] {
  const archives = new Map<string, Set<string>>()
  return chosen.flatMap(({ path, name, member }): ImportInput[] => {
    if (member === undefined) return [{ path, name }]
    const members = archives.get(path)
    if (members !== undefined) {
      members.add(member)
      return []
    }
    const first = new Set([member])
    archives.set(path, first)
    return [{ path, name, members: first }]
  })
}

/** The reports, where those of files that no format knows say so. `keep`: keeps a file to be described; its handle. */
function withUnknown(
  reports: readonly ImportReport[],
  keep: (path: string, member: string | undefined) => string | undefined,
): readonly ImportReport[] {
  return reports.map((report) => {
    if (report.kind === 'imported' || report.seems === undefined || report.input === undefined) return report
    const { refusal, seems, input, isMember } = report
    const file = keep(input.path, isMember === true ? refusal.name : undefined)
    return file === undefined ? report : { ...report, refusal: { ...refusal, unknown: { file, kind: seems } } }
  })
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

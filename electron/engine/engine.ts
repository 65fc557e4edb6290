import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import type { CaseSummary, ImportProgress, Present, RawLine, RecentCase, SourceReport } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'
import { type Connection, realCasePath } from './database.ts'
import { derive } from './derive.ts'
import type { ImportInput } from './import-file.ts'
import { importFiles } from './import-job.ts'
import { createImportJobs, type ImportJobs } from './import-jobs.ts'
import { createNaming, type Naming } from './naming.ts'
import { type CaseHolder, createCaseHolder, newCasePath, removeUploads } from './open-case.ts'
import { createPresentWatch, type PresentWatch } from './present.ts'
import { type LinesRequest, sourceLines } from './queries/lines.ts'
import { changeOrganisation, type OrganisationChange } from './queries/organisation.ts'
import { sourceReports } from './queries/sources.ts'
import { type Questions, questionsOf } from './questions.ts'
import { createQueue, type Queue } from './queue.ts'
import { type CaseFile, openRecentCases, type RecentCases } from './recent-cases.ts'
import { whileStitching } from './resources.ts'
import { settle } from './settle.ts'
import { type Correction, hideSource, rereadSource, showSource } from './sources.ts'

/** Where an engine keeps its cases, and how it works. */
export interface EngineOptions {
  /** Cases made here and the list of recent ones; made when missing. */
  readonly dataFolder: string
  /** Threads that parse; default: the machine's. */
  readonly parseWorkers?: number | undefined
  /** For hosts: told the path of the open case and those of recent ones, at the start and after every change. */
  readonly casesChanged?: ((open: string | null, recent: readonly CaseFile[]) => void) | undefined
}

/** What is to be imported: handles of files offered before, and how they are read. */
export interface ImportRequest {
  readonly files: readonly string[]
  readonly format?: string | undefined
  readonly zone?: string | undefined
  readonly year?: number | undefined
}

/**
 * One engine with at most one open case. Hosts hand paths in (`offerFile`, `openFile`, `openPaths`); windows know handles
 * only. Everything rejects with AppError; without an open case with 'not-found'.
 */
export interface Engine extends Questions {
  readonly cases: {
    recent(): readonly RecentCase[]
    current(): Promise<CaseSummary | null>
    open(id: string): Promise<CaseSummary>
    /** For hosts: opens a case by its path and puts it on the list. */
    openFile(path: string): Promise<CaseSummary>
    /** Opens a case whose file was offered, unless it was an upload: that copy would be lost. */
    openHanded(handle: string): Promise<CaseSummary>
    create(name?: string): Promise<CaseSummary>
    close(): Promise<void>
    forget(id: string): void
    /** What is open, at once and after every change, until `signal` aborts. */
    watch(signal?: AbortSignal): AsyncGenerator<Present, void, void>
  }
  readonly imports: {
    start(request: ImportRequest): Promise<{ readonly jobId: string }>
    progress(signal?: AbortSignal): AsyncGenerator<ImportProgress, void, void>
    cancel(jobId: string): void
  }
  readonly sources: {
    list(): Promise<readonly SourceReport[]>
    reread(id: string, how: Correction): Promise<SourceReport>
    remove(id: string): Promise<void>
    restore(id: string): Promise<void>
    lines(request: LinesRequest): Promise<{ readonly lines: readonly RawLine[]; readonly total: number }>
  }
  readonly organisation: {
    set(change: OrganisationChange): Promise<CaseSummary>
  }
  readonly names: Naming
  /**
   * For hosts: makes the handle of a file that the user chose. `temporary`: an upload, removed once it was imported.
   */
  offerFile(path: string, name: string, options?: { readonly temporary?: boolean }): string
  /** For hosts: opens what the system handed over: a case, or logs to be imported. */
  openPaths(paths: readonly string[]): Promise<void>
  /** Stops jobs and closes the case. */
  close(): Promise<void>
}

/** Starts an engine. */
export function createEngine(options: EngineOptions): Engine {
  const recent = openRecentCases(options.dataFolder)
  const holder = createCaseHolder(recent)
  const jobs = createImportJobs()
  const files = new Map<string, Offered>()
  const present = createPresentWatch(() => ({ caseId: holder.current()?.id ?? null, jobId: jobs.running() }))
  const tellHost = () => options.casesChanged?.(holder.current()?.db.path ?? null, recent.files())
  const changes = changesOf(() => {
    present.changed()
    tellHost()
  })
  const cases = casesOf(options, { recent, holder, jobs, changes, present }, files)
  const imports = importsOf(options, { holder, jobs, changes }, files)
  tellHost()
  return {
    cases,
    imports,
    sources: sourcesOf(holder),
    organisation: {
      set: async (change) => {
        const { db, summary } = holder.required()
        const work = async (connection: Connection): Promise<void> => {
          await changeOrganisation(connection, change)
          await settle(connection, derive)
        }
        await db.exclusive(() => whileStitching(db, () => db.transaction(work)))
        return summary()
      },
    },
    names: createNaming(holder, (handle) => {
      const file = offered(files, handle)
      files.delete(handle)
      return file
    }),
    ...questionsOf(holder),
    offerFile: (path, name, { temporary = false } = {}) => {
      const handle = randomBytes(12).toString('hex')
      files.set(handle, { path, name, temporary })
      return handle
    },
    openPaths: (paths) => openPaths(paths, cases, imports, files),
    close: () => cases.close(),
  }
}

interface Offered extends ImportInput {
  readonly temporary: boolean
}

/** What the parts of an engine share. */
interface Parts {
  readonly recent: RecentCases
  readonly holder: CaseHolder
  readonly jobs: ImportJobs
  /** Changes of which case is open, one after the other. */
  readonly changes: Queue
  readonly present: PresentWatch
}

/** A queue of changes; `changed` is called after each, also after one that failed half-way. */
function changesOf(changed: () => void): Queue {
  const queue = createQueue(1)
  return {
    run: (work) =>
      queue.run(async () => {
        try {
          return await work()
        } finally {
          changed()
        }
      }),
  }
}

function casesOf(
  options: EngineOptions,
  { recent, holder, jobs, changes, present }: Parts,
  files: ReadonlyMap<string, Offered>,
): Engine['cases'] {
  const open = async (path: string, create: boolean): Promise<CaseSummary> => {
    const present = holder.current()
    if (present?.db.path === realCasePath(path)) return present.summary()
    await jobs.stop()
    const opened = await holder.open(path, create)
    const { unfinished } = opened
    // Told like the end of the import that it is.
    if (unfinished !== null)
      jobs.start(
        [],
        () => Promise.reject(new AppError('bug', unfinished)),
        () => Promise.resolve([]),
      )
    return opened.summary()
  }
  return {
    recent: () => recent.list(),
    current: async () => (await holder.current()?.summary()) ?? null,
    open: async (id) => {
      const known = recent.list().find((each) => each.id === id)
      const path = recent.pathOf(id)
      if (known?.missing === true)
        throw new AppError('not-found', `${known.name}: the file of this case is gone; take it off the list, or put it back to ${path}`)
      return changes.run(() => open(path, false))
    },
    openFile: (path) => changes.run(() => open(path, false)),
    openHanded: async (handle) => {
      const { path, name, temporary } = offered(files, handle)
      if (temporary) throw new AppError('file-unreadable', `${name} is a case: open it where it lies, with relayscope open ${name}`)
      return changes.run(() => open(path, false))
    },
    create: (name) =>
      changes.run(() => open(newCasePath(options.dataFolder, name ?? `Case ${new Date().toISOString().slice(0, 10)}`), true)),
    close: () =>
      changes.run(async () => {
        await jobs.stop()
        await holder.close()
      }),
    forget: (id) => {
      recent.forget(id)
      options.casesChanged?.(holder.current()?.db.path ?? null, recent.files())
    },
    watch: (signal) => present.watch(signal),
  }
}

function offered(files: ReadonlyMap<string, Offered>, handle: string): Offered {
  const found = files.get(handle)
  if (found === undefined) throw new AppError('not-found', `${handle}: this file was not handed in; choose it again`)
  return found
}

function importsOf(
  options: EngineOptions,
  { holder, jobs, changes }: Pick<Parts, 'holder' | 'jobs' | 'changes'>,
  files: Map<string, Offered>,
): Engine['imports'] {
  const start = async ({ files: handles, ...how }: ImportRequest): Promise<{ readonly jobId: string }> => {
    const inputs = handles.map((handle) => offered(files, handle))
    const name = inputs[0]?.name ?? 'Case'
    const { db, summary } = holder.current() ?? (await holder.open(newCasePath(options.dataFolder, name), true))
    const before = new Set((await sourceReports(db)).map((source) => source.id))
    const work = async (report: Parameters<Parameters<ImportJobs['start']>[1]>[0], signal: AbortSignal) => {
      try {
        return await importFiles(db, inputs, { ...how, jobs: options.parseWorkers, derive }, report, signal)
      } finally {
        for (const handle of handles) files.delete(handle)
        removeUploads(inputs.filter((input) => input.temporary).map((input) => input.path))
        await summary().catch(() => null) // The list of recent cases shows what it last knew.
      }
    }
    const kept = async () => (await sourceReports(db)).filter((source) => !before.has(source.id))
    return { jobId: jobs.start(inputs, work, kept) }
  }
  return {
    start: (request) => changes.run(() => start(request)),
    progress: (signal) => jobs.progress(signal),
    cancel: (jobId) => jobs.cancel(jobId),
  }
}

function sourcesOf(holder: CaseHolder): Engine['sources'] {
  return {
    list: () => sourceReports(holder.required().db),
    reread: (id, how) => rereadSource(holder.required().db, id, how, derive),
    remove: (id) => hideSource(holder.required().db, id, derive),
    restore: (id) => showSource(holder.required().db, id, derive),
    lines: (request) => sourceLines(holder.required().db, request),
  }
}

async function openPaths(
  paths: readonly string[],
  cases: Engine['cases'],
  imports: Engine['imports'],
  files: Map<string, Offered>,
): Promise<void> {
  const isCase = (path: string) => /\.relayscope$/i.test(path)
  const found = paths.find(isCase)
  if (found !== undefined) await cases.openFile(found)
  const logs = paths.filter((path) => !isCase(path))
  if (logs.length === 0) return
  const handles = logs.map((path) => {
    const handle = randomBytes(12).toString('hex')
    files.set(handle, { path, name: basename(path), temporary: false })
    return handle
  })
  await imports.start({ files: handles })
}

import type { CaseSummary, Present, RawLine, RecentCase } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'
import type { FileSample } from '../../shared/mapping/own.ts'
import type { ExpectedFlag } from '../../shared/senders.ts'
import type { SourceReport } from '../../shared/source-report.ts'
import { copyCase } from './copy-case.ts'
import { type Connection, realCasePath } from './database.ts'
import { derive } from './derive.ts'
import { createEngineImports, type EngineImports, type OfferedFiles, offer, offered, openPaths } from './engine-imports.ts'
import { createImportJobs, type ImportJobs } from './import-jobs.ts'
import { createNaming, type Naming } from './naming.ts'
import { type CaseHolder, createCaseHolder, newCasePath } from './open-case.ts'
import { type OwnMappings, openOwnMappings } from './own-mappings.ts'
import { createPresentWatch, type PresentWatch } from './present.ts'
import { markExpected } from './queries/expected-flags.ts'
import { type LinesRequest, sourceLines } from './queries/lines.ts'
import { changeOrganisation, type OrganisationChange } from './queries/organisation.ts'
import { type Questions, questionsOf } from './questions.ts'
import { createQueue, type Queue } from './queue.ts'
import { type CaseFile, caseName, openRecentCases, type RecentCases } from './recent-cases.ts'
import { whileStitching } from './resources.ts'
import { createRuleKeeping, type RuleKeeping } from './rule-keeping.ts'
import { sampleFile } from './sample-file.ts'
import { settle } from './settle.ts'
import { sourceReports } from './source-row.ts'
import { type Correction, hideSource, rereadSource, setSearched, showSource } from './sources.ts'

/** Where an engine keeps its cases, and how it works. */
export interface EngineOptions {
  /** Cases made here and the list of recent ones; made when missing. */
  readonly dataFolder: string
  /** Threads that parse; default: the machine's. */
  readonly parseWorkers?: number | undefined
  /** For hosts: told the path of the open case and those of recent ones, at the start and after every change. */
  readonly casesChanged?: ((open: string | null, recent: readonly CaseFile[]) => void) | undefined
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
    /** For hosts: saves a copy of the open case to hand on, without what was removed; gives the case's name. */
    copyTo(path: string): Promise<string>
    close(): Promise<void>
    forget(id: string): void
    /** What is open, at once and after every change, until `signal` aborts. */
    watch(signal?: AbortSignal): AsyncGenerator<Present, void, void>
  }
  readonly imports: EngineImports
  readonly sources: {
    list(): Promise<readonly SourceReport[]>
    reread(id: string, how: Correction): Promise<SourceReport>
    /** What a search result was searched for. */
    setSearched(id: string, searched: string | null): Promise<SourceReport>
    remove(id: string): Promise<void>
    restore(id: string): Promise<void>
    lines(request: LinesRequest): Promise<{ readonly lines: readonly RawLine[]; readonly total: number }>
  }
  readonly organisation: {
    set(change: OrganisationChange): Promise<CaseSummary>
  }
  readonly names: Naming
  readonly expected: {
    /** Marks what is unusual as expected; gives the marks that undo it. */
    set(marks: readonly ExpectedFlag[]): Promise<readonly ExpectedFlag[]>
  }
  readonly mappings: OwnMappings & {
    /** The first lines of a file that was handed in, as characters. */
    sample(handle: string): Promise<FileSample>
  }
  readonly rules: RuleKeeping
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
  const files: OfferedFiles = new Map()
  const mappings = openOwnMappings(options.dataFolder)
  const present = createPresentWatch(() => ({ caseId: holder.current()?.id ?? null, jobId: jobs.running() }))
  const tellHost = () => options.casesChanged?.(holder.current()?.db.path ?? null, recent.files())
  const changes = changesOf(() => {
    present.changed()
    tellHost()
  })
  const cases = casesOf(options, { recent, holder, jobs, changes, present }, files)
  const imports = createEngineImports(options, { holder, jobs, changes, files, mappings, create: (name) => cases.create(name) })
  tellHost()
  const take = (handle: string) => {
    const file = offered(files, handle)
    files.delete(handle)
    return file
  }
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
    names: createNaming(holder, take),
    expected: { set: async (marks) => holder.required().db.transaction((connection) => markExpected(connection, marks)) },
    rules: createRuleKeeping(holder, take),
    mappings: {
      ...mappings,
      sample: async (handle) => sampleFile(offered(files, handle)),
    },
    ...questionsOf(holder),
    offerFile: (path, name, { temporary = false } = {}) => offer(files, { path, name, temporary }),
    openPaths: (paths) => openPaths(paths, (path) => cases.openFile(path), imports, files),
    close: () => cases.close(),
  }
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

function casesOf(options: EngineOptions, { recent, holder, jobs, changes, present }: Parts, files: OfferedFiles): Engine['cases'] {
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
    copyTo: async (path) => {
      const { db } = holder.required()
      await copyCase(db, path)
      return caseName(db.path)
    },
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

function sourcesOf(holder: CaseHolder): Engine['sources'] {
  return {
    list: () => sourceReports(holder.required().db),
    reread: (id, how) => rereadSource(holder.required().db, id, how, derive),
    setSearched: (id, searched) => setSearched(holder.required().db, id, searched),
    remove: (id) => hideSource(holder.required().db, id, derive),
    restore: (id) => showSource(holder.required().db, id, derive),
    lines: (request) => sourceLines(holder.required().db, request),
  }
}

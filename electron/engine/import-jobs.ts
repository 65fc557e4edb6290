import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { AppError } from '../../shared/errors.ts'
import type { ImportProgress, SourceReport } from '../../shared/source-report.ts'
import type { ImportInput, ImportReport, JobProgress } from './import-file.ts'
import { nextCall } from './next-call.ts'

/** What a job does; `report` is called at most ten times a second. */
export type ImportWork = (report: (progress: JobProgress) => void, signal: AbortSignal) => Promise<readonly ImportReport[]>

/** The import jobs of an engine: one at a time, and its progress outlives the window that started it. */
export interface ImportJobs {
  /**
   * Starts a job. `kept` tells which sources a job that was stopped has brought in.
   *
   * @throws AppError 'case-in-use' while another runs
   */
  start(inputs: readonly ImportInput[], work: ImportWork, kept: () => Promise<readonly SourceReport[]>): string
  /** The present job's progress until it ends; an end that nobody has seen yet is told once. */
  progress(signal?: AbortSignal): AsyncGenerator<ImportProgress, void, void>
  /** The job that runs, or null. */
  running(): string | null
  cancel(jobId: string): void
  /** Cancels what runs and waits for its end. */
  stop(): Promise<void>
}

interface Job {
  readonly id: string
  readonly controller: AbortController
  readonly files: readonly ImportInput[]
  readonly sizes: readonly number[]
  latest: ImportProgress
  /** Whether a listener was given the end. */
  told: boolean
  ended: Promise<void>
  readonly listeners: Set<() => void>
}

/** Makes an empty list of jobs. */
export function createImportJobs(): ImportJobs {
  let job: Job | null = null
  return {
    start: (inputs, work, kept) => {
      if (job !== null && !job.latest.ended) {
        throw new AppError('case-in-use', `${job.latest.file ?? 'An import'} is still being imported: wait for its end, or stop it first`)
      }
      const started = newJob(inputs)
      job = started
      started.ended = run(started, work, kept)
      return started.id
    },
    progress: async function* (signal) {
      const watched = job
      if (watched === null || (watched.latest.ended && watched.told)) return
      yield* watch(watched, signal)
    },
    running: () => (job === null || job.latest.ended ? null : job.id),
    cancel: (jobId) => {
      if (job?.id === jobId) job.controller.abort()
    },
    stop: async () => {
      job?.controller.abort()
      await job?.ended
    },
  }
}

function newJob(files: readonly ImportInput[]): Job {
  const id = randomBytes(6).toString('hex')
  const sizes = files.map(({ path }) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  const latest: ImportProgress = {
    jobId: id,
    phase: 'reading',
    file: files[0]?.name ?? null,
    filesDone: 0,
    filesTotal: files.length,
    bytesDone: 0,
    bytesTotal: sum(sizes),
    lines: 0,
    ended: false,
    imported: [],
    refused: [],
    error: null,
  }
  return { id, controller: new AbortController(), files, sizes, latest, told: false, ended: Promise.resolve(), listeners: new Set() }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function tell(job: Job, change: Partial<ImportProgress>): void {
  job.latest = { ...job.latest, ...change }
  for (const listener of job.listeners) listener()
}

async function run(job: Job, work: ImportWork, kept: () => Promise<readonly SourceReport[]>): Promise<void> {
  let linesBefore = 0
  let linesOfFile = 0
  let filesDone = 0
  const report = (progress: JobProgress): void => {
    if (progress.filesDone !== filesDone) {
      linesBefore += linesOfFile
      linesOfFile = 0
      filesDone = progress.filesDone
    }
    linesOfFile = Math.max(linesOfFile, progress.lines)
    tell(job, {
      phase: progress.phase,
      file: progress.file,
      filesDone,
      bytesDone: Math.min(job.latest.bytesTotal, sum(job.sizes.slice(0, filesDone)) + progress.bytesDone),
      lines: linesBefore + linesOfFile,
    })
  }
  try {
    const reports = await work(report, job.controller.signal)
    const imported = reports.flatMap((each) => (each.kind === 'imported' ? [each.source] : []))
    const refused = reports.flatMap((each) => (each.kind === 'refused' ? [each.refusal] : []))
    const lines = sum(imported.map((source) => source.lines))
    tell(job, {
      phase: 'done',
      file: null,
      filesDone: job.files.length,
      bytesDone: job.latest.bytesTotal,
      lines,
      imported,
      refused,
      ended: true,
    })
  } catch (error) {
    const known = error instanceof AppError ? error : null
    const cancelled = known?.code === 'cancelled'
    const imported = await kept().catch(() => [])
    const message = known?.message ?? `The import failed: ${error instanceof Error ? error.message : String(error)}`
    tell(job, { phase: cancelled ? 'cancelled' : 'failed', file: null, imported, error: cancelled ? null : message, ended: true })
  }
}

async function* watch(job: Job, signal: AbortSignal | undefined): AsyncGenerator<ImportProgress, void, void> {
  let seen: ImportProgress | null = null
  for (;;) {
    if (job.latest === seen) await nextCall(job.listeners, signal)
    if (signal?.aborted === true) return
    if (job.latest === seen) continue
    seen = job.latest
    if (seen.ended) job.told = true
    yield seen
    if (seen.ended) return
  }
}

import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import type { LogFormat } from '../../shared/formats/format.ts'
import type { Mapping } from '../../shared/mapping/mapping.ts'
import { createChunkReader } from './parse-chunk.ts'
import { type ParseJob, type ParseResult, type ParseSetup, parseToFiles } from './parse-to-files.ts'
import { appError } from './values.ts'

/** Parses chunks, in this thread or in several. */
export interface ParsePool {
  /** Takes the chunk's bytes away; resolves when it is parsed. Wait for `ready` before the next. */
  parse(job: ParseJob): Promise<ParseResult>
  /** Resolves when another chunk may be given without piling up. */
  ready(): Promise<void>
  close(): Promise<void>
}

/** By what a source is read. `mapping`: where it is one of the formats, which threads make from it. */
export interface Reading {
  readonly formats: readonly LogFormat[]
  readonly mapping?: Mapping | undefined
  readonly fileName: string
}

/** A pool for one source. `threads` 0: in this thread. Formats that remember earlier lines get one thread. */
export function createParsePool({ formats, mapping, fileName }: Reading, spoolFolder: string, threads: number): ParsePool {
  if (threads === 0) return inThisThread(formats, fileName, spoolFolder)
  const setup = { formats: formats.map(({ id }) => id), mapping, fileName, spoolFolder }
  return inThreads(setup, formats.every(({ splittable }) => splittable) ? threads : 1)
}

function inThisThread(formats: readonly LogFormat[], fileName: string, spoolFolder: string): ParsePool {
  const reader = createChunkReader(formats, fileName)
  return {
    parse: async (job) => {
      try {
        return parseToFiles(reader, job, { spoolFolder, parser: 0 })
      } catch (error) {
        throw appError(error, fileName)
      }
    },
    ready: async () => {},
    close: async () => {},
  }
}

interface Waiting {
  readonly resolve: (result: ParseResult) => void
  readonly reject: (error: unknown) => void
}

function inThreads(setup: Omit<ParseSetup, 'parser'>, threads: number): ParsePool {
  const waiting = new Map<number, Waiting>()
  const load: number[] = []
  let wake = (): void => {}
  let failed: unknown = null
  const fail = (error: unknown): void => {
    failed = appError(error, setup.fileName)
    for (const { reject } of waiting.values()) reject(failed)
    waiting.clear()
    wake()
  }
  const workers = Array.from({ length: threads }, (_, i) => {
    load[i] = 0
    const worker = startWorker({ ...setup, parser: i })
    worker.on('message', (result: ParseResult) => {
      load[i]! -= 1
      waiting.get(result.chunk)?.resolve(result)
      waiting.delete(result.chunk)
      wake()
    })
    worker.on('error', fail)
    worker.on('exit', () => {
      if (waiting.size > 0) fail(new AppError('engine-gone', `${setup.fileName}: a parser stopped: import it again`))
    })
    return worker
  })
  const leastBusy = (): number => load.indexOf(Math.min(...load))
  return {
    parse: (job) =>
      new Promise((resolve, reject) => {
        if (failed !== null) return reject(failed)
        const i = leastBusy()
        load[i]! += 1
        waiting.set(job.chunk, { resolve, reject })
        const { buffer } = job.bytes
        workers[i]!.postMessage(job, buffer instanceof ArrayBuffer ? [buffer] : [])
      }),
    // Two per worker: one is parsed while the next is on its way.
    ready: async () => {
      while (failed === null && Math.min(...load) >= 2)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    },
    close: async () => {
      waiting.clear()
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

/** Records live for a line: a larger nursery halves the time of the garbage collector. */
const resourceLimits = { maxYoungGenerationSizeMb: 48 }

/**
 * Bundled, the worker lies beside the bundle. From source (tests, development) it is TypeScript: tsx is registered by a few
 * lines of JavaScript first, since Node 20 ignores `--import tsx` for the entry of a worker.
 */
function startWorker(workerData: ParseSetup): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./parse-worker.js', import.meta.url), { workerData, resourceLimits })
  const tsx = new URL('./dist/esm/api/index.mjs', pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))).href
  const entry = new URL('./parse-worker.ts', import.meta.url).href
  const start = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(entry)}) })`
  return new Worker(start, { eval: true, workerData, execArgv: [], resourceLimits })
}

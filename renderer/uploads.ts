import { createContext, useContext, useSyncExternalStore } from 'react'
import type { OwnMapping } from '../shared/mapping/own.ts'
import type { ImportProgress, ImportRefusal } from '../shared/source-report.ts'
import { type Connection, EngineGone, sentenceOf } from './engine.ts'

/** A file on its way to the host. */
export interface Sending {
  readonly name: string
  readonly sizeBytes: number
  readonly sentBytes: number
}

/** What is being imported: files on their way, the engine's job, or how the last one ended. */
export type ImportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly files: readonly Sending[]; readonly current: number }
  | { readonly kind: 'running'; readonly progress: ImportProgress }
  | { readonly kind: 'ended'; readonly progress: ImportProgress }
  | { readonly kind: 'failed'; readonly message: string }

/** What the user may fix for all files of an import. */
export interface ImportChoice {
  readonly zone?: string
  readonly year?: number
  readonly format?: string
}

/** Imports of this window: hands files in, starts the engine's job, follows it, stops it. */
export interface Imports {
  readonly state: () => ImportState
  readonly subscribe: (listener: () => void) => () => void
  /** A case among the files is opened first, where the host allows it. */
  readonly start: (files: readonly File[], choice?: ImportChoice) => Promise<void>
  /** Imports a file that no format knows as the user has described it, and the others that wait to be described where they are alike. */
  readonly describe: (file: string, own: OwnMapping) => Promise<void>
  /** Lets go of a file that waits to be described. */
  readonly discard: (file: string) => void
  /** Opens the sample in a new case. */
  readonly sample: () => Promise<void>
  /** Picks up a job that ran before this window was loaded. */
  readonly follow: () => Promise<void>
  readonly stop: () => void
  /** Forgets how the last import ended. */
  readonly dismiss: () => void
}

function isCase({ name }: File): boolean {
  return /\.relayscope$/i.test(name)
}

/** What is told of imports to the window. */
export interface ImportsTold {
  /** A job has ended, and the case may hold more. */
  readonly changed: (progress: ImportProgress) => void
  /** Of files that this window has handed in some were refused. `describe`: one of them that is to be described at once. */
  readonly refused: (refused: readonly ImportRefusal[], describe: string | null) => void
}

/** Files of an import that no format knows, and that wait to be described. */
function waiting(state: ImportState): readonly string[] {
  return state.kind === 'ended' ? state.progress.refused.flatMap(({ unknown }) => unknown?.file ?? []) : []
}

/** What is said of a file that was let go. */
function notDescribed({ name, message, unknown }: ImportRefusal): ImportRefusal {
  if (unknown?.kind !== 'columns') return { name, message }
  return {
    name,
    message: `${name} is a table that no format knows, and nothing of it is kept: choose it again to say what its columns are.`,
  }
}

/** The file that is to be described at once: a table, or a text that was handed in alone. */
function toDescribe({ filesTotal, imported, refused }: ImportProgress): string | null {
  const isAlone = filesTotal === 1 && imported.length + refused.length === 1 // An archive holds several.
  const found = refused.find(({ unknown }) => unknown?.kind === 'columns' || (unknown?.kind === 'lines' && isAlone))
  return found?.unknown?.file ?? null
}

/** Makes the imports of a connection. */
export function createImports(connection: Connection, { changed, refused }: ImportsTold): Imports {
  const { engine, handIn, filesStay, isGone } = connection
  const listeners = new Set<() => void>()
  let state: ImportState = { kind: 'idle' }
  let sending: AbortController | null = null
  let turn: Promise<void> = Promise.resolve()

  function show(next: ImportState): void {
    state = next
    for (const listener of listeners) listener()
  }

  async function send(files: readonly File[], signal: AbortSignal): Promise<string[]> {
    const handles: string[] = []
    const progress = files.map((file) => ({ name: file.name, sizeBytes: file.size, sentBytes: 0 }))
    for (const [index, file] of files.entries()) {
      const report = (sentBytes: number) => {
        progress[index] = { name: file.name, sizeBytes: file.size, sentBytes: Math.min(sentBytes, file.size) }
        show({ kind: 'sending', files: [...progress], current: index })
      }
      report(0)
      handles.push(await handIn(file, report, signal))
      report(file.size)
    }
    return handles
  }

  /** Lets go of files; what cannot be told to an engine that has gone does not matter. */
  function letGo(files: readonly string[]): void {
    if (files.length > 0) engine.imports.discard({ files: [...files] }).catch(() => undefined)
  }

  async function follow(): Promise<void> {
    let last: ImportProgress | null = null
    for await (const progress of await engine.imports.progress()) {
      last = progress
      if (!progress.ended) show({ kind: 'running', progress })
    }
    if (!last) return
    show({ kind: 'ended', progress: last })
    changed(last)
  }

  async function openCase(file: File, signal: AbortSignal): Promise<void> {
    if (!filesStay) {
      throw new Error(`${file.name} is a case: open it on the machine where it lies with relayscope open ${file.name}, or on Start.`)
    }
    const [handle = ''] = await send([file], signal)
    show({ kind: 'idle' })
    await engine.cases.openHanded({ file: handle })
  }

  /** What is handed in while an import of this window runs waits for its end. */
  function run(begin: () => Promise<boolean>): Promise<void> {
    turn = turn.then(() => runNow(begin))
    return turn
  }

  /** `begin` starts a job and says so; without one there is nothing to follow. */
  async function runNow(begin: () => Promise<boolean>): Promise<void> {
    if (state.kind === 'sending' || state.kind === 'running') {
      return show({ kind: 'failed', message: 'An import is running: wait until it has ended, or stop it.' })
    }
    if (isGone()) return show({ kind: 'failed', message: new EngineGone().message })
    try {
      if (await begin()) await follow()
      if (state.kind === 'ended' && state.progress.refused.length > 0) refused(state.progress.refused, toDescribe(state.progress))
    } catch (error) {
      const stopped = error instanceof DOMException && error.name === 'AbortError'
      if (stopped) show({ kind: 'idle' })
      else if (error instanceof EngineGone)
        show({ kind: 'failed', message: 'The engine stopped while importing. What was not finished is not kept.' })
      else show({ kind: 'failed', message: sentenceOf(error) })
    } finally {
      sending = null
    }
  }

  function start(files: readonly File[], choice: ImportChoice = {}): Promise<void> {
    return run(async () => {
      letGo(waiting(state))
      sending = new AbortController()
      const opened = files.find(isCase)
      if (opened) await openCase(opened, sending.signal)
      const logs = files.filter((file) => !isCase(file))
      if (logs.length === 0) return false
      const handles = await send(logs, sending.signal)
      sending = null
      await engine.imports.start({ files: handles, ...choice })
      return true
    })
  }

  function describe(file: string, own: OwnMapping): Promise<void> {
    return run(async () => {
      const others = waiting(state).filter((other) => other !== file)
      await engine.imports.start({ files: [file, ...others], own })
      return true
    })
  }

  function discard(file: string): void {
    letGo([file])
    if (state.kind !== 'ended') return
    const refused = state.progress.refused.map((refusal) => (refusal.unknown?.file === file ? notDescribed(refusal) : refusal))
    show({ kind: 'ended', progress: { ...state.progress, refused } })
  }

  function sample(): Promise<void> {
    return run(async () => {
      await engine.imports.sample()
      return true
    })
  }

  function stop(): void {
    if (sending) sending.abort()
    else if (state.kind === 'running')
      engine.imports.cancel({ jobId: state.progress.jobId }).catch((error: unknown) => show({ kind: 'failed', message: sentenceOf(error) }))
  }

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    start,
    describe,
    discard,
    sample,
    follow,
    stop,
    dismiss: () => {
      letGo(waiting(state))
      show({ kind: 'idle' })
    },
  }
}

/** How far an import is, from 0 to 1; null while that cannot be known (joining). */
export function shareDone(state: ImportState): number | null {
  if (state.kind === 'sending') {
    const total = state.files.reduce((sum, file) => sum + file.sizeBytes, 0)
    const sent = state.files.reduce((sum, file) => sum + file.sentBytes, 0)
    return total === 0 ? 0 : sent / total
  }
  if (state.kind !== 'running' || state.progress.phase !== 'reading' || state.progress.bytesTotal === 0) return null
  return Math.min(state.progress.bytesDone / state.progress.bytesTotal, 1)
}

const importsContext = createContext<Imports | null>(null)

export const ImportsProvider = importsContext.Provider

/** The imports of this window. */
export function useImports(): Imports {
  const imports = useContext(importsContext)
  if (!imports) throw new Error('useImports is used outside of ImportsProvider')
  return imports
}

/** What is being imported at present. */
export function useImportState(): ImportState {
  const imports = useImports()
  return useSyncExternalStore(imports.subscribe, imports.state)
}

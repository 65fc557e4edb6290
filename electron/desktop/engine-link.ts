import type { MessagePortMain } from 'electron'
import type { CaseFile } from '../engine/recent-cases.ts'
import type { FromEngine, ToEngine } from './engine-messages.ts'

/** The engine's process as Electron starts it: `utilityProcess.fork`. */
export interface EngineProcess<Port> {
  postMessage(message: ToEngine, ports: Port[]): void
  on(event: 'message', listener: (message: FromEngine) => void): unknown
  on(event: 'exit', listener: () => void): unknown
  kill(): unknown
}

export interface LinkOptions<Port> {
  readonly start: () => EngineProcess<Port>
  /** Told why files that the system handed over could not be opened. */
  readonly refused: (sentence: string) => void
  /** Told the recent cases, last opened first, and the path of the open one. */
  readonly recentChanged: (recent: readonly CaseFile[], open: string | null) => void
}

/** How long an engine has to close its case, in milliseconds, until it is ended. */
const PATIENCE_MS = 10_000

/** How long an engine must have lived, in milliseconds, for the case that it had been given again to be believed harmless. */
const TRIAL_MS = 30_000

/**
 * The case to open in a new engine after one that died: the one that was open, unless it was opened so before and the engine
 * died soon after. A case that ends the engine would else end each new one.
 */
export function caseToReopen(died: { readonly open: string | null; readonly reopened: string | null; readonly livedMs: number }) {
  return died.open === died.reopened && died.livedMs < TRIAL_MS ? null : died.open
}

interface Waiting {
  /** With the handle of a file; '' where none was asked for. */
  readonly resolve: (handle: string) => void
  readonly reject: (reason: Error) => void
}

/** The engine's process as main sees it: started when needed, again when it has died, then with the case that was open. */
export class EngineLink<Port = MessagePortMain> {
  readonly #options: LinkOptions<Port>
  readonly #waiting = new Map<number, Waiting>()
  #process: EngineProcess<Port> | null = null
  #asked = 0
  #died = false
  /** The case of the engine that died. */
  #reopen: string | null = null
  #closing: (() => void) | null = null

  constructor(options: LinkOptions<Port>) {
    this.#options = options
  }

  #running(): EngineProcess<Port> {
    if (this.#process) return this.#process
    const started = this.#options.start()
    const startedAt = performance.now()
    const reopened = this.#reopen
    let open: string | null = null
    started.on('message', (message) => {
      if (message.kind === 'cases') open = message.open
      this.#hear(message)
    })
    started.on('exit', () => {
      this.#process = null
      this.#died = true
      this.#reopen = this.#closing ? null : caseToReopen({ open, reopened, livedMs: performance.now() - startedAt })
      for (const { reject } of this.#waiting.values()) reject(new Error('The engine stopped. Restart it.'))
      this.#waiting.clear()
      this.#closing?.()
    })
    this.#process = started
    this.#died = false
    if (reopened !== null) started.postMessage({ kind: 'open', paths: [reopened] }, [])
    return started
  }

  #hear(message: FromEngine): void {
    if (message.kind === 'cases') this.#options.recentChanged(message.recent, message.open)
    else if (message.kind === 'refused') this.#options.refused(message.sentence)
    else {
      const waiting = this.#waiting.get(message.id)
      this.#waiting.delete(message.id)
      if (message.kind === 'not-kept') waiting?.reject(new Error(message.sentence))
      else waiting?.resolve(message.kind === 'offered' ? message.handle : '')
    }
  }

  #ask(question: (id: number) => ToEngine): Promise<string> {
    const id = ++this.#asked
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#running().postMessage(question(id), [])
    })
  }

  /** Whether the engine died and no new one was started yet: a window that is shown has a port that leads nowhere. */
  hasDied(): boolean {
    return this.#died
  }

  /** Gives the engine the other end of a window's port. */
  connect(port: Port): void {
    this.#running().postMessage({ kind: 'window' }, [port])
  }

  /** The handle of a file that the user chose. */
  offerFile(path: string): Promise<string> {
    return this.#ask((id) => ({ kind: 'offer', id, path }))
  }

  /** The handle of bytes that are no file on the disk. */
  keepFile(name: string, bytes: Uint8Array): Promise<string> {
    return this.#ask((id) => ({ kind: 'keep', id, name, bytes }))
  }

  /** Saves a copy of the open case where the user says. Rejects with a sentence. */
  async copyTo(path: string): Promise<void> {
    await this.#ask((id) => ({ kind: 'copy', id, path }))
  }

  /** Opens what the system or the menu handed over: a case, or logs to be imported. */
  open(paths: readonly string[]): void {
    if (paths.length > 0) this.#running().postMessage({ kind: 'open', paths }, [])
  }

  /** Closes the case and ends the process; resolves when it has ended. Ends it by force after ten seconds. */
  async close(): Promise<void> {
    const closing = this.#process
    if (closing === null) return
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => closing.kill(), PATIENCE_MS)
      this.#closing = () => {
        clearTimeout(force)
        resolve()
      }
      closing.postMessage({ kind: 'close' }, [])
    })
  }
}

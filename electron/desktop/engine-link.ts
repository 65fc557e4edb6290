import { basename, join } from 'node:path'
import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron'
import type { FromEngine, ToEngine } from './engine-messages.ts'

/** The engine's process as main sees it: started when needed, again when it has died. */
export class EngineLink {
  readonly #program: string
  readonly #dataFolder: string
  readonly #refused: (sentence: string) => void
  readonly #waiting = new Map<number, { resolve: (handle: string) => void; reject: (reason: Error) => void }>()
  #process: UtilityProcess | null = null
  #asked = 0

  /** `refused` is told why files that the system handed over could not be opened. */
  constructor(outFolder: string, dataFolder: string, refused: (sentence: string) => void) {
    this.#refused = refused
    this.#program = join(outFolder, 'engine-process.js')
    this.#dataFolder = dataFolder
  }

  #running(): UtilityProcess {
    if (this.#process) return this.#process
    const started = utilityProcess.fork(this.#program, [this.#dataFolder], {
      serviceName: 'Relayscope engine',
      env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
    })
    started.on('message', (message: FromEngine) => {
      if (message.kind === 'refused') return this.#refused(message.sentence)
      this.#waiting.get(message.id)?.resolve(message.handle)
      this.#waiting.delete(message.id)
    })
    started.on('exit', () => {
      this.#process = null
      for (const { reject } of this.#waiting.values()) reject(new Error('The engine stopped. Restart it.'))
      this.#waiting.clear()
    })
    this.#process = started
    return started
  }

  #tell(message: ToEngine, ports: MessagePortMain[] = []): void {
    this.#running().postMessage(message, ports)
  }

  /** Gives the engine the other end of a window's port. */
  connect(port: MessagePortMain): void {
    this.#tell({ kind: 'window' }, [port])
  }

  /** A file that the user chose becomes a handle. */
  offerFile(path: string): Promise<string> {
    const id = ++this.#asked
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#tell({ kind: 'offer', id, path, name: basename(path) })
    })
  }

  /** Imports files that the system handed over. */
  open(paths: readonly string[]): void {
    if (paths.length > 0) this.#tell({ kind: 'open', paths })
  }

  stop(): void {
    this.#process?.kill()
  }
}

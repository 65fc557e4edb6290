import { rmSync } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { RPCHandler } from '@orpc/server/message-port'
import { makeUploadFolder } from '../data-folder.ts'
import { createRouter } from '../engine/api.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { receiveUpload } from '../upload.ts'
import type { FromEngine, ToEngine } from './engine-messages.ts'

/** The end of a window's port, as Electron and Node have it. */
type WindowPort = Parameters<RPCHandler<Record<never, never>>['upgrade']>[0] & { start(): void }

/** What a message of main brings. */
export interface MainMessage {
  readonly data: unknown
  readonly ports: readonly WindowPort[]
}

/** The line to main: Electron's `process.parentPort`. */
export interface ToMain {
  postMessage(message: FromEngine): void
  on(event: 'message', listener: (message: MainMessage) => void): unknown
}

export interface ServiceOptions {
  readonly dataFolder: string
  /** Called after the case was closed on main's wish; ends the process. */
  readonly ended: () => void
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Keeps bytes as a file that goes with this process, or at once when they were imported. */
async function keep(engine: Engine, folder: string, name: string, bytes: Uint8Array): Promise<string> {
  const upload = await receiveUpload(Readable.from([Buffer.from(bytes)]), folder, { name, bytes: bytes.byteLength, modifiedAt: null })
  return engine.offerFile(upload.path, upload.name, { temporary: true })
}

/** The engine of the desktop: main brings ports of windows and files that the user chose; the rest goes over the ports. */
export function serveEngine(main: ToMain, { dataFolder, ended }: ServiceOptions): void {
  const tell = (message: FromEngine): void => main.postMessage(message)
  const uploads = makeUploadFolder(dataFolder)
  const engine = createEngine({ dataFolder, casesChanged: (open, recent) => tell({ kind: 'cases', open, recent }) })
  const rpc = new RPCHandler(createRouter(engine))

  const close = async (): Promise<void> => {
    try {
      await engine.close()
    } finally {
      rmSync(uploads, { recursive: true, force: true })
      ended()
    }
  }

  main.on('message', ({ data, ports }) => {
    const message = data as ToEngine // Sent by engine-link.ts only.
    switch (message.kind) {
      case 'window': {
        const [port] = ports
        if (port === undefined) return
        rpc.upgrade(port, { context: {} })
        port.start()
        return
      }
      case 'offer':
        return tell({ kind: 'offered', id: message.id, handle: engine.offerFile(message.path, basename(message.path)) })
      case 'keep':
        keep(engine, uploads, message.name, message.bytes).then(
          (handle) => tell({ kind: 'offered', id: message.id, handle }),
          (error: unknown) => tell({ kind: 'not-kept', id: message.id, sentence: sentenceOf(error) }),
        )
        return
      case 'copy':
        engine.cases.copyTo(message.path).then(
          () => tell({ kind: 'copied', id: message.id }),
          (error: unknown) => tell({ kind: 'not-kept', id: message.id, sentence: sentenceOf(error) }),
        )
        return
      case 'open':
        engine.openPaths(message.paths).catch((error: unknown) => tell({ kind: 'refused', sentence: sentenceOf(error) }))
        return
      case 'close':
        close().catch((error: unknown) => tell({ kind: 'refused', sentence: sentenceOf(error) }))
    }
  })
}

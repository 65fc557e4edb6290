import { RPCHandler } from '@orpc/server/message-port'
import type { MessageEvent } from 'electron'
import { createRouter } from '../engine/api.ts'
import { createEngine } from '../engine/engine.ts'
import type { FromEngine, ToEngine } from './engine-messages.ts'

// The engine's process on the desktop: main brings ports of windows and files that the user chose; the rest goes over the ports.
const [, , dataFolder = '.'] = process.argv
const engine = createEngine({ dataFolder })
const rpc = new RPCHandler(createRouter(engine))

function tell(message: FromEngine): void {
  process.parentPort.postMessage(message)
}

process.parentPort.on('message', (event: MessageEvent) => {
  const message = event.data as ToEngine // Sent by engine-link.ts only.
  switch (message.kind) {
    case 'window': {
      const [port] = event.ports
      if (port === undefined) return
      rpc.upgrade(port, { context: {} })
      port.start()
      return
    }
    case 'offer':
      tell({ kind: 'offered', id: message.id, handle: engine.offerFile(message.path, message.name) })
      return
    case 'open':
      engine.openPaths(message.paths).catch((error: unknown) => {
        tell({ kind: 'refused', sentence: error instanceof Error ? error.message : String(error) })
      })
  }
})

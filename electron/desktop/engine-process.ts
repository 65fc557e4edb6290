import { RPCHandler } from '@orpc/server/message-port'
import type { MessageEvent } from 'electron'
import { createRouter } from '../engine/api.ts'
import { createEngine } from '../engine/engine.ts'
import type { FromEngine, ToEngine } from './engine-messages.ts'

// The engine's process on the desktop: main brings ports of windows and files that the user chose; the rest goes over the ports.
const [, , dataFolder = '.'] = process.argv
const engine = createEngine({ dataFolder })
const rpc = new RPCHandler(createRouter(engine))

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
    case 'offer': {
      const handle = engine.offerFile(message.path, message.name)
      process.parentPort.postMessage({ kind: 'offered', id: message.id, handle } satisfies FromEngine)
      return
    }
    case 'open':
      // A refusal is shown by the window, as progress of the import or as the error of its next question.
      engine.openPaths(message.paths).catch(() => {})
  }
})

import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { type MainMessage, serveEngine } from '../../electron/desktop/engine-service.ts'
import type { FromChild, ToChild } from './engine-fork.ts'

// The engine's process of the desktop as a process of Node, which passes no ports on: they are carried by engine-fork.ts.
const [, , dataFolder = '.'] = process.argv
const tell = (message: FromChild): void => {
  process.send?.(message)
}
const ports = new Map<number, MessagePort>()

function portOf(id: number): MessagePort {
  const { port1, port2 } = new MessageChannel()
  port1.on('message', (data: unknown) => tell({ kind: 'port', id, data }))
  ports.set(id, port1)
  return port2
}

serveEngine(
  {
    postMessage: (message) => tell({ kind: 'main', message }),
    on: (_event, listener: (message: MainMessage) => void) =>
      process.on('message', (sent: ToChild) => {
        if (sent.kind === 'port') ports.get(sent.id)?.postMessage(sent.data)
        else listener({ data: sent.message, ports: sent.ports.map(portOf) })
      }),
  },
  { dataFolder, ended: () => process.exit(0) },
)

import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { MessagePort } from 'node:worker_threads'
import type { EngineProcess } from '../../electron/desktop/engine-link.ts'
import type { FromEngine, ToEngine } from '../../electron/desktop/engine-messages.ts'

export type ToChild =
  | { readonly kind: 'main'; readonly message: ToEngine; readonly ports: readonly number[] }
  | { readonly kind: 'port'; readonly id: number; readonly data: unknown }

export type FromChild =
  | { readonly kind: 'main'; readonly message: FromEngine }
  | { readonly kind: 'port'; readonly id: number; readonly data: unknown }

/** engine-child.ts, as scripts/test-programs.mjs bundles it. */
const program = fileURLToPath(new URL('../../out/tests/engine-child.js', import.meta.url))

/** A real engine in a process of its own, with the parts of Electron's utility process that the link uses. */
export function forkEngine(dataFolder: string, started: ChildProcess[]): EngineProcess<MessagePort> {
  const child = fork(program, [dataFolder], {
    execArgv: [],
    serialization: 'advanced',
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
  })
  started.push(child)
  const ports: MessagePort[] = []
  child.on('message', (sent: FromChild) => {
    if (sent.kind === 'port') ports[sent.id]?.postMessage(sent.data)
  })
  // The ports of a process that has gone are closed, as Electron does it.
  child.on('exit', () => {
    for (const port of ports) port.close()
  })
  const send = (message: ToChild): void => {
    child.send(message)
  }
  const carry = (port: MessagePort): number => {
    const id = ports.push(port) - 1
    port.on('message', (data: unknown) => {
      if (child.connected) send({ kind: 'port', id, data })
    })
    return id
  }
  return {
    postMessage: (message, given) => send({ kind: 'main', message, ports: given.map(carry) }),
    on: (event: 'message' | 'exit', listener: ((message: FromEngine) => void) & (() => void)) =>
      event === 'exit'
        ? child.on('exit', () => listener())
        : child.on('message', (sent: FromChild) => {
            if (sent.kind === 'main') listener(sent.message)
          }),
    kill: () => child.kill('SIGKILL'),
  }
}

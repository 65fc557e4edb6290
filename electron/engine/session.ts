import { setTimeout as sleep } from 'node:timers/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { AppError } from '../../shared/errors.ts'
import type { Opened } from './attach-case.ts'
import { wrap } from './connection.ts'
import type { Connection } from './database.ts'
import type { Queue } from './queue.ts'

/** One opening of a case file with all connections to it: none outlives it. */
export interface Session {
  /** Connections that nobody uses at present. */
  readonly idle: Connection[]
  connect(queue?: Queue): Promise<Connection>
  isClosed(): boolean
  /** Interrupts what runs, waits for its end, closes the connections and then the file. */
  close(): Promise<void>
}

/** How long an interrupted query is waited for until it is interrupted again: one that was only beginning does not notice. */
const PATIENCE_MS = 20

/** Makes the session of a case that was just opened. */
export function createSession(opened: Opened, name: string): Session {
  const connections = new Set<DuckDBConnection>()
  const running = new Set<Promise<unknown>>()
  let closed = false
  const gone = (cause?: unknown): AppError => new AppError('cancelled', `${name} was closed meanwhile: repeat what you asked`, { cause })
  const guard = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (closed) throw gone()
    const started = work()
    running.add(started)
    try {
      return await started
    } catch (error) {
      throw closed ? gone(error) : error
    } finally {
      running.delete(started)
    }
  }
  return {
    idle: [],
    isClosed: () => closed,
    connect: (queue) =>
      guard(async () => {
        const duck = await opened.connect()
        connections.add(duck)
        const close = (): void => {
          if (connections.delete(duck)) duck.closeSync()
        }
        return wrap(duck, name, { queue, guard, isDead: () => closed, close })
      }),
    close: async () => {
      if (closed) return
      closed = true
      while (running.size > 0) {
        for (const duck of connections) duck.interrupt()
        await Promise.race([Promise.allSettled(running), sleep(PATIENCE_MS)])
      }
      for (const duck of connections) duck.closeSync()
      connections.clear()
      opened.close()
    },
  }
}

import type { DuckDBConnection } from '@duckdb/node-api'
import { AppError } from '../../shared/errors.ts'
import type { Connection, QueryOptions, TransactionOptions } from './database.ts'
import type { Queue } from './queue.ts'
import type { Session } from './session.ts'
import { appError, bind, bindTypes, plainRows } from './values.ts'

/** What a connection's queries go through, and how it is closed. */
interface Belonging {
  readonly queue?: Queue | undefined
  readonly guard: <Result>(work: () => Promise<Result>) => Promise<Result>
  readonly isDead: () => boolean
  readonly close: () => void
}

/** DuckDB forgets an interrupt that comes before the query has begun, so it is repeated until the query ends. */
const INSIST_MILLIS = 50

/** Makes DuckDB's connection ours: values bound and plain, queries cancelled by signals, errors named. */
export function wrap(duck: DuckDBConnection, name: string, belonging?: Belonging): Connection {
  const { queue, guard, isDead, close } = belonging ?? { guard: (work) => work(), isDead: () => false, close: () => duck.closeSync() }
  const execute = async <Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> => {
    if (isAborted(signal)) throw new AppError('cancelled', 'Cancelled')
    let insisting: NodeJS.Timeout | undefined
    const interrupt = (): void => {
      duck.interrupt()
      insisting ??= setInterval(interrupt, INSIST_MILLIS)
    }
    signal?.addEventListener('abort', interrupt, { once: true })
    try {
      return await guard(work)
    } catch (error) {
      throw isAborted(signal) ? new AppError('cancelled', 'Cancelled', { cause: error }) : appError(error, name)
    } finally {
      signal?.removeEventListener('abort', interrupt)
      clearInterval(insisting)
    }
  }
  const queued = <Result>(options: QueryOptions | undefined, work: () => Promise<Result>): Promise<Result> =>
    queue === undefined ? execute(options?.signal, work) : queue.run(() => execute(options?.signal, work))
  return {
    rows: (sql, params, options) =>
      queued(options, async () => plainRows(await duck.runAndReadAll(sql, bind(params), bindTypes(params)), options?.iso === true)),
    run: (sql, params, options) => queued(options, async () => (await duck.run(sql, bind(params), bindTypes(params))).rowsChanged),
    isDead,
    close,
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

/** How often a checkpoint is tried, every `CHECKPOINT_PAUSE` ms: a question that writes its temporary tables is in its way until it ends. */
const CHECKPOINT_TRIES = 3_000
const CHECKPOINT_PAUSE = 20

/** Makes durable what was committed: there is no log of it beside the case. */
async function checkpoint(connection: Connection): Promise<void> {
  for (let left = CHECKPOINT_TRIES; ; left -= 1) {
    try {
      await connection.run('CHECKPOINT casefile')
      return
    } catch (error) {
      if (left === 0 || !(error instanceof Error && /Cannot CHECKPOINT/.test(error.message))) throw error
      await new Promise((resolve) => setTimeout(resolve, CHECKPOINT_PAUSE))
    }
  }
}

/** Runs work within a transaction on a connection of its own; a checkpoint makes it durable. */
export async function transact<Result>(
  on: { readonly session: Session } & TransactionOptions,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const connection = await on.session.connect()
  try {
    await on.prepare?.(connection)
    await connection.run('BEGIN')
    const result = await work(connection).catch(async (error: unknown) => {
      await connection.run('ROLLBACK').catch(() => 0) // A failed statement has rolled back already.
      throw error
    })
    if (isAborted(on.signal)) {
      await connection.run('ROLLBACK')
      throw new AppError('cancelled', 'Cancelled')
    }
    await connection.run('COMMIT')
    await checkpoint(connection)
    return result
  } finally {
    connection.close()
  }
}

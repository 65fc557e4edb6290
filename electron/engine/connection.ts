import type { DuckDBConnection } from '@duckdb/node-api'
import { AppError } from '../../shared/errors.ts'
import type { Opened } from './attach-case.ts'
import type { Connection, QueryOptions } from './database.ts'
import type { Queue } from './queue.ts'
import { appError, bind, bindTypes, plainRows } from './values.ts'

/** Makes DuckDB's connection ours: values bound and plain, queries cancelled by signals, errors named. */
export function wrap(duck: DuckDBConnection, name: string, queue?: Queue): Connection {
  const execute = async <Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> => {
    if (isAborted(signal)) throw new AppError('cancelled', 'Cancelled')
    const interrupt = (): void => duck.interrupt()
    signal?.addEventListener('abort', interrupt, { once: true })
    try {
      return await work()
    } catch (error) {
      throw isAborted(signal) ? new AppError('cancelled', 'Cancelled', { cause: error }) : appError(error, name)
    } finally {
      signal?.removeEventListener('abort', interrupt)
    }
  }
  const queued = <Result>(options: QueryOptions | undefined, work: () => Promise<Result>): Promise<Result> =>
    queue === undefined ? execute(options?.signal, work) : queue.run(() => execute(options?.signal, work))
  return {
    rows: (sql, params, options) =>
      queued(options, async () => plainRows(await duck.runAndReadAll(sql, bind(params), bindTypes(params)), options?.iso === true)),
    run: (sql, params, options) => queued(options, async () => (await duck.run(sql, bind(params), bindTypes(params))).rowsChanged),
    close: () => duck.closeSync(),
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

/** Runs work within a transaction on a connection of its own; a checkpoint makes it durable. */
export async function transact<Result>(
  on: { readonly opened: Opened; readonly name: string; readonly signal: AbortSignal | undefined },
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const connection = wrap(await on.opened.connect(), on.name)
  try {
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
    await connection.run('CHECKPOINT casefile')
    return result
  } finally {
    connection.close()
  }
}

import type { Volume } from '../../../shared/overview.ts'
import type { CaseDb, Connection } from '../database.ts'
import { DELIVERY_TIME } from './field-sql.ts'
import { predicateOf } from './predicate.ts'
import { type CaseState, fromOneState, readQuery } from './question.ts'
import { chooseScope, type Scope } from './scope.ts'
import { type TimeSpan, volume } from './volume.ts'

/**
 * The deliveries of a query over the time that they cover, by outcome.
 *
 * @throws AppError 'bad-query'
 */
export async function histogram(db: CaseDb, text: string, signal?: AbortSignal): Promise<Volume> {
  const query = readQuery(text)
  const connection = await db.connect()
  try {
    const wordsOf = (state: CaseState) => predicateOf(query, state).words
    const answer = async (state: CaseState) => {
      const scope = await chooseScope(connection, text, query, state, signal)
      return volume(connection, { scope, zone: state.zone, span: await spanOf(connection, scope, signal), signal })
    }
    return await fromOneState(db, connection, wordsOf, answer, signal)
  } finally {
    connection.close()
  }
}

async function spanOf(connection: Connection, { from }: Scope, signal: AbortSignal | undefined): Promise<TimeSpan | null> {
  const [row] = await connection.rows<{ first: number | null; last: number | null }>(
    `SELECT min(${DELIVERY_TIME}) AS first, max(${DELIVERY_TIME}) AS last FROM ${from}`,
    [],
    { signal },
  )
  return row === undefined || row.first === null || row.last === null ? null : { first: row.first, last: row.last }
}

import type { Volume } from '../../../shared/overview.ts'
import type { CaseDb, Connection } from '../database.ts'
import { DELIVERY_TIME } from './field-sql.ts'
import { DELIVERIES, type Predicate, predicateOf } from './predicate.ts'
import { type CaseState, fromOneState, readQuery } from './question.ts'
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
      const predicate = predicateOf(query, state)
      return volume(connection, deliveries(predicate), { zone: state.zone, span: await spanOf(connection, predicate, signal), signal })
    }
    return await fromOneState(db, connection, wordsOf, answer, signal)
  } finally {
    connection.close()
  }
}

/** Bars say their time only: who asks knows the rest of the query. */
function deliveries({ sql, params }: Predicate): Parameters<typeof volume>[1] {
  return { from: `${DELIVERIES} WHERE ${sql}`, params, narrow: (...clauses) => clauses.join(' ') }
}

async function spanOf(connection: Connection, { sql, params }: Predicate, signal: AbortSignal | undefined): Promise<TimeSpan | null> {
  const [row] = await connection.rows<{ first: number | null; last: number | null }>(
    `SELECT min(${DELIVERY_TIME}) AS first, max(${DELIVERY_TIME}) AS last FROM ${DELIVERIES} WHERE ${sql}`,
    params,
    { signal },
  )
  return row === undefined || row.first === null || row.last === null ? null : { first: row.first, last: row.last }
}

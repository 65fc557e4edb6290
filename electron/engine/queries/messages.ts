import type { Message } from '../../../shared/message.ts'
import type { CaseDb, Connection } from '../database.ts'
import { readMessages, readSurroundings } from './message-rows.ts'
import { DELIVERIES, isEverything, predicateOf } from './predicate.ts'
import { caseState, readQuery } from './question.ts'
import { findWords } from './word-hits.ts'

/** Which messages are given, and how many at once. */
export interface MessagesRequest {
  /** Messages of which a delivery fits; all without. */
  readonly query?: string | undefined
  readonly batch?: number | undefined
}

/**
 * Every message with all its deliveries, in the order of its number (time), in batches. The whole run sees one state of
 * the case.
 *
 * @throws AppError 'bad-query'
 */
export async function* allMessages(db: CaseDb, request: MessagesRequest = {}): AsyncGenerator<readonly Message[], void, void> {
  const connection = await db.connect()
  const batch = request.batch ?? 20_000
  try {
    const filtered = await choose(db, connection, request.query ?? '')
    const [range] = await connection.rows<{ first: number | null; last: number | null }>(
      `SELECT min(no) AS first, max(no) AS last FROM ${filtered ? 'chosen' : 'messages'}`,
    )
    if (range === undefined || range.first === null || range.last === null) return
    const around = await readSurroundings(connection)
    for (let first = range.first; first <= range.last; first += batch) {
      const messages = await readMessages(connection, around, {
        condition: (column) =>
          `${column} ${filtered ? 'IN (SELECT c.no FROM chosen c WHERE c.no BETWEEN $1 AND $2)' : 'BETWEEN $1 AND $2'}`,
        params: [first, first + batch - 1],
      })
      if (messages.length > 0) yield messages
    }
    await connection.run('COMMIT')
  } finally {
    connection.close()
  }
}

/** Begins the transaction; makes the table `chosen` where not every message is wanted. */
async function choose(db: CaseDb, connection: Connection, text: string): Promise<boolean> {
  const query = readQuery(text)
  const searched = await caseState(db)
  await findWords(db, predicateOf(query, searched).words, searched.generation)
  await connection.run('BEGIN')
  if (isEverything(query)) return false
  const { sql, params } = predicateOf(query, { ...(await caseState(connection)), generation: searched.generation })
  await connection.run(`CREATE OR REPLACE TEMP TABLE chosen AS SELECT DISTINCT d.message AS no FROM ${DELIVERIES} WHERE ${sql}`, params)
  return true
}

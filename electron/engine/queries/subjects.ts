import { narrower } from '../../../shared/query/narrow.ts'
import { quote } from '../../../shared/query/tokens.ts'
import type { Subjects } from '../../../shared/senders.ts'
import type { CaseDb } from '../database.ts'
import { DELIVERIES, predicateOf } from './predicate.ts'
import { type CaseState, fromOneState, readQuery } from './question.ts'

/** `subject:` finds those that contain a text, so that a subject counts those it is part of as well. Longer ones would fill a query. */
const COMMON = (condition: string, limit: string): string => `
  WITH found AS MATERIALIZED (
    SELECT m.subject, count(*) AS deliveries FROM ${DELIVERIES} WHERE m.subject <> '' AND ${condition} GROUP BY m.subject
  ),
  folded AS (SELECT lower(subject) AS text, max({n: deliveries, subject: subject}).subject AS subject, sum(deliveries) AS own FROM found GROUP BY text),
  common AS (SELECT text, subject FROM folded WHERE length(text) <= 320 ORDER BY own DESC, text LIMIT ${limit})
  SELECT c.subject, sum(f.own)::BIGINT AS deliveries, (SELECT count(*) FROM folded) AS total
  FROM common c JOIN folded f ON contains(f.text, c.text) GROUP BY c.subject, c.text ORDER BY deliveries DESC, c.text`

/**
 * The commonest subjects of a query's deliveries, of those of which the subject is known.
 *
 * @throws AppError 'bad-query'
 */
export async function subjects(
  db: CaseDb,
  { query: text, limit }: { readonly query: string; readonly limit: number },
  signal?: AbortSignal,
): Promise<Subjects> {
  const query = readQuery(text)
  const connection = await db.connect()
  try {
    const wordsOf = (state: CaseState) => predicateOf(query, state).words
    const answer = async (state: CaseState): Promise<Subjects> => {
      const { sql, params } = predicateOf(query, state)
      const rows = await connection.rows<{ subject: string; deliveries: number; total: number }>(
        COMMON(sql, `$${params.length + 1}`),
        [...params, limit],
        { signal },
      )
      const narrow = narrower(text)
      return {
        rows: rows.map(({ subject, deliveries }) => ({ subject, count: deliveries, query: narrow(`subject:${quote(subject)}`) })),
        total: rows[0]?.total ?? 0,
      }
    }
    return await fromOneState(db, connection, wordsOf, answer, signal)
  } finally {
    connection.close()
  }
}

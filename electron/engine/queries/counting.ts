import type { Found } from '../../../shared/overview.ts'
import { DELIVERIES, predicateOf } from './predicate.ts'
import { type CaseState, type Rows, readQuery } from './question.ts'

/** How many deliveries a query finds: the number that the list behind it shows. */
export async function countOf(db: Rows, state: CaseState, query: string): Promise<Found> {
  const { sql, params } = predicateOf(readQuery(query), state)
  const [row] = await db.rows<{ count: number }>(`SELECT count(*) AS count FROM ${DELIVERIES} WHERE ${sql}`, params)
  return { query, count: row?.count ?? 0 }
}

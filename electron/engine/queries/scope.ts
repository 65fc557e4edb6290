import { narrower } from '../../../shared/query/narrow.ts'
import type { Clause } from '../../../shared/query/syntax.ts'
import type { Connection } from '../database.ts'
import { DELIVERIES, isEverything, predicateOf } from './predicate.ts'
import type { CaseState } from './question.ts'

/** The deliveries that several questions are about: all of the case, or those of a query. */
export interface Scope {
  /** What stands behind FROM: `deliveries d` and `messages m`. Binds nothing. */
  readonly from: string
  /** The query with further clauses: it finds what is counted under a condition over `from`. */
  readonly narrow: (...clauses: readonly string[]) => string
}

/** Chooses the deliveries of a query once for all questions of this connection. Its words must have been looked for before. */
export async function chooseScope(
  connection: Connection,
  text: string,
  query: Clause,
  state: CaseState,
  signal?: AbortSignal,
): Promise<Scope> {
  if (isEverything(query)) return { from: DELIVERIES, narrow: narrower('') }
  const { sql, params } = predicateOf(query, state)
  await connection.run(`CREATE OR REPLACE TEMP TABLE scope AS SELECT d.pos FROM ${DELIVERIES} WHERE ${sql}`, params, { signal })
  return { from: `${DELIVERIES} SEMI JOIN scope s ON s.pos = d.pos`, narrow: narrower(text) }
}

import type { KeptRule } from '../../../shared/own-rules.ts'
import { narrowQuery } from '../../../shared/query/narrow.ts'
import { quote } from '../../../shared/query/tokens.ts'
import { readOwnRules } from './own-rules.ts'
import { DELIVERIES, predicateOf } from './predicate.ts'
import { caseState, type Rows, readQuery } from './question.ts'

/** The user's rules of this case, each with the failures of a query that it decides. @throws AppError 'bad-query' */
export async function ownRulesDeciding(db: Rows, query: string): Promise<readonly KeptRule[]> {
  const rules = (await readOwnRules(db))?.rules ?? []
  if (rules.length === 0) return []
  const { sql, params } = predicateOf(readQuery(query), await caseState(db))
  const rows = await db.rows<{ rule: string; count: number }>(
    `SELECT r.rule, count(*) AS count FROM ${DELIVERIES} JOIN replies r ON r.no = d.reply_no
     WHERE d.class IS NOT NULL AND starts_with(r.rule, 'own/') AND ${sql} GROUP BY r.rule`,
    params,
  )
  const counts = new Map(rows.map(({ rule, count }) => [rule, count]))
  return rules.map((rule) => {
    const name = `own/${rule.name}`
    return { rule, decides: { count: counts.get(name) ?? 0, query: narrowQuery(query, 'is:failed', `rule:${quote(name)}`) } }
  })
}

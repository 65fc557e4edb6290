import { AppError } from '../../../shared/errors.ts'
import type { KeptRule } from '../../../shared/own-rules.ts'
import { narrowQuery } from '../../../shared/query/narrow.ts'
import { quote } from '../../../shared/query/tokens.ts'
import { type Rules, readCaseRules, rulesText } from '../../../shared/rules/rules.ts'
import type { Connection } from '../database.ts'
import { DELIVERIES, predicateOf } from './predicate.ts'
import { caseState, type Rows, readQuery } from './question.ts'

/** Where the rules of a case are kept: one row of the settings, the text of a file of rules. */
const OWN_RULES = 'ownRules'

/** The user's rules of this case; null where there are none. A case is hostile input: what is no file of rules is none. */
export async function readOwnRules(db: Rows): Promise<Rules | null> {
  const [row] = await db.rows<{ value: string }>('SELECT value FROM settings WHERE key = $1', [OWN_RULES])
  if (row === undefined) return null
  try {
    return readCaseRules(row.value, 'the rules of the case')
  } catch (error) {
    if (error instanceof AppError) return null // As if it had not been set.
    throw error
  }
}

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

/** Writes the rules into the settings, within a transaction; the verdicts must follow. */
export async function writeOwnRules(connection: Pick<Connection, 'run'>, rules: Rules | null): Promise<void> {
  const text = rules === null ? null : rulesText(rules.rules)
  await connection.run('DELETE FROM casefile.main.settings WHERE key = $1', [OWN_RULES])
  if (text !== null) await connection.run('INSERT INTO casefile.main.settings VALUES ($1, $2)', [OWN_RULES, text])
}

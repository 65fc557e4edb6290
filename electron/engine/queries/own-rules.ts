import { readKept } from '../../../shared/rules/kept.ts'
import type { Rules } from '../../../shared/rules/rules.ts'
import type { Connection } from '../database.ts'
import type { Rows } from './question.ts'

/** Where the rules of a case are kept: one row of the settings, the text of a file of rules. */
export const OWN_RULES = 'ownRules'

/** The text of the rules of this case; null where there are none. */
export async function ownRulesText(db: Rows): Promise<string | null> {
  const [row] = await db.rows<{ value: string }>('SELECT value FROM settings WHERE key = $1', [OWN_RULES])
  return row?.value ?? null
}

/** The user's rules of this case that decide; null where there are none. A case is hostile input: what is no rule is left out. */
export async function readOwnRules(db: Rows): Promise<Rules | null> {
  return readKept(await ownRulesText(db)).decide
}

/** Writes the rules into the settings, within a transaction; the verdicts must follow. */
export async function writeOwnRules(connection: Pick<Connection, 'run'>, text: string | null): Promise<void> {
  await connection.run('DELETE FROM casefile.main.settings WHERE key = $1', [OWN_RULES])
  if (text !== null) await connection.run('INSERT INTO casefile.main.settings VALUES ($1, $2)', [OWN_RULES, text])
}

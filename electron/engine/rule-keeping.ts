import type { KeptRules, RuleEffects } from '../../shared/own-rules.ts'
import { type Rules, readCaseRules, rulesText } from '../../shared/rules/rules.ts'
import type { CaseDb } from './database.ts'
import { effectsOf, reclassify } from './derive/reclassify.ts'
import type { HandedIn } from './naming.ts'
import { type CaseHolder, removeUploads } from './open-case.ts'
import { ownRulesDeciding, writeOwnRules } from './queries/own-rules.ts'
import type { Rows } from './queries/question.ts'
import { readTextFile } from './text-file.ts'

/** Effects that are told one by one. */
const MOST_EFFECTS = 200

/** What a mistake in rules of the window is said of. */
const WINDOW = 'your rules'

/** Rules of the user's own in the open case. Texts are files of rules (`docs/rules.md`); null: none. */
export interface RuleKeeping {
  get(): Promise<KeptRules>
  /** Replaces them; the verdicts of the case follow. @throws AppError 'file-unreadable' with what is wrong, and nothing changes */
  set(text: string | null): Promise<KeptRules>
  /** What a file that was handed in holds, without keeping it. @throws AppError 'file-unreadable' */
  readFile(handle: string): Promise<string | null>
  /** What {@link set} would change. @throws AppError 'file-unreadable' */
  preview(text: string | null): Promise<RuleEffects>
}

/** Reads a file of rules from the disk. @throws AppError 'file-unreadable' */
export function readRulesFile(path: string, name: string): string {
  return readTextFile(path, { name, most: 1, what: 'a file of rules', advice: 'JSON with rules, as docs/rules.md shows' })
}

/** Keeps rules in a case and judges its replies by them. */
export async function keepRules(db: CaseDb, rules: Rules | null): Promise<void> {
  await db.exclusive(() =>
    db.transaction(async (connection) => {
      await writeOwnRules(connection, rules)
      await reclassify(connection, rules)
      await connection.run(`UPDATE casefile.main.settings SET value = (value::BIGINT + 1)::VARCHAR WHERE key = 'generation'`)
    }),
  )
}

/** The rules of a case, each with the failures that it decides. */
export async function keptRules(db: Rows): Promise<KeptRules> {
  const rules = await ownRulesDeciding(db, '')
  return { text: rulesText(rules.map(({ rule }) => rule)), rules }
}

const read = (text: string | null): Rules | null => (text === null ? null : readCaseRules(text, WINDOW))

/** Keeps rules in the case that is open. `take`: gives what a handle stands for, once. */
export function createRuleKeeping(holder: CaseHolder, take: (handle: string) => HandedIn): RuleKeeping {
  return {
    get: () => keptRules(holder.required().db),
    set: async (text) => {
      const { db } = holder.required()
      await keepRules(db, read(text))
      return keptRules(db)
    },
    readFile: async (handle) => {
      const { path, name, temporary } = take(handle)
      try {
        return rulesText(readCaseRules(readRulesFile(path, name), name).rules)
      } finally {
        if (temporary) removeUploads([path])
      }
    },
    preview: async (text) => {
      const effects = await effectsOf(holder.required().db, read(text))
      return {
        count: effects.length,
        deliveries: effects.reduce((sum, { deliveries }) => sum + deliveries.count, 0),
        effects: effects.slice(0, MOST_EFFECTS),
      }
    },
  }
}

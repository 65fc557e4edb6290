import type { BrokenEntry, KeptRules, RuleEffects } from '../../shared/own-rules.ts'
import { changeKept, type KeptEntry, type KeptList, type RuleChange, readKept } from '../../shared/rules/kept.ts'
import { type Rules, readRules, rulesText } from '../../shared/rules/rules.ts'
import { MOST_MEGABYTES } from '../../shared/rules/schema.ts'
import type { CaseDb, Connection } from './database.ts'
import { effectsOf, reclassify } from './derive/reclassify.ts'
import type { HandedIn } from './naming.ts'
import { type CaseHolder, removeUploads } from './open-case.ts'
import { ownRulesText, writeOwnRules } from './queries/own-rules.ts'
import { ownRulesDeciding } from './queries/own-rules-deciding.ts'
import type { Rows } from './queries/question.ts'
import { readTextFile } from './text-file.ts'

/** Effects that are told one by one. */
const MOST_EFFECTS = 200

/** Rules of the user's own in the open case, each as the JSON of it that a file of rules holds (`docs/rules.md`). */
export interface RuleKeeping {
  get(): Promise<KeptRules>
  /** Takes steps of a change, all or none; the verdicts of the case follow. Gives the steps that undo them. @throws AppError as {@link changeKept} */
  change(changes: readonly RuleChange[]): Promise<readonly RuleChange[]>
  /** What a file that was handed in holds, without keeping it. @throws AppError 'file-unreadable' */
  readFile(handle: string): Promise<string>
  /** What {@link change} would change. @throws AppError as it, and 'cancelled' */
  preview(changes: readonly RuleChange[], signal?: AbortSignal): Promise<RuleEffects>
}

/** Reads a file of rules from the disk. @throws AppError 'file-unreadable' */
export function readRulesFile(path: string, name: string): string {
  return readTextFile(path, { name, most: MOST_MEGABYTES, what: 'a file of rules', advice: 'JSON with rules, as docs/rules.md shows' })
}

/** Keeps these rules in a case in the place of all others, and judges its replies by them. */
export async function keepRules(db: CaseDb, rules: Rules | null): Promise<void> {
  await db.exclusive(() => db.transaction((connection) => keep(connection, rules === null ? null : rulesText(rules.rules, rules.classes))))
}

/** Changes the rules of a case, and judges its replies by them. Gives the steps that undo it. @throws AppError as {@link changeKept} */
export async function changeRules(db: CaseDb, changes: readonly RuleChange[]): Promise<readonly RuleChange[]> {
  return db.exclusive(() =>
    db.transaction(async (connection) => {
      const { text, undo } = changeKept(await ownRulesText(connection), changes)
      await keep(connection, text)
      return undo
    }),
  )
}

async function keep(connection: Connection, text: string | null): Promise<void> {
  await writeOwnRules(connection, text)
  await reclassify(connection, readKept(text).decide)
  await connection.run(`UPDATE casefile.main.settings SET value = (value::BIGINT + 1)::VARCHAR WHERE key = 'generation'`)
}

/** The rules of a case, each with the failures that it decides, and those that decide nothing. */
export async function keptRules(db: Rows): Promise<KeptRules> {
  const text = await ownRulesText(db)
  const { rules, classes, refusal } = readKept(text)
  const deciding = new Map((await ownRulesDeciding(db, '')).map((kept) => [kept.rule.name, kept]))
  const broken = (list: KeptList, entries: readonly KeptEntry<unknown>[]): readonly BrokenEntry[] =>
    entries.flatMap(({ text: written, fault }) => (fault === null ? [] : [{ list, text: written, fault }]))
  return {
    text,
    rules: rules.flatMap(({ text: written, value }) => {
      const kept = value === null ? undefined : deciding.get(value.name)
      return kept === undefined ? [] : [{ ...kept, text: written }]
    }),
    classes: classes.flatMap(({ text: written, value }) => (value === null ? [] : [{ text: written, class: value }])),
    broken: [...broken('classes', classes), ...broken('rules', rules)],
    refusal,
  }
}

/** Keeps rules in the case that is open. `take`: gives what a handle stands for, once. */
export function createRuleKeeping(holder: CaseHolder, take: (handle: string) => HandedIn): RuleKeeping {
  return {
    get: () => keptRules(holder.required().db),
    change: (changes) => changeRules(holder.required().db, changes),
    readFile: async (handle) => {
      const { path, name, temporary } = take(handle)
      try {
        const text = readRulesFile(path, name)
        readRules(text, name)
        return text
      } finally {
        if (temporary) removeUploads([path])
      }
    },
    preview: async (changes, signal) => {
      const { db } = holder.required()
      const { text } = changeKept(await ownRulesText(db), changes)
      const effects = await effectsOf(db, readKept(text).decide, signal)
      return {
        count: effects.length,
        deliveries: effects.reduce((sum, { deliveries }) => sum + deliveries.count, 0),
        effects: effects.slice(0, MOST_EFFECTS),
      }
    },
  }
}

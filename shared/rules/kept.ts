import { AppError } from '../errors.ts'
import { CommentedJsonError, readCommentedJson } from './commented-json.ts'
import { firstIssue, placeOf, type Rules, siftRules } from './rules.ts'
import { MOST_MEGABYTES, MOST_RULES, type OwnRule, ownRule } from './schema.ts'

/**
 * One step of a change of the rules of a case. A rule is known by its text, as it is kept: a step for one that was changed meanwhile is
 * refused. `before` null: a rule is added, at a place of the list or at its end; `after` null: one is deleted.
 */
export interface RuleChange {
  readonly before: string | null
  readonly after: string | null
  readonly at?: number | undefined
}

/** What stands among the rules of a case. `text`: of it alone, as JSON; `rule` null: it decides nothing, and `fault` is the sentence why. */
export interface KeptEntry {
  readonly text: string
  readonly rule: OwnRule | null
  readonly fault: string | null
}

/** The rules of a case. `rules`: those without fault, to judge by; null where there are none. */
export interface Kept {
  readonly entries: readonly KeptEntry[]
  readonly rules: Rules | null
}

const utf8 = new TextEncoder()

/** Longer than any text that this version wrote: a stranger's, and none. */
const LONGEST = MOST_MEGABYTES * 1024 * 1024

/** Reads the rules that a case keeps, each for itself: one that is none by this version stays what it is, and the others decide. Never throws. */
export function readKept(text: string | null): Kept {
  const texts = textsOf(text)
  const found = texts.map((each) => ownRule.safeParse(JSON.parse(each)))
  const places = found.flatMap(({ success }, index) => (success ? [index] : []))
  const { rules, faults } = siftRules(
    found.flatMap(({ data }) => (data === undefined ? [] : [data])),
    [],
  )
  const sifted = new Map(faults.map((fault) => [places[fault.index], fault]))
  const entries = texts.map((each, index): KeptEntry => {
    const { error, data } = found[index] as (typeof found)[number] // One was made of each text.
    const fault = error === undefined ? (sifted.get(index) ?? null) : firstIssue(error.issues)
    return { text: each, rule: fault === null ? (data ?? null) : null, fault: fault === null ? null : sentenceOf(fault) }
  })
  return { entries, rules: rules.rules.length === 0 ? null : rules }
}

/**
 * Takes steps of a change, all or none. @returns the rules as they are kept then (null: none), and the steps that undo these
 *
 * @throws AppError 'not-found' where a rule is not as it was; 'file-unreadable' where rules are more, or longer, than a case holds
 */
export function changeKept(text: string | null, changes: readonly RuleChange[]) {
  const texts = [...textsOf(text)]
  const undo: RuleChange[] = []
  for (const { before, after, at = texts.length } of changes) {
    const written = after === null ? [] : [rewritten(after)]
    const place = before === null ? Math.min(at, texts.length) : texts.indexOf(before)
    if (place < 0)
      throw new AppError(
        'not-found',
        'A rule was changed or deleted meanwhile, in another window perhaps: look at it as it is now, and do this again.',
      )
    texts.splice(place, before === null ? 0 : 1, ...written)
    const [now = null] = written
    if (before !== null || now !== null) undo.unshift({ before: now, after: before, at: place })
  }
  const next = texts.length === 0 ? null : `${JSON.stringify({ rules: texts.map((each): unknown => JSON.parse(each)) }, null, 2)}\n`
  if (texts.length > MOST_RULES)
    throw new AppError('file-unreadable', `A case holds at most ${MOST_RULES} rules; these would be ${texts.length}: delete some first.`)
  if (next !== null && utf8.encode(next).length > LONGEST)
    throw new AppError(
      'file-unreadable',
      `The rules of a case hold at most ${MOST_MEGABYTES} MB together, as a file of them does: shorten examples, or delete some.`,
    )
  return { text: next, undo }
}

/** Why rules after a change would not be right, as a sentence: the first fault that there was not before; null where nothing is wrong. */
export function faultOfChange(text: string | null, changes: readonly RuleChange[]): string | null {
  const old = new Set(readKept(text).entries.flatMap((entry) => (entry.fault === null ? [] : [entry.text])))
  for (const { before } of changes) if (before !== null) old.delete(before)
  try {
    const { entries } = readKept(changeKept(text, changes).text)
    return entries.find((entry) => entry.fault !== null && !old.has(entry.text))?.fault ?? null
  } catch (error) {
    if (error instanceof AppError) return error.message
    throw error
  }
}

/** The name that the JSON of a rule gives; null where it gives none, or is none. */
export function nameIn(text: string): string | null {
  try {
    const { value } = readCommentedJson(text)
    return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string' ? value.name : null
  } catch (error) {
    if (error instanceof CommentedJsonError) return null
    throw error
  }
}

/** A rule of a change as it is kept. @throws AppError 'file-unreadable' where it is no JSON */
function rewritten(text: string): string {
  try {
    return JSON.stringify(readCommentedJson(text).value)
  } catch (error) {
    if (!(error instanceof CommentedJsonError)) throw error
    throw new AppError('file-unreadable', `Line ${error.line}: ${error.message}.`, { cause: error })
  }
}

function sentenceOf({ at, what }: { readonly at: readonly PropertyKey[]; readonly what: string }): string {
  const place = placeOf(at)
  return `${place === '' ? what : `${place}: ${what}`}.`
}

/** Each of the rules as JSON of its own. What is no list of rules is one entry, its text as a string. */
function textsOf(text: string | null): readonly string[] {
  if (text === null || text.length > LONGEST) return []
  const rules = listIn(text)
  return rules === null ? [JSON.stringify(text)] : rules.map((rule) => JSON.stringify(rule))
}

function listIn(text: string): readonly unknown[] | null {
  try {
    const { value } = readCommentedJson(text)
    const rules: unknown = typeof value === 'object' && value !== null && 'rules' in value ? value.rules : null
    return Array.isArray(rules) && rules.length <= MOST_RULES ? rules : null
  } catch (error) {
    if (error instanceof CommentedJsonError) return null
    throw error
  }
}

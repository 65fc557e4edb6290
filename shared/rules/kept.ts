import { AppError } from '../errors.ts'
import { CommentedJsonError, readCommentedJson } from './commented-json.ts'
import { firstIssue, placeOf, REPEATED, type Rules, siftRules } from './rules.ts'
import { MOST_CLASSES, MOST_MEGABYTES, MOST_RULES, type OwnClass, type OwnRule, ownClass, ownRule } from './schema.ts'

/** The two lists of a file of rules. */
export type KeptList = 'rules' | 'classes'

/**
 * One step of a change of the rules of a case, or of the classes that they may name. Each is known by its text, as it is kept: a step for
 * one that was changed meanwhile is refused. `before` null: one is added, at a place of its list or at the end; `after` null: one is deleted.
 */
export interface RuleChange {
  readonly list: KeptList
  readonly before: string | null
  readonly after: string | null
  readonly at?: number | undefined
}

/** What stands in a list. `text`: of it alone, as JSON; `value` null: it decides nothing, and `fault` is the sentence why. */
export interface KeptEntry<Value> {
  readonly text: string
  readonly value: Value | null
  readonly fault: string | null
}

/**
 * The rules and classes of a case. `decide`: the rules without fault, to judge by; null where there are none. `refusal`: why none of what
 * is kept is read, in a sentence; null where all is.
 */
export interface Kept {
  readonly rules: readonly KeptEntry<OwnRule>[]
  readonly classes: readonly KeptEntry<OwnClass>[]
  readonly decide: Rules | null
  readonly refusal: string | null
}

const utf8 = new TextEncoder()

const tooLong = `The rules that this case keeps are longer than ${MOST_MEGABYTES} MB, and are not read: change them with the version that wrote them, or put a file of rules in their place (import --rules).`

/** Longer than any text that this version wrote: a stranger's, and none. */
const LONGEST = MOST_MEGABYTES * 1024 * 1024

const most: Readonly<Record<KeptList, number>> = { rules: MOST_RULES, classes: MOST_CLASSES }

/** Reads the rules that a case keeps, each for itself: one that is none by this version stays what it is, and the others decide. Never throws. */
export function readKept(text: string | null): Kept {
  const texts = textsOf(text)
  const classes = readClasses(texts.classes)
  const found = texts.rules.map((each) => ownRule.safeParse(JSON.parse(each)))
  const places = found.flatMap(({ success }, index) => (success ? [index] : []))
  const { rules, faults } = siftRules(
    found.flatMap(({ data }) => (data === undefined ? [] : [data])),
    classesIn(classes),
  )
  const sifted = new Map(faults.map((fault) => [places[fault.index], fault]))
  const entries = texts.rules.map((each, index): KeptEntry<OwnRule> => {
    const { error, data } = found[index] as (typeof found)[number] // One was made of each text.
    const fault = error === undefined ? (sifted.get(index) ?? null) : firstIssue(error.issues)
    return { text: each, value: fault === null ? (data ?? null) : null, fault: fault === null ? null : sentenceOf(fault) }
  })
  return { rules: entries, classes, decide: rules.rules.length === 0 ? null : rules, refusal: isTooLong(text) ? tooLong : null }
}

/** The classes of one's own that a case keeps, without its rules: what is shown and advised of them. */
export function keptClasses(text: string | null): readonly OwnClass[] {
  return classesIn(readClasses(textsOf(text).classes))
}

function classesIn(classes: Kept['classes']): readonly OwnClass[] {
  return classes.flatMap(({ value }) => (value === null ? [] : [value]))
}

function readClasses(texts: readonly string[]): Kept['classes'] {
  const ids = new Set<string>()
  return texts.map((text) => {
    const { data, error } = ownClass.safeParse(JSON.parse(text))
    if (data === undefined) return { text, value: null, fault: sentenceOf(firstIssue(error.issues)) }
    if (ids.has(data.id)) return { text, value: null, fault: sentenceOf({ at: ['id'], what: REPEATED }) }
    ids.add(data.id)
    return { text, value: data, fault: null }
  })
}

/**
 * Takes steps of a change, all or none. @returns the rules as they are kept then (null: none), and the steps that undo these
 *
 * @throws AppError 'not-found' where a rule is not as it was; 'file-unreadable' where rules are, or would be, more or longer than a case holds
 */
export function changeKept(text: string | null, changes: readonly RuleChange[]) {
  if (isTooLong(text)) throw new AppError('file-unreadable', tooLong)
  const { rules, classes, others } = textsOf(text)
  const texts = { rules: [...rules], classes: [...classes] }
  const undo: RuleChange[] = []
  for (const { list, before, after, at = Number.MAX_SAFE_INTEGER } of changes) {
    const entries = texts[list]
    const written = after === null ? [] : [rewritten(after)]
    const place = before === null ? Math.min(at, entries.length) : entries.indexOf(before)
    if (place < 0)
      throw new AppError(
        'not-found',
        `A ${list === 'rules' ? 'rule' : 'class'} was changed or deleted meanwhile, in another window perhaps: look at it as it is now, and do this again.`,
      )
    entries.splice(place, before === null ? 0 : 1, ...written)
    const [now = null] = written
    if (before !== null || now !== null) undo.unshift({ list, before: now, after: before, at: place })
  }
  for (const list of ['rules', 'classes'] as const) {
    const { length } = texts[list]
    if (length > most[list])
      throw new AppError('file-unreadable', `A case holds at most ${most[list]} ${list}; these would be ${length}: delete some first.`)
  }
  const next = textOf({ ...texts, others })
  if (next !== null && utf8.encode(next).length > LONGEST)
    throw new AppError(
      'file-unreadable',
      `The rules of a case hold at most ${MOST_MEGABYTES} MB together, as a file of them does: shorten examples, or delete some.`,
    )
  return { text: next, undo }
}

/** Why rules after a change would not be right, as a sentence: the first fault that there was not before; null where nothing is wrong. */
export function faultOfChange(text: string | null, changes: readonly RuleChange[]): string | null {
  const faulty = ({ rules, classes }: Kept) => [...classes, ...rules].filter(({ fault }) => fault !== null)
  const old = new Set(faulty(readKept(text)).map((entry) => entry.text))
  for (const { before } of changes) if (before !== null) old.delete(before)
  try {
    return faulty(readKept(changeKept(text, changes).text)).find((entry) => !old.has(entry.text))?.fault ?? null
  } catch (error) {
    if (error instanceof AppError) return error.message
    throw error
  }
}

/** The name of a rule, or the id of a class, that its JSON gives; null where it gives none, or is none. */
export function nameIn(text: string): string | null {
  try {
    const { value } = readCommentedJson(text)
    if (typeof value !== 'object' || value === null) return null
    const name: unknown = 'name' in value ? value.name : 'id' in value ? value.id : null
    return typeof name === 'string' ? name : null
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

interface Texts extends Readonly<Record<KeptList, readonly string[]>> {
  /** What else the file holds, by its name: another version's. */
  readonly others: object
}

function isTooLong(text: string | null): boolean {
  return text !== null && text.length > LONGEST
}

/** Each entry as JSON of its own. What is no file of rules is one rule, its text as a string. */
function textsOf(text: string | null): Texts {
  if (text === null || isTooLong(text)) return { rules: [], classes: [], others: {} }
  const file = listsIn(text)
  if (file === null) return { rules: [JSON.stringify(text)], classes: [], others: {} }
  const { rules, classes, others } = file
  return { rules: rules.map((rule) => JSON.stringify(rule)), classes: classes.map((each) => JSON.stringify(each)), others }
}

function textOf({ rules, classes, others }: Texts): string | null {
  if (rules.length + classes.length + Object.keys(others).length === 0) return null
  const values = (texts: readonly string[]) => texts.map((text): unknown => JSON.parse(text))
  return `${JSON.stringify({ ...others, ...(classes.length === 0 ? {} : { classes: values(classes) }), rules: values(rules) }, null, 2)}\n`
}

function listsIn(text: string): (Readonly<Record<KeptList, readonly unknown[]>> & Pick<Texts, 'others'>) | null {
  try {
    const { value } = readCommentedJson(text)
    if (typeof value !== 'object' || value === null) return null
    const { rules, classes = [], ...others }: { readonly rules?: unknown; readonly classes?: unknown } = value
    const holds = (list: unknown, count: number): list is readonly unknown[] => Array.isArray(list) && list.length <= count
    return holds(rules, MOST_RULES) && holds(classes, MOST_CLASSES) ? { rules, classes, others } : null
  } catch (error) {
    if (error instanceof CommentedJsonError) return null
    throw error
  }
}

import type { z } from 'zod'
import { AppError } from '../errors.ts'
import { best, classify, consequencesOf, type Evidence, fits, type Verdict, weightOf } from '../failures/classify.ts'
import type { ClassId, FailureClass, Sign } from '../failures/failure.ts'
import { allFailures } from '../failures/index.ts'
import { parseReply, type Reply } from '../smtp.ts'
import { withoutNames } from '../without-names.ts'
import { lowerAscii } from '../wrappers.ts'
import { type CommentedJson, CommentedJsonError, readCommentedJson } from './commented-json.ts'
import { type OwnClass, type OwnRule, rulesFile } from './schema.ts'

/** A class that an own rule may name: a shipped one, or one of the file. */
type Named = FailureClass | OwnClass

interface Row extends Omit<Evidence, 'failure'> {
  readonly failure: Named
  readonly name: string
}

/** The rules of a file, ready to judge by. */
export interface Rules {
  readonly rows: readonly Row[]
  readonly classes: readonly OwnClass[]
  /** As they stand in the file. */
  readonly rules: readonly OwnRule[]
}

/** What a reply means where rules of the user's own are tried first: `rule` of those is `own/NAME`. */
export interface OwnVerdict extends Omit<Verdict, 'class'> {
  readonly class: ClassId
}

/**
 * Reads a file of own rules (`docs/rules.md`). Every rule must decide its own example, so that none is dead.
 *
 * @param name of the file, for the sentence of an error
 * @throws AppError 'file-unreadable' with the line, the place and what to do
 */
export function readRules(text: string, name: string): Rules {
  const file = parsed(text, name)
  const found = rulesFile.safeParse(file.value)
  if (!found.success) {
    const { at, what } = firstIssue(found.error.issues)
    throw wrong(name, file, at, what)
  }
  const { classes = [], rules } = found.data
  if (rules.length + classes.length === 0) throw wrong(name, file, ['rules'], 'it holds no rule, and the file no class; write one')
  const ids = classes.map(({ id }) => id)
  const twice = ids.findIndex((id, at) => ids.indexOf(id) !== at)
  if (twice >= 0) throw wrong(name, file, ['classes', twice, 'id'], REPEATED)
  const sifted = siftRules(rules, classes)
  const [fault] = sifted.faults
  if (fault !== undefined) throw wrong(name, file, ['rules', fault.index, ...fault.at], fault.what)
  return sifted.rules
}

/** What keeps a rule from being one: its place in the list, the part of it, and what to do, as words that end no sentence. */
export interface RuleFault {
  readonly index: number
  readonly at: readonly PropertyKey[]
  readonly what: string
}

/** The fault of a name that another has. */
export const REPEATED = 'it is the name of one before; give it another'

/** Makes rules ready to judge by. Those with a fault are left out: a name of one before, a class that is not there, an example that they do not decide. */
export function siftRules(
  list: readonly OwnRule[],
  classes: readonly OwnClass[],
): { readonly rules: Rules; readonly faults: readonly RuleFault[] } {
  const faults: RuleFault[] = []
  const names = new Set<string>()
  const rows = list.flatMap((rule, index): Row[] => {
    const row = names.has(rule.name) ? { fault: REPEATED, at: ['name'] } : rowOf(rule, index, classes)
    const found = 'fault' in row ? row : misfitOf(row, rule.example)
    if (found !== null) faults.push({ index, at: found.at, what: found.fault })
    if ('fault' in row || found !== null) return []
    names.add(rule.name)
    return [row]
  })
  const fittingExample = new Map(rows.map((row) => [row, fitting(rows, parseReply(list[row.index]?.example ?? ''))]))
  let deciding: readonly Row[] = rows
  for (let before = -1; before !== deciding.length; ) {
    before = deciding.length
    const overrulers = overrulersOf(deciding, fittingExample)
    for (const [row, winner] of overrulers) faults.push({ index: row.index, at: ['example'], what: overruledBy(winner, row) })
    deciding = deciding.filter((row) => !overrulers.has(row))
  }
  return { rules: { rows: deciding, classes, rules: list.filter((_, at) => deciding.some(({ index }) => index === at)) }, faults }
}

/** Own rules, and the classes that these may name, as the text of a file; null where there are neither. */
export function rulesText(rules: readonly OwnRule[], classes: readonly OwnClass[]): string | null {
  if (rules.length + classes.length === 0) return null
  return `${JSON.stringify({ ...(classes.length === 0 ? {} : { classes }), rules }, null, 2)}\n`
}

/** What a reply means by own rules, else by the shipped ones. */
export function verdictOf(reply: Reply, rules: Rules | null): OwnVerdict {
  return (rules === null ? null : judge(rules, reply)) ?? classify(reply)
}

/** What a reply means by own rules; null where none fits. The order of precedence is that of the shipped signs, then that of the file. */
export function judge(rules: Rules, reply: Reply): OwnVerdict | null {
  const row = decides(rules.rows, reply)
  if (row === null) return null
  return { ...consequencesOf(row.failure, row.sign, reply), class: row.failure.id, cause: null, rule: `own/${row.name}` }
}

/** Of the rows that do not decide their own example, which one does. One that is overruled itself overrules none. */
function overrulersOf(rows: readonly Row[], fittingExample: ReadonlyMap<Row, readonly Row[]>): ReadonlyMap<Row, Row> {
  const all = new Set(rows)
  const found = new Map<Row, Row | null>()
  const overrulerOf = (row: Row): Row | null => {
    const known = found.get(row)
    if (known !== undefined) return known
    found.set(row, null) // Where each overrules the next around a ring, the one that is asked first counts as whole.
    let rivals = (fittingExample.get(row) ?? []).filter((rival) => all.has(rival))
    let winner = best(rivals)
    while (winner !== null && winner !== row && overrulerOf(winner) !== null) {
      rivals = rivals.filter((rival) => (found.get(rival) ?? null) === null)
      winner = best(rivals)
    }
    const overruler = winner === row ? null : winner
    found.set(row, overruler)
    return overruler
  }
  return new Map(
    rows.flatMap((row) => {
      const overruler = overrulerOf(row)
      return overruler === null ? [] : [[row, overruler] as const]
    }),
  )
}

function decides(rows: readonly Row[], reply: Reply): Row | null {
  return best(fitting(rows, reply))
}

function fitting(rows: readonly Row[], reply: Reply): readonly Row[] {
  const text = withoutNames(reply.text)
  return rows.filter(({ sign }) => fits(sign, reply, text))
}

function parsed(text: string, name: string): CommentedJson {
  try {
    return readCommentedJson(text)
  } catch (error) {
    if (!(error instanceof CommentedJsonError)) throw error
    throw new AppError('file-unreadable', `${name}, line ${error.line}: ${error.message}.`, { cause: error })
  }
}

function wrong(name: string, file: CommentedJson, path: readonly PropertyKey[], what: string): AppError {
  const place = placeOf(path)
  const where = place === '' ? '' : `, ${place}`
  return new AppError('file-unreadable', `${name}, line ${file.lineOf(path)}${where}: ${what}.`)
}

/** A place in a file as it is told: `rules[0].phrases[1]`; empty for the whole of it. */
export function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part).slice(0, 60)}`)).join('')
  return place.startsWith('.') ? place.slice(1) : place
}

/** What the schema found, and where: a misspelt name rather than what is missing because of it. */
export function firstIssue(issues: readonly z.core.$ZodIssue[]): { readonly at: readonly PropertyKey[]; readonly what: string } {
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue
    return { at: [...issue.path, ...issue.keys.slice(0, 1)], what: 'it is no field here; delete it, or correct its name by docs/rules.md' }
  }
  return { at: issues[0]?.path ?? [], what: issues[0]?.message ?? 'it cannot be read; correct it by docs/rules.md' }
}

interface Fault {
  readonly fault: string
  readonly at: readonly PropertyKey[]
}

function rowOf(rule: OwnRule, index: number, classes: readonly OwnClass[]): Row | Fault {
  const failure: Named | undefined = allFailures.find(({ id }) => id === rule.class) ?? classes.find(({ id }) => id === rule.class)
  if (failure === undefined) return { fault: `the file makes no class ${rule.class}; add it to "classes"`, at: ['class'] }
  if (rule.phrases === undefined && rule.status === undefined && rule.code === undefined) {
    return { fault: 'it has neither phrases nor a status nor a code, and would take every reply; add one', at: [] }
  }
  const address = rule.phrases?.findIndex((phrase) => phrase.includes('@')) ?? -1
  if (address >= 0)
    return { fault: 'addresses are taken out before phrases are looked for; write words without @', at: ['phrases', address] }
  const sign = signOf(rule)
  return { failure, sign, name: rule.name, weight: weightOf(sign), order: 0, index }
}

/** The sign as the shipped ones are written: phrases in the lower case in which replies are compared. */
function signOf({ phrases, provider, stage, status, code, scope, permanent, clears }: OwnRule): Sign {
  return {
    ...(phrases === undefined ? {} : { phrases: phrases.map((phrase) => lowerAscii(phrase).replaceAll('\u2019', "'")) }),
    ...(provider === undefined ? {} : { provider }),
    ...(stage === undefined ? {} : { stage }),
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(scope === undefined ? {} : { scope }),
    ...(permanent === undefined ? {} : { permanent }),
    ...(clears === undefined ? {} : { clears }),
  }
}

/** Why a rule does not fit its own example; null where it does. */
function misfitOf({ sign }: Row, example: string): Fault | null {
  const reply = parseReply(example)
  const text = withoutNames(reply.text)
  if (fits(sign, reply, text)) return null
  const at = ['example']
  const missing = sign.phrases?.find((phrase) => !text.includes(phrase))
  if (missing !== undefined)
    return { at, fault: `it holds no “${missing}”: it is compared as “${text.slice(0, 200)}”; correct the phrase or the example` }
  const read = `code ${reply.code ?? 'none'}, status ${reply.status ?? 'none'}, stage ${reply.stage ?? 'none'}, provider ${reply.provider ?? 'none'}`
  return { at, fault: `the rule does not fit it: it has ${read}; correct the rule or the example` }
}

function overruledBy(winner: Row, row: Row): string {
  return `the rule ${winner.name} decides it before ${row.name}; add to ${row.name} what is peculiar to it, or put it first`
}

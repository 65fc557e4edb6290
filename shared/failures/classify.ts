import type { Reply } from '../smtp.ts'
import { withoutNames } from '../without-names.ts'
import type { Clears, FailureClass, FailureId, Family, Provider, Scope, Sign, Stage } from './failure.ts'
import { allFailures, allProviderSigns, failureOf } from './index.ts'

/** How sure a verdict is: words decided, only a number decided, or nothing did (class `unknown`). */
export type Confidence = 'text' | 'code' | 'none'

/** What a reply means, and by what that was seen. */
export interface Verdict {
  readonly class: FailureId
  readonly family: Family
  /** Stable id of the row that decided: `google/relay-daily-limit-customer`, `generic/mailbox-full`, `iana/x.2.2`, `smtp/552`; null for `unknown`. */
  readonly rule: string | null
  /** The words that decided, joined by ` … `, or the code; null for `unknown`. */
  readonly sign: string | null
  readonly confidence: Confidence
  readonly scope: Scope
  /** Whether this attempt was the last: by the reply's first digit, else the class's nature. */
  readonly permanent: boolean
  readonly clears: Clears
  readonly stage: Stage | null
  readonly provider: Provider | null
  /** The class that the words name underneath `expired`; null for every other class. */
  readonly cause: FailureId | null
}

/** One row of the tables, as it stands in the one order. */
export interface Evidence {
  readonly failure: FailureClass
  readonly sign: Sign
  readonly weight: number
  /** Place in the one order; the lower wins among equal weights. */
  readonly order: number
  /** Place in the whole list: within one class the earlier row is shown. */
  readonly index: number
}

const programs: ReadonlySet<Provider> = new Set(['postfix', 'exim', 'sendmail'])

/** Weight of a row of evidence: operator 16 (a program that anybody may run 15), phrases 8, stage 4, status 2, code 1. */
export function weightOf(sign: Sign): number {
  const provider = sign.provider === undefined ? 0 : programs.has(sign.provider) ? 15 : 16
  return provider + (sign.phrases ? 8 : 0) + (sign.stage ? 4 : 0) + (sign.status ? 2 : 0) + (sign.code ? 1 : 0)
}

/** Lengths of the beginnings by which phrases are found. */
const short = 3
const long = 6

/** Every row of the tables. */
export const allEvidence: readonly Evidence[] = allRows()
/** Rows without words, by status (`5.2.2`, `X.2.2`), else by code. */
const byNumber = groupRows(
  allEvidence.filter((row) => !row.sign.phrases),
  (row) => row.sign.status ?? String(row.sign.code ?? ''),
)
/** Rows with words, by the beginning of their first phrase: six characters, or three of a short one. */
const byWords = groupRows(
  allEvidence.filter((row) => row.sign.phrases),
  (row) => beginning(firstPhrase(row.sign), 0, firstPhrase(row.sign).length < long ? short : long),
)
/** A bit for each such beginning: nearly all places of a text are passed by this look alone. */
const begins = new Uint8Array(1 << 15)
for (const key of byWords.keys()) begins[(key >>> 3) & 0x7fff] = (begins[(key >>> 3) & 0x7fff] ?? 0) | (1 << (key & 7))

function firstPhrase(sign: Sign): string {
  return sign.phrases?.[0] ?? ''
}

function allRows(): Evidence[] {
  const place = new Map(allFailures.map((failure, index) => [failure.id, index]))
  const generic = allFailures.flatMap((failure) => failure.signs.map((sign) => ({ failure, sign })))
  const providers = allProviderSigns.map((sign) => ({ failure: failureOf(sign.failure), sign }))
  return [...generic, ...providers].map(({ failure, sign }, index) => ({
    failure,
    sign,
    weight: weightOf(sign),
    order: place.get(failure.id) ?? allFailures.length,
    index,
  }))
}

function groupRows<Key>(list: readonly Evidence[], keyOf: (row: Evidence) => Key): Map<Key, Evidence[]> {
  const groups = new Map<Key, Evidence[]>()
  for (const row of list) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

/** A number for the `length` characters at `at`. */
function beginning(text: string, at: number, length: number): number {
  let key = length
  const end = Math.min(at + length, text.length)
  for (let index = at; index < end; index++) key = (Math.imul(key, 31) + text.charCodeAt(index)) | 0
  return key
}

/** Whether some phrase may begin with this number. */
function mayBegin(key: number): boolean {
  return ((begins[(key >>> 3) & 0x7fff] ?? 0) & (1 << (key & 7))) !== 0
}

/** Adds the rows of `group` that hold at `at`. */
function collect(found: Set<Evidence>, group: readonly Evidence[] | undefined, reply: Reply, text: string, at: number): void {
  if (group === undefined) return
  for (const row of group) if (text.startsWith(firstPhrase(row.sign), at) && fits(row.sign, reply, text)) found.add(row)
}

/** Whether every part of a sign holds for a reply; `text`: its words {@link withoutNames}. */
export function fits(sign: Sign, reply: Reply, text: string): boolean {
  if (sign.provider && sign.provider !== reply.provider && sign.provider !== reply.program) return false
  if (sign.stage && sign.stage !== reply.stage) return false
  if (sign.code && !codeFits(sign.code, reply)) return false
  if (sign.status && !statusFits(sign.status, reply.status)) return false
  return (sign.phrases ?? []).every((phrase) => text.includes(phrase))
}

/** The exact code, or its first digit; the status has that digit as well. */
function codeFits(wanted: number, reply: Reply): boolean {
  if (wanted > 9) return reply.code === wanted
  return (reply.code === null ? reply.status?.charAt(0) : String(reply.code).charAt(0)) === String(wanted)
}

function statusFits(wanted: string, status: string | null): boolean {
  if (status === null || status.startsWith('2')) return false
  return wanted.startsWith('X') ? status.slice(1) === wanted.slice(1) : status === wanted
}

/** Every row that holds for a reply, in no order. Costs about one table look-up per character of the reply. */
export function evidenceFor(reply: Reply): readonly Evidence[] {
  const found = new Set<Evidence>()
  const text = withoutNames(reply.text)
  for (let at = 0; at + short <= text.length; at++) {
    const three = beginning(text, at, short)
    if (mayBegin(three)) collect(found, byWords.get(three), reply, text, at)
    const six = beginning(text, at, long)
    if (mayBegin(six)) collect(found, byWords.get(six), reply, text, at)
  }
  const code = reply.code ?? 0
  const keys = [reply.status ?? '-', reply.status ? `X${reply.status.slice(1)}` : '-', String(code), String(Math.floor(code / 100))]
  for (const key of keys) for (const row of byNumber.get(key) ?? []) if (fits(row.sign, reply, text)) found.add(row)
  return [...found]
}

/** Whether every phrase of `broad` is part of a phrase of `narrow`, and not all are the same. */
export function isNarrower(narrow: Sign, broad: Sign): boolean {
  const inner = broad.phrases
  const outer = narrow.phrases
  if (!inner || !outer || narrow === broad) return false
  return (
    inner.every((phrase) => outer.some((longer) => longer.includes(phrase))) &&
    !outer.every((phrase) => inner.some((longer) => longer.includes(phrase)))
  )
}

/** The row that decides: the heaviest; among equals one that no narrower wording surpasses, then the earlier class, then the earlier row. */
export function best<Row extends Omit<Evidence, 'failure'>>(evidence: readonly Row[]): Row | null {
  const most = Math.max(...evidence.map((row) => row.weight))
  const equals = evidence.filter((row) => row.weight === most).sort((a, b) => a.order - b.order || a.index - b.index)
  return equals.find((row) => !equals.some((other) => isNarrower(other.sign, row.sign))) ?? null
}

/** Whether the reply is final: its first digit, where it has one. */
function isPermanent(reply: Reply, otherwise: boolean): boolean {
  const digit = reply.code === null ? (reply.status?.charAt(0) ?? '') : String(reply.code).charAt(0)
  return digit === '5' ? true : digit === '4' || digit === '2' ? false : otherwise
}

/** The stable id of a row. */
export function ruleOf({ failure, sign }: Evidence): string {
  if (sign.provider) return `${sign.provider}/${sign.rule ?? failure.id}`
  if (sign.phrases) return `generic/${sign.rule ?? failure.id}`
  return sign.status ? `iana/${sign.status.toLowerCase()}` : `smtp/${sign.code ?? sign.stage ?? ''}`
}

function signOf(sign: Sign, reply: Reply): string {
  return sign.phrases?.join(' … ') ?? (sign.status ? reply.status : null) ?? String(reply.code ?? sign.stage)
}

/** What a verdict says beside the class and the row that decided. */
export function consequencesOf(
  failure: Pick<FailureClass, 'family' | 'scope' | 'permanent' | 'clears'>,
  sign: Sign | null,
  reply: Reply,
): Omit<Verdict, 'class' | 'rule' | 'cause'> {
  return {
    family: failure.family,
    sign: sign ? signOf(sign, reply) : null,
    confidence: sign === null ? 'none' : sign.phrases ? 'text' : 'code',
    scope: sign?.scope ?? failure.scope,
    permanent: sign?.permanent ?? isPermanent(reply, failure.permanent),
    clears: sign?.clears ?? failure.clears,
    stage: reply.stage,
    provider: reply.provider,
  }
}

/** What a reply means. The heaviest row decides; among equals, the class that stands earlier. Nothing fits: `unknown`. */
export function classify(reply: Reply): Verdict {
  const evidence = evidenceFor(reply)
  const row = best(evidence)
  const failure = row?.failure ?? failureOf('unknown')
  const under = failure.id === 'expired' ? best(evidence.filter((other) => other.failure.id !== 'expired' && other.sign.phrases)) : null
  return {
    ...consequencesOf(failure, row?.sign ?? null, reply),
    class: failure.id,
    rule: row ? ruleOf(row) : null,
    cause: under?.failure.id ?? null,
  }
}

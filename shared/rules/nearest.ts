import { allEvidence, type Evidence, ruleOf } from '../failures/classify.ts'
import type { FailureId, Sign } from '../failures/failure.ts'
import { parseReply, type Reply } from '../smtp.ts'
import { withoutNames } from '../without-names.ts'

/** A shipped rule whose words are nearly those of a reply that no rule decides. */
export interface NearRule {
  readonly class: FailureId
  readonly title: string
  readonly rule: string
  /** Its words, as a verdict would show them. */
  readonly sign: string
  /** Of these words those that the reply has, and those that it lacks. */
  readonly shared: readonly string[]
  readonly missing: readonly string[]
  /** What else keeps it from deciding, in words that follow “it holds only”; null: the words alone, or their order. */
  readonly onlyFor: string | null
}

/** Of the weight of a rule's words so much must be shared: less is no likeness. */
const LEAST_SHARE = 0.4

/** Words that say nothing of a cause. */
const empty = new Set(
  'the and for you your this that has have had was were are with from its our any all but may out who an is it to of in on at by be as or if we us do so'.split(
    ' ',
  ),
)

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/[^a-z]+/).filter((word) => word.length > 1 && !empty.has(word)))
}

interface Worded {
  readonly row: Evidence
  readonly words: ReadonlySet<string>
}

const worded: readonly Worded[] = allEvidence
  .map((row) => ({ row, words: wordsOf((row.sign.phrases ?? []).join(' ')) }))
  .filter(({ words }) => words.size > 0)

/** How many rules have each word: the fewer, the more it says. */
const commonness = new Map<string, number>()
for (const { words } of worded) for (const word of words) commonness.set(word, (commonness.get(word) ?? 0) + 1)

function weight(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + Math.log(1 + worded.length / (commonness.get(word) ?? 1)), 0)
}

/**
 * The shipped rule whose words a reply shares most, rare words counting more; null where none is like it. For a reply that no rule
 * decides: the class is a guess.
 */
export function nearestRule(exemplar: string): NearRule | null {
  const reply = parseReply(exemplar)
  const words = wordsOf(withoutNames(reply.text))
  let best: { readonly row: Evidence; readonly shared: readonly string[]; readonly missing: readonly string[] } | null = null
  let most = 0
  for (const { row, words: wanted } of worded) {
    const shared = [...wanted].filter((word) => words.has(word))
    if (shared.length === 0) continue
    const part = weight(shared)
    const share = part / weight([...wanted])
    if (share < LEAST_SHARE || share * part <= most) continue
    most = share * part
    best = { row, shared, missing: [...wanted].filter((word) => !words.has(word)) }
  }
  if (best === null) return null
  const { row, shared, missing } = best
  return {
    class: row.failure.id,
    title: row.failure.title,
    rule: ruleOf(row),
    sign: (row.sign.phrases ?? []).join(' … '),
    shared,
    missing,
    onlyFor: conditionOf(row.sign, reply),
  }
}

function conditionOf({ provider, stage, status, code }: Sign, reply: Reply): string | null {
  const parts = [
    ...(provider !== undefined && provider !== reply.provider ? [`for answers of ${provider}`] : []),
    ...(stage !== undefined && stage !== reply.stage ? [`at ${stage}`] : []),
    ...(status !== undefined ? [`with the status ${status}`] : []),
    ...(code !== undefined ? [`with the code ${code < 10 ? `${code}xx` : code}`] : []),
  ]
  return parts.length === 0 ? null : parts.join(' and ')
}

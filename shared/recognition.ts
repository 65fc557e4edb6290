import { count, share } from './numbers.ts'
import type { Found, Recognition } from './overview.ts'

/** Fewer cases are told as they are, without a share. */
const FEW = 20

/** A piece of a sentence: words, or a number that opens its rows; `what` completes the number for who hears it alone. */
export type SentencePart = string | { readonly found: Found; readonly what: string }

/** How many failures have a known cause, as sentences; empty where nothing failed. Noise is not counted. */
export function recognitionParts({ failed, answered, recognised, byCode, unrecognised, unsaid }: Recognition): readonly SentencePart[] {
  if (failed.count === 0) return []
  if (answered.count === 0)
    return ['Of none of the ', { found: failed, what: 'failed deliveries' }, ' failed deliveries the words of a server are known.']
  const percent = answered.count < FEW ? '' : ` (${share(recognised.count, answered.count)})`
  const guesses: readonly SentencePart[] =
    byCode.count === 0 ? [] : [', ', { found: byCode, what: 'by the code alone' }, ' of them by the code alone, which is a guess']
  return [
    'Of ',
    { found: answered, what: 'failed deliveries with a reply' },
    ` failed ${answered.count === 1 ? 'delivery' : 'deliveries'} with a server’s reply, `,
    { found: recognised, what: 'with a known cause' },
    ` ${recognised.count === 1 ? 'has' : 'have'} a known cause${percent}`,
    ...guesses,
    '. ',
    ...(unrecognised.count === 0
      ? ['Every reply is recognised.']
      : [{ found: unrecognised, what: 'not recognised' }, ` ${unrecognised.count === 1 ? 'is' : 'are'} not recognised.`]),
    ...(unsaid.count === 0
      ? []
      : [' Of ', { found: unsaid, what: 'failed deliveries without a reply' }, ' more no server’s words are known.']),
  ]
}

/** The same as plain text; null where nothing failed. */
export function recognitionSentence(recognition: Recognition): string | null {
  const parts = recognitionParts(recognition)
  return parts.length === 0 ? null : parts.map((part) => (typeof part === 'string' ? part : count(part.found.count))).join('')
}

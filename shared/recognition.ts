import { count, share } from './numbers.ts'
import type { Found, Recognition } from './overview.ts'

/** Fewer cases are told as they are, without a share. */
const FEW = 20

/** A piece of a sentence: words, or a number that opens its rows; `what` completes the number for who hears it alone. */
export type SentencePart = string | { readonly found: Found; readonly what: string }

/** How many failures have a known cause, as sentences; empty where nothing failed. Noise is not counted. */
export function recognitionParts({ failed, answered, byWords, byCode, unrecognised, unsaid }: Recognition): readonly SentencePart[] {
  if (failed.count === 0) return []
  if (answered.count === 0) return ['Of ', { found: failed, what: 'that failed or wait' }, ` ${those(failed)} nothing says why.`]
  const percent = (part: Found) => (answered.count < FEW ? '' : ` (${share(part.count, answered.count)})`)
  const known = byCode.count === 0 ? 'a known cause' : 'a cause known by words'
  const guesses: readonly SentencePart[] =
    byCode.count === 0 ? [] : [', ', { found: byCode, what: 'by the code alone' }, ` by the code alone${percent(byCode)}, which is a guess`]
  return [
    'Of ',
    { found: answered, what: 'that failed or wait and say why' },
    ` ${those(answered)} and ${answered.count === 1 ? 'says' : 'say'} why, `,
    { found: byWords, what: `with ${known}` },
    ` ${byWords.count === 1 ? 'has' : 'have'} ${known}${percent(byWords)}`,
    ...guesses,
    '. ',
    ...(unrecognised.count === 0
      ? ['Every reply is recognised.']
      : [{ found: unrecognised, what: 'not recognised' }, ` ${unrecognised.count === 1 ? 'is' : 'are'} not recognised.`]),
    ...(unsaid.count === 0 ? [] : [' Of ', { found: unsaid, what: 'of which nothing says why' }, ' more nothing says why.']),
  ]
}

/** Failures are also those that are tried again. */
function those({ count: all }: Found): string {
  return all === 1 ? 'delivery that failed or waits' : 'deliveries that failed or wait'
}

/** The same as plain text; null where nothing failed. */
export function recognitionSentence(recognition: Recognition): string | null {
  const parts = recognitionParts(recognition)
  return parts.length === 0 ? null : parts.map((part) => (typeof part === 'string' ? part : count(part.found.count))).join('')
}

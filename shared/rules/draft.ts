import { isCommonWord } from '../redaction/vocabulary.ts'
import { maskText } from '../signature.ts'
import { parseReply } from '../smtp.ts'
import { withoutNames } from '../without-names.ts'
import { lowerAscii } from '../wrappers.ts'

/** A rule that is not finished: its class is still to be chosen. */
export interface RuleDraft {
  readonly name: string
  readonly phrases: readonly string[]
  readonly example: string
}

const LONGEST_PHRASE = 80
/** The schema takes no longer example. */
const LONGEST_EXAMPLE = 2_000
const LONGEST_NAME = 40

/**
 * Drafts a rule from a reply that none decides: its longest runs of plain words, since names, numbers and addresses are another's the next
 * time, and its example the reply without them: the rule may outlive the mail, and be given to others. Null where the reply has no such words.
 *
 * @param taken names of rules that there are
 * @param addresses of those whom the reply is about: words of them are names, also where they stand alone
 */
export function draftRule(exemplar: string, taken: readonly string[], addresses: readonly string[]): RuleDraft | null {
  const { code, status, text } = parseReply(exemplar.slice(0, LONGEST_EXAMPLE))
  const names = personalNames(`${text} ${addresses.join(' ')}`)
  const masked = maskText(text)
    .split(' ')
    .map((token) => (isName(token, names) ? '<name>' : token))
    .join(' ')
  const example = [code, status, masked].filter((part) => part !== null && part !== '').join(' ')
  const runs = plainRuns(withoutNames(text), names).toSorted((a, b) => b.length - a.length)
  const [first, second] = runs
  if (first === undefined) return null
  const phrases = first.includes(' ') || second === undefined ? [first] : [first, second]
  return { name: nameOf(phrases.join(' '), taken), phrases, example }
}

/** What of a text before an `@` may be a name: a local part, and what stands quoted before it. */
const LONGEST_PERSON = 200

function wordsOf(text: string): readonly string[] {
  return lowerAscii(text).split(/[^a-z\u0080-\uffff]+/)
}

/** Words of local parts and quoted names, but for ordinary ones, such as those of `no.such.user@example.net`. */
function personalNames(text: string): ReadonlySet<string> {
  const words = text
    .split('@')
    .slice(0, -1)
    .flatMap((before) => {
      const near = before.slice(-LONGEST_PERSON)
      const local = near.split(/[ "<>(),:;[\]]/).at(-1) ?? ''
      const isQuoted = near.endsWith(`" <${local}`) || near.endsWith(`"<${local}`)
      return wordsOf(`${isQuoted ? (near.split('"').at(-2) ?? '') : ''} ${local}`)
    })
  return new Set(words.filter((word) => word.length > 1 && !isCommonWord(word)))
}

function isName(token: string, names: ReadonlySet<string>): boolean {
  return wordsOf(token).some((word) => names.has(word))
}

/** Stretches of words without digits and signs, as they stand in the text, cut to what a phrase may hold. */
function plainRuns(text: string, names: ReadonlySet<string>): readonly string[] {
  const runs: string[] = []
  let run = ''
  const end = (): void => {
    const phrase = run.replace(/[.,;:!]{1,9}$/, '')
    if (phrase.length >= 3) runs.push(phrase)
    run = ''
  }
  for (const token of text.split(' ')) {
    const longer = run === '' ? token : `${run} ${token}`
    const fits = isPlain(token) && !isName(token, names)
    if (!fits || longer.length > LONGEST_PHRASE) end()
    if (!fits) continue
    run = run === '' ? token : `${run} ${token}`
    if (/[.!]$/.test(token)) end()
  }
  end()
  return runs
}

/** Letters of any script, hyphens and apostrophes, perhaps with a mark behind them; no name of a host or a file. */
function isPlain(token: string): boolean {
  const word = token.replace(/[.,;:!]{1,9}$/, '')
  if (word === '' || word.length > LONGEST_PHRASE) return false
  for (const character of word) if (!/[a-z'-]/i.test(character) && character <= '\u007f') return false
  return true
}

function nameOf(words: string, taken: readonly string[]): string {
  const plain = words
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .slice(0, 4)
    .join('-')
    .slice(0, LONGEST_NAME)
  const name = plain === '' ? 'rule' : plain
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? name : `${name}-${number}`
    if (!taken.includes(numbered)) return numbered
  }
}

import { createPseudonyms } from '../../shared/redaction/pseudonyms.ts'
import { indexPhrases, redactText } from '../../shared/redaction/redact-text.ts'
import { judge, readRules } from '../../shared/rules/rules.ts'
import { parseReply } from '../../shared/smtp.ts'

/** What a stranger may repeat to make a pattern go back over its text. */
const ofReplies = [
  '@',
  'a@',
  '550 ',
  'host ',
  '(',
  'a.',
  '1',
  ': 5',
  '<<< ',
  ' after SMTP error from remote mail',
  "smtpmsg='",
  '?550-',
  'SASL authentication failed; server ',
]
const ofNames = ['a', '@', 'a@', "a'", '=', '%40', ':', '"', '.', 'a.', 'é', 'header: ', 'a=', '[', '//', 'a..', '::a', "x'a"]

const LENGTH = 200_000

/** The slowest of texts that repeat one piece, ms. */
function slowest(pieces: readonly string[], read: (text: string) => unknown): number {
  const times = pieces.map((piece) => {
    const text = piece.repeat(LENGTH / piece.length)
    const start = performance.now()
    read(text)
    return performance.now() - start
  })
  return Math.max(...times)
}

/** How long texts of strangers take that are made to take long, ms: a reply, a line that is redacted, a reply under as many own rules as a file may hold. */
export function hostileTimes(): { readonly reply: number; readonly redaction: number; readonly ownRules: number } {
  const nothing = indexPhrases(new Map())
  const rule = (at: number) => {
    const words = `${'ab'.repeat(90)} ${at} end`
    return { name: `r${at}`, class: 'mailbox-full', phrases: [words], example: `550 ${words}` }
  }
  const rules = readRules(JSON.stringify({ rules: Array.from({ length: 500 }, (_, at) => rule(at)) }), 'rules.jsonc')
  return {
    reply: slowest(ofReplies, parseReply),
    redaction: slowest(ofNames, (text) => redactText(text, createPseudonyms(), nothing)),
    ownRules: slowest(['ab'], (text) => judge(rules, parseReply(`550 ${text.slice(0, 10_000)}`))),
  }
}

const commands = [
  'postsuper -[a-zA-Z] [A-Za-z0-9]+',
  'postcat -q [A-Za-z0-9]+',
  'postqueue -[a-z]+',
  'postfix (?:reload|status|check)',
  'postmap (?:[a-z]+:)?\\/[A-Za-z0-9/_-]+',
  'exim -(?:qff|bp|bP [a-z_]+|bt [A-Z]+|M[a-z]{1,3} [A-Za-z0-9-]+)',
  'sendmail -q -v',
  'sendmail -q?Q[a-z]* -qI[A-Za-z0-9]+(?: -Q)?',
  'smtpctl (?:schedule all|remove [A-Za-z0-9]+|(?:pause|resume) envelope [A-Za-z0-9]+|show (?:message [A-Za-z0-9]+|queue|status)|update table [A-Za-z]+)',
  'make -C \\/etc\\/mail',
  '(?:mailq|newaliases|hostname -f)\\b',
  // A setting with its value.
  '[A-Za-z]+(?:_[A-Za-z0-9]+)* = [^\\s,;()]+',
]
const names = ['[A-Za-z]+(?:_[A-Za-z0-9]+)+', 'conf[A-Z]+', 'main\\.cf', 'master\\.cf', 'sendmail\\.mc', 'smtpd\\.conf']

/** What the texts of the failure classes name for typing: commands and settings with a value, names of settings and of files. */
const typed = new RegExp(`\\b(?:(${commands.join('|')})|${names.join('|')})`, 'g')

/** A part of a text: words, or something to type; `command` may be copied. */
export interface ProsePart {
  readonly at: number
  readonly text: string
  readonly kind: 'words' | 'code' | 'command'
}

/** Splits a text of advice into words and what is to be typed. */
export function proseParts(text: string): readonly ProsePart[] {
  const parts: ProsePart[] = []
  let from = 0
  for (const match of text.matchAll(typed)) {
    const code = match[0].replace(/[.:]$/, '')
    if (match.index > from) parts.push({ at: from, text: text.slice(from, match.index), kind: 'words' })
    parts.push({ at: match.index, text: code, kind: match[1] === undefined ? 'code' : 'command' })
    from = match.index + code.length
  }
  if (from < text.length) parts.push({ at: from, text: text.slice(from), kind: 'words' })
  return parts
}

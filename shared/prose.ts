/** What the texts of the failure classes name for typing: commands, settings with a value, names of settings and of files. */
const typed =
  /(?:postsuper -[a-zA-Z] [A-Za-z0-9]+|postcat -q [A-Za-z0-9]+|postqueue -[a-z]+|postfix (?:reload|status|check)|postmap (?:[a-z]+:)?\/[A-Za-z0-9/_-]+|[a-z]+(?:_[a-z0-9]+)* = [^\s,;()]+|[a-z]+(?:_[a-z0-9]+)+|main\.cf|master\.cf)/g

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
    parts.push({ at: match.index, text: code, kind: code.startsWith('post') || code.includes(' = ') ? 'command' : 'code' })
    from = match.index + code.length
  }
  if (from < text.length) parts.push({ at: from, text: text.slice(from), kind: 'words' })
  return parts
}

import type { Place, QueryProblem } from './syntax.ts'

/** A part of the query's text. `open` and `close` are parentheses; `quoted` holds what its escapes stand for. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'open' | 'close' | 'not' | 'or' | 'and'
  readonly text: string
  readonly place: Place
  /** No space before it: `to:` and `"…"` belong together only then. */
  readonly attached: boolean
}

const quotes = '"\u201c\u201d\u201e\u201f\u00ab\u00bb'
const space = /\s/

/** Splits a query into its parts, in one pass. Curly quotes count as straight ones. */
export function tokenise(text: string): { readonly tokens: readonly Token[]; readonly problems: readonly QueryProblem[] } {
  const tokens: Token[] = []
  const problems: QueryProblem[] = []
  let at = 0
  let attached = false
  const push = (kind: Token['kind'], value: string, end: number) => {
    tokens.push({ kind, text: value, place: { start: at, end }, attached })
    at = end
    attached = true
  }
  while (at < text.length) {
    const character = text[at]!
    if (space.test(character)) {
      at++
      attached = false
    } else if (character === '(') push('open', '(', at + 1)
    else if (character === ')') push('close', ')', at + 1)
    else if (quotes.includes(character)) {
      const quoted = readQuoted(text, at + 1)
      if (!quoted.closed) {
        problems.push({ place: { start: at, end: text.length }, message: 'The quotation mark is never closed: put a " after the text.' })
      }
      push('quoted', quoted.text, quoted.end)
    } else if (isNegation(text, at)) push('not', character, at + 1)
    else {
      const word = readWord(text, at)
      if (word === 'OR' || word === 'AND' || word === 'NOT')
        push(word === 'OR' ? 'or' : word === 'AND' ? 'and' : 'not', word, at + word.length)
      else push('word', word, at + word.length)
    }
  }
  return { tokens, problems }
}

/** `-` and `!` exclude at the beginning of a clause only, and only when something follows. */
function isNegation(text: string, at: number): boolean {
  const character = text[at]
  if (character !== '-' && character !== '!') return false
  const next = text[at + 1]
  return next !== undefined && !space.test(next) && next !== ')'
}

function readWord(text: string, start: number): string {
  let end = start
  while (end < text.length && !space.test(text[end]!) && text[end] !== '(' && text[end] !== ')' && !quotes.includes(text[end]!)) end++
  return text.slice(start, end)
}

/** Reads up to the closing quotation mark; `\"` and `\\` stand for the characters themselves. */
function readQuoted(text: string, start: number): { readonly text: string; readonly end: number; readonly closed: boolean } {
  let value = ''
  for (let at = start; at < text.length; at++) {
    const character = text[at]!
    const next = text[at + 1]
    if (character === '\\' && next !== undefined && (next === '\\' || quotes.includes(next))) {
      value += next
      at++
    } else if (quotes.includes(character)) return { text: value, end: at + 1, closed: true }
    else value += character
  }
  return { text: value, end: text.length, closed: false }
}

/** A text between straight quotation marks, as `tokenise` reads it back. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"\u201c\u201d\u201e\u201f\u00ab\u00bb]/g, '\\$&')}"`
}

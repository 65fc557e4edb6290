import { afterBlanks, COLON, isDigit, OPEN, QUOTE, SPACE } from '../../ascii.ts'

/** A host as Exim writes it behind `H=`: `name (helo) [ip]:port`. */
export interface Host {
  /** Verified by DNS; null where only the client itself names it, in parentheses. */
  readonly name: string | null
  readonly helo: string | null
  readonly ip: string | null
  /** `name[ip]:port` without its helo. */
  readonly place: string
  /** Index after it. */
  readonly end: number
}

/** Whether a field or an address may end at `at`: a blank, a colon before a blank, or the end of the text. */
function isEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (code === COLON) return !(text.charCodeAt(at + 1) > SPACE)
  return !(code > SPACE)
}

/** Index after the word that begins at `at`. */
export function wordEnd(text: string, at: number): number {
  let end = at
  while (!isEnd(text, end)) end++
  return end
}

/** Index after the `"` that closes the one at `open`: the first one that is not escaped and that a field may end with. */
export function quoteEnd(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 92) at++
    else if (code === QUOTE && isEnd(text, at + 1)) return at + 1
  }
  return text.length
}

/** Index after the `>` that closes the `<` at `open`: the first that a field may end with. */
export function angleEnd(text: string, open: number): number {
  for (let at = text.indexOf('>', open); at >= 0; at = text.indexOf('>', at + 1)) {
    if (isEnd(text, at + 1) || text.charCodeAt(at + 1) === 44) return at + 1
  }
  return text.length
}

/** An address: `<a@b>` without its brackets, or a word. */
export function bare(text: string): string {
  return text.charCodeAt(0) === 60 && text.endsWith('>') ? text.slice(1, -1) : text
}

/**
 * The host at `at`. Its parts may be absent, but not all; the helo is what the client said and may hold anything, so it ends where
 * the address begins.
 */
export function hostAt(text: string, at: number): Host | null {
  let end = at
  let name = ''
  const first = text.charCodeAt(at)
  if (first !== OPEN && first !== 40) {
    end = wordEnd(text, at)
    name = text.slice(at, end)
  }
  let open = text.charCodeAt(end) === SPACE ? end + 1 : end
  let helo: string | null = null
  if (text.charCodeAt(open) === 40) {
    const close = text.indexOf(') [', open)
    const only = text.indexOf(')', open)
    if (only < 0) return name === '' ? null : host(name, null, null, '', end)
    const stop = close < 0 ? only : close
    helo = text.slice(open + 1, stop)
    end = stop + 1
    open = end + 1
  }
  if (text.charCodeAt(open) !== OPEN) return name === '' && helo === null ? null : host(name, helo, null, '', end)
  const close = text.indexOf(']', open)
  if (close < 0) return null
  end = close + 1
  if (text.charCodeAt(end) === COLON && isDigit(text.charCodeAt(end + 1))) while (isDigit(text.charCodeAt(end + 1))) end++
  const port = end > close + 1 ? ++end : end
  const ip = text.slice(open + 1, close)
  const found = host(name, helo, ip, text.slice(close + 1, port), end)
  // A star marks a host that was tried again.
  return text.charCodeAt(end) === 42 ? { ...found, end: end + 1 } : found
}

function host(name: string, helo: string | null, ip: string | null, port: string, end: number): Host {
  return { name: name === '' ? null : name, helo, ip, place: ip === null ? name : `${name}[${ip}]${port}`, end }
}

/** The address of a delivery line, and for whom it stands. */
export interface Addressee {
  readonly recipient: string
  /** What the mail was addressed to, where that is another address. */
  readonly original: string | null
  readonly end: number
}

/**
 * Reads `address (parents) <original>`. A local delivery names the local part alone: it is completed from the original where that
 * has the same.
 */
export function addresseeAt(text: string, at: number): Addressee {
  let end = addressEnd(text, at)
  const address = bare(text.slice(at, end))
  if (text.startsWith(' (', end)) {
    const close = text.indexOf(')', end)
    if (close > 0) end = close + 1
  }
  if (!text.startsWith(' <', end)) return { recipient: address, original: null, end }
  const close = angleEnd(text, end + 1)
  const original = bare(text.slice(end + 1, close))
  return isSame(address, original) ? { recipient: original, original: null, end: close } : { recipient: address, original, end: close }
}

/** Whether an address is another one, or its local part. */
function isSame(address: string, original: string): boolean {
  const length = address.length
  if (original.length !== length && original.charCodeAt(length) !== 64) return false
  for (let at = 0; at < length; at++) {
    const [a, b] = [address.charCodeAt(at), original.charCodeAt(at)]
    if (a !== b && ((a | 32) !== (b | 32) || (a | 32) < 97 || (a | 32) > 122)) return false
  }
  return true
}

/** Index after the address at `at`. A command, a file, an automatic reply and `:blackhole:` hold blanks and colons; of an address only a quoted local part does. */
export function addressEnd(text: string, at: number): number {
  const first = text.charCodeAt(at)
  if (first === 60) return angleEnd(text, at)
  if (first === COLON) return text.indexOf(':', at + 1) + 1 || text.length
  if (first === 124 && text.charCodeAt(at + 1) === QUOTE) return quoteEnd(text, at + 1)
  if (first === 124 || first === 62 || first === 47) {
    const ends = [' <', ' R=', ' F=<', ': '].map((mark) => text.indexOf(mark, at)).filter((found) => found > at)
    return Math.min(text.length, ...ends)
  }
  let end = at
  for (let quoted = false; end < text.length && (quoted || !isEnd(text, end)); end++) {
    const code = text.charCodeAt(end)
    if (quoted && code === 92) end++
    else if (code === QUOTE) quoted = !quoted
  }
  return Math.min(end, text.length)
}

/** Whole and broken seconds of a time as Exim writes it: `0s`, `0.123s`, `2h3m4s`, `1w2d`; null for anything else. */
export function secondsOf(span: string | null): number | null {
  if (span === null) return null
  let total = 0
  let from = 0
  for (let at = 0; at < span.length; at++) {
    const code = span.charCodeAt(at)
    if (isDigit(code) || code === 46) continue
    const unit = units[span.charAt(at)]
    const value = Number(span.slice(from, at))
    if (unit === undefined || at === from || Number.isNaN(value)) return null
    total += unit * value
    from = at + 1
  }
  return span !== '' && from === span.length ? total : null
}

const units: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 }

/** What stands behind the fields: the blank or the ` : ` before it is left out. */
export function restAfter(text: string, end: number): string {
  let at = afterBlanks(text, end)
  if (text.charCodeAt(at) === COLON) at = afterBlanks(text, at + 1)
  return at === 0 ? text : text.slice(at)
}

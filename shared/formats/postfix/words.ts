import type { Stage } from '../../failures/failure.ts'

/** A client as Postfix writes it: `name[ip]`, `[ip]:port`, `name[unix:/path]`; `unknown` is null. */
export interface Client {
  readonly name: string | null
  readonly ip: string | null
  /** Index after it, its port included. */
  readonly end: number
}

const stages = new Map<string, Stage | null>([
  ['CONNECT', 'connect'],
  ['HELO', 'helo'],
  ['EHLO', 'helo'],
  ['LHLO', 'helo'],
  ['STARTTLS', 'starttls'],
  ['AUTH', 'auth'],
  ['MAIL', 'mail'],
  ['RCPT', 'rcpt'],
  ['VRFY', 'rcpt'],
  ['DATA', 'data'],
  ['BDAT', 'data'],
  ['END-OF-MESSAGE', 'eod'],
  ['.', 'eod'],
])

/** The stage of an SMTP verb as smtpd and postscreen write it; null for RSET, NOOP, UNKNOWN and the like. */
export function stageOf(verb: string): Stage | null {
  return stages.get(verb) ?? null
}

/**
 * Whether `text` from `from` to `to` is shaped like a queue id: hexadecimal capitals (short), or letters without vowels and
 * digits with the `z` before the inode (`enable_long_queue_ids`, postconf(5)).
 */
function isQueueId(text: string, from: number, to: number): boolean {
  const length = to - from
  if (length < 6 || length > 40) return false
  let hex = true
  let vowel = false
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (code >= 48 && code <= 57) continue
    if (code < 65 || code > 70) hex = false
    if (!isConsonant(code)) vowel = true
    if (!hex && vowel) return false
  }
  return hex || (length >= 10 && text.lastIndexOf('z', to - 1) > from)
}

function isConsonant(code: number): boolean {
  const lower = code | 32
  if (lower < 97 || lower > 122) return false
  return lower !== 97 && lower !== 101 && lower !== 105 && lower !== 111 && lower !== 117
}

/**
 * Whether Postfix's own words give `text` from `from` to `to` as a queue id: its shape, or, since ids of logs are also scrubbed by
 * hand, eight letters and digits with a digit among them.
 */
export function isNamedId(text: string, from: number, to: number): boolean {
  if (isQueueId(text, from, to)) return true
  if (to - from < 8 || to - from > 40) return false
  for (let at = from; at < to; at++) if (text.charCodeAt(at) <= 57) return true
  return false
}

/** Index after the letters and digits that begin at `from`. */
export function wordEnd(text: string, from: number): number {
  let at = from
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const lower = code | 32
    if (!(code >= 48 && code <= 57) && !(lower >= 97 && lower <= 122)) break
  }
  return at
}

/** The queue id that begins at `from`, or null where the word there has not its shape. */
export function queueIdAt(text: string, from: number): string | null {
  const to = wordEnd(text, from)
  return isQueueId(text, from, to) ? text.slice(from, to) : null
}

/** The id that Postfix's own words name at `from`, or null. */
export function namedIdAt(text: string, from: number): string | null {
  const to = wordEnd(text, from)
  return isNamedId(text, from, to) ? text.slice(from, to) : null
}

/** The client at `from`; null where there is none. */
export function clientAt(text: string, from: number): Client | null {
  const open = text.indexOf('[', from)
  if (open < 0) return null
  const space = text.indexOf(' ', from)
  if (space >= 0 && space < open) return null
  const close = text.indexOf(']', open)
  if (close < 0) return null
  let end = close + 1
  if (text.charCodeAt(end) === 58) {
    const port = end + 1
    let after = port
    while (text.charCodeAt(after) >= 48 && text.charCodeAt(after) <= 57) after++
    if (after > port) end = after
  }
  return { name: known(text.slice(from, open)), ip: address(text.slice(open + 1, close)), end }
}

function known(name: string): string | null {
  return name === '' || name === 'unknown' ? null : name
}

function address(text: string): string | null {
  return text === 'unknown' || text.startsWith('unix:') ? null : text
}

/** The SASL login at the end of a line; `(unavailable)` is null. */
export function loginIn(text: string, from: number): string | null {
  const key = text.indexOf('sasl_username=', from)
  if (key < 0) return null
  const start = key + 14
  if (text.charCodeAt(start) === 60) return text.slice(start + 1, closing(text, start))
  const comma = text.indexOf(',', start)
  const space = text.indexOf(' ', start)
  const ends = [comma, space].filter((at) => at >= 0)
  const login = text.slice(start, ends.length > 0 ? Math.min(...ends) : text.length)
  return login === '' || login === '(unavailable)' ? null : login
}

/**
 * Index of the `>` that closes the address whose `<` is at `open`: the first that a separator or the end follows, since a
 * quoted local part may hold one.
 */
export function closing(text: string, open: number): number {
  for (let at = text.indexOf('>', open); at >= 0; at = text.indexOf('>', at + 1)) {
    const next = text.charCodeAt(at + 1)
    if (Number.isNaN(next) || next === 32 || next === 44 || next === 58 || next === 59) return at
  }
  return text.length
}

/** The first SMTP code in a reply, after the words that introduce a server's answer; null where there is none. */
export function codeIn(reply: string): number | null {
  const direct = codeAt(reply, 0)
  if (direct !== null) return direct
  const said = reply.indexOf('said: ')
  if (said >= 0) return codeAt(reply, said + 6)
  const talk = reply.indexOf('refused to talk to me: ')
  return talk >= 0 ? codeAt(reply, talk + 23) : null
}

/** The three digits at `at` if they are an SMTP code. */
export function codeAt(text: string, at: number): number | null {
  const first = text.charCodeAt(at) - 48
  const second = text.charCodeAt(at + 1) - 48
  const third = text.charCodeAt(at + 2) - 48
  if (!(first >= 2 && first <= 5 && second >= 0 && second <= 9 && third >= 0 && third <= 9)) return null
  const next = text.charCodeAt(at + 3)
  return Number.isNaN(next) || next === 32 || next === 45 ? first * 100 + second * 10 + third : null
}

/** The enhanced status code that begins at `at` (RFC 3463), or null. */
export function statusAt(text: string, at: number): string | null {
  const first = text.charCodeAt(at)
  if (first !== 50 && first !== 52 && first !== 53) return null
  let dots = 0
  let end = at
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 46) dots++
    else if (!(code >= 48 && code <= 57)) break
  }
  return dots === 2 && text.charCodeAt(end - 1) !== 46 ? text.slice(at, end) : null
}

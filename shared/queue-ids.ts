import { isDigit } from './ascii.ts'
import { queueIdAt } from './formats/postfix/words.ts'

function isBase62(code: number): boolean {
  const lower = code | 32
  return isDigit(code) || (lower >= 97 && lower <= 122)
}

function areBase62(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isBase62(text.charCodeAt(at))) return false
  return true
}

/** Index after Exim's message id that begins at `at`: 6-6-2 characters, from 4.97 on 6-11-4; -1 where there is none. */
export function eximIdEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 6) !== 45 || !areBase62(text, at, at + 6)) return -1
  const middle = text.charCodeAt(at + 13) === 45 ? 6 : text.charCodeAt(at + 18) === 45 ? 11 : 0
  const end = at + 7 + middle + (middle === 6 ? 3 : 5)
  if (middle === 0 || end > text.length || isBase62(text.charCodeAt(end))) return -1
  return areBase62(text, at + 7, at + 7 + middle) && areBase62(text, at + 8 + middle, end) ? end : -1
}

/** Exim's message id that begins at `at`, or null. */
export function eximIdAt(text: string, at: number): string | null {
  const end = eximIdEnd(text, at)
  return end < 0 ? null : text.slice(at, end)
}

/** The queue id that the next server named when it took the mail: Postfix `queued as X`, Exim `OK id=X`; null for other words. */
export function queueIdIn(reply: string): string | null {
  const queued = reply.lastIndexOf('queued as ')
  if (queued >= 0) return queueIdAt(reply, queued + 10)
  const id = reply.lastIndexOf(' id=')
  return id >= 0 ? eximIdAt(reply, id + 4) : null
}

/** Postfix's, of its long queue ids. */
const ALPHABET = '0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz'

/** Exim's, of its message ids. */
const ALPHABET_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * The UTC second in which a queue id was made. A long one of Postfix: base 52 before four characters of microseconds and the `z` that
 * comes before the inode (MQID_* in postfix src/global/mail_queue.h). One of Exim: base 62 before the first hyphen
 * (spec, `Message identification`; where file names have one case it is base 36, which gives no second here).
 *
 * @returns seconds since the epoch, or null for a short id and for seconds outside 2001–2099
 */
export function idSecond(queueId: string): number | null {
  const exim = queueId.charCodeAt(6) === 45
  const end = exim ? 6 : queueId.lastIndexOf('z') - 4
  if (end < 6) return null
  const alphabet = exim ? ALPHABET_62 : ALPHABET
  let second = 0
  for (let at = 0; at < end; at++) {
    const digit = alphabet.indexOf(queueId.charAt(at))
    if (digit < 0) return null
    second = second * alphabet.length + digit
  }
  return second >= 1e9 && second < 4.1e9 ? second : null
}

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

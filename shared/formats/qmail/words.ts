import { digits, isDigit } from '../../ascii.ts'

/** daemontools writes Unix seconds plus 2^62 and ten: no leap seconds are applied. */
const TEN = 10

/** Microseconds since the epoch of `@4000000038c3eeb027f41c7c ` at the start of a line; null where it is no such stamp. */
export function taiStamp(line: string): number | null {
  if (!/^@4[0-9a-f]{23} /.test(line.slice(0, 26))) return null
  const seconds = (Number.parseInt(line.slice(1, 9), 16) - 0x40000000) * 2 ** 32 + Number.parseInt(line.slice(9, 17), 16) - TEN
  const nanos = Number.parseInt(line.slice(17, 25), 16)
  return seconds >= 0 && seconds < 4.1e9 && nanos < 1e9 ? seconds * 1e6 + Math.floor(nanos / 1000) : null
}

/** The digits that begin at `from`; '' where there are none, or more than 19. */
export function numberAt(text: string, from: number): string {
  let end = from
  while (isDigit(text.charCodeAt(end))) end++
  return end - from > 19 ? '' : text.slice(from, end)
}

/** What follows `key` up to the next blank; null where the text has no such key from `from` on. */
export function wordAfter(text: string, key: string, from: number): string | null {
  const at = text.indexOf(key, from)
  if (at < 0) return null
  const end = text.indexOf(' ', at + key.length)
  return text.slice(at + key.length, end < 0 ? text.length : end)
}

/** What a delivery reported, without what qmail wrote around the server's words. */
export interface Report {
  /** `[192.0.2.7]`, or null where no server is named. */
  readonly nextHop: string | null
  readonly reply: string
}

/** Where the server's own words begin, and what qmail says behind them. */
const REMOTE = 'Remote host said: '
const LAST = '/Giving up on '

/** Reads `192.0.2.7_does_not_like_recipient./Remote_host_said:_550_5.1.1_No/Giving_up_on_192.0.2.7./`: `_` is a blank, `/` may be a line's end. */
export function reportOf(written: string): Report {
  const text = written.replace(/\/{1,3}$/, '').replaceAll('_', ' ')
  const at = text.indexOf(REMOTE)
  const last = text.lastIndexOf(LAST)
  const words = text.slice(at < 0 ? 0 : at + REMOTE.length, last > at ? last : text.length)
  // A reply of several lines repeats its code behind each end.
  return { nextHop: serverIn(text), reply: words.replace(/\/(?=[245][0-9]{2}[- ])/g, ' ') }
}

/** The first address of IPv4 in the words before the server's. */
function serverIn(text: string): string | null {
  const found = /(?:^|[ :])([0-9]{1,3}(?:\.[0-9]{1,3}){3})(?=[ .:]|$)/.exec(text.slice(0, 120))
  return found === null ? null : `[${found[1]}]`
}

/** Whether a text is a count, such as that of bytes. */
export function countIn(text: string): number {
  return text.length === 0 || text.length > 12 ? Number.NaN : digits(text, 0, text.length)
}

import type { Origin } from './record.ts'

/** A line's origin and the index at which the program's own text begins. */
export interface Carried {
  readonly origin: Origin
  readonly textStart: number
}

/** Where a stamp ends, and what it says. */
interface Stamp {
  readonly micros: number
  readonly zoned: boolean
  readonly yearless: boolean
  /** Index after the stamp. */
  readonly end: number
}

const SPACE = 32
const PLUS = 43
const COMMA = 44
const MINUS = 45
const DOT = 46
const COLON = 58
const LESS = 60
const OPEN = 91
const CLOSE = 93
const BACKSLASH = 92
const QUOTE = 34

const MONTHS = new Map(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((name, at) => [name, at]))
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * Reads what a syslog carrier says of one line: RFC 3164 (year, `<PRI>` and fraction optional), RFC 3339 / ISO 8601
 * (offset optional), or RFC 5424. The shape is decided by the line's first characters, so a file may change it in the middle.
 *
 * @returns null where the line has no such header, or RFC 5424 without a time
 */
export function readOrigin(line: string): Carried | null {
  let at = 0
  if (line.charCodeAt(0) === LESS) at = afterPriority(line)
  const first = line.charCodeAt(at)
  if (first > 64) return rfc3164(line, at)
  if (!isDigit(first)) return null
  const fourth = line.charCodeAt(at + 4)
  if (fourth === MINUS) return iso(line, at)
  if (first === 49 && line.charCodeAt(at + 1) === SPACE) return rfc5424(line, at + 2)
  if (fourth === SPACE) return rfc3164(line, at)
  return null
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** Reads `count` digits; NaN where one of them is none. */
function digits(line: string, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const code = line.charCodeAt(i)
    if (!isDigit(code)) return Number.NaN
    value = value * 10 + code - 48
  }
  return value
}

function afterPriority(line: string): number {
  let at = 1
  while (isDigit(line.charCodeAt(at)) && at < 5) at++
  return line.charCodeAt(at) === 62 ? at + 1 : 0
}

function afterBlanks(line: string, from: number): number {
  let at = from
  while (line.charCodeAt(at) === SPACE) at++
  return at
}

// One second holds many lines, so the last one is kept. The caches change no result.
let isoText = '?'
let isoMicros = 0
let bsdText = '?'
let bsdMicros = 0
let bsdYearless = true
let lastHost = '?'
let lastOffset = '?'
let lastMinutes = 0
/** By length and last character. */
const programs: string[] = Array.from({ length: 32 * 128 }, () => '')

function civil(year: number, month: number, day: number, clock: number): number {
  if (!(month >= 0 && month < 12 && day >= 1 && day <= DAYS[month]!) || Number.isNaN(clock)) return Number.NaN
  if (month === 1 && day === 29 && new Date(Date.UTC(year, 1, 29)).getUTCMonth() !== 1) return Number.NaN
  return Date.UTC(year, month, day) * 1000 + clock * 1e6
}

/** Seconds of the day in `hh:mm:ss`; a leap second is 60. NaN where it is no time. */
function clockSeconds(line: string, at: number): number {
  if (line.charCodeAt(at + 2) !== COLON || line.charCodeAt(at + 5) !== COLON) return Number.NaN
  const hour = digits(line, at, 2)
  const minute = digits(line, at + 3, 2)
  const second = digits(line, at + 6, 2)
  return hour < 24 && minute < 60 && second <= 60 ? hour * 3600 + minute * 60 + second : Number.NaN
}

/** Microseconds of a fraction whose point is at `at`, and the index after it; digits beyond six are dropped. */
function fractionEnd(line: string, at: number): number {
  let end = at + 1
  while (isDigit(line.charCodeAt(end))) end++
  return end
}

function fractionMicros(line: string, at: number, end: number): number {
  let value = 0
  for (let i = at + 1; i <= at + 6; i++) value = value * 10 + (i < end ? line.charCodeAt(i) - 48 : 0)
  return value
}

/** Minutes east of UTC of `Z`, `+01:00`, `+0100`, `+01`; NaN where there is none. */
function offsetMinutes(text: string): number {
  const sign = text.charCodeAt(0) === MINUS ? -1 : 1
  const colon = text.charCodeAt(3) === COLON ? 4 : 3
  const minutes = text.length > 3 ? digits(text, colon, 2) : 0
  return text === 'Z' || text === 'z' ? 0 : sign * (digits(text, 1, 2) * 60 + minutes)
}

/** `startsWith`, without the cost of a call into the runtime. */
function holds(line: string, text: string, at: number): boolean {
  for (let i = 0; i < text.length; i++) if (line.charCodeAt(at + i) !== text.charCodeAt(i)) return false
  return true
}

function isoStamp(line: string, at: number): Stamp | null {
  let micros = isoMicros
  if (!holds(line, isoText, at)) {
    const separator = line.charCodeAt(at + 10)
    if (line.charCodeAt(at + 7) !== MINUS || (separator !== 84 && separator !== SPACE && separator !== 116)) return null
    micros = civil(digits(line, at, 4), digits(line, at + 5, 2) - 1, digits(line, at + 8, 2), clockSeconds(line, at + 11))
    if (Number.isNaN(micros)) return null
    isoText = line.slice(at, at + 19)
    isoMicros = micros
  }
  let end = at + 19
  const point = line.charCodeAt(end)
  if (point === DOT || point === COMMA) {
    const after = fractionEnd(line, end)
    micros += fractionMicros(line, end, after)
    end = after
  }
  let sign = line.charCodeAt(end)
  // `2026-03-02 09:14:05 +0100 host`
  if (sign === SPACE && isSign(line.charCodeAt(end + 1)) && isDigit(line.charCodeAt(end + 2))) sign = line.charCodeAt(++end)
  if (sign !== 90 && sign !== 122 && !isSign(sign)) return { micros, zoned: false, yearless: false, end }
  let after = end + lastOffset.length
  if (!holds(line, lastOffset, end) || line.charCodeAt(after) !== SPACE) {
    after = end + 1
    while (isDigit(line.charCodeAt(after)) || line.charCodeAt(after) === COLON) after++
    lastOffset = line.slice(end, after)
    lastMinutes = offsetMinutes(lastOffset)
  }
  const minutes = lastMinutes
  return Number.isNaN(minutes) ? null : { micros: micros - minutes * 60e6, zoned: true, yearless: false, end: after }
}

function isSign(code: number): boolean {
  return code === PLUS || code === MINUS
}

function bsdStamp(line: string, from: number): Stamp | null {
  if (holds(line, bsdText, from)) return bsdEnd(line, from + bsdText.length, bsdMicros, bsdYearless)
  let at = from
  let year = 2000
  let yearless = true
  if (isDigit(line.charCodeAt(at))) {
    year = digits(line, at, 4)
    yearless = false
    at += 5
  }
  const month = MONTHS.get(line.slice(at, at + 3)) ?? Number.NaN
  if (line.charCodeAt(at + 3) !== SPACE) return null
  at = afterBlanks(line, at + 3)
  const width = isDigit(line.charCodeAt(at + 1)) ? 2 : 1
  const day = digits(line, at, width)
  at += width
  if (line.charCodeAt(at) !== SPACE) return null
  at++
  if (yearless && line.charCodeAt(at + 4) === SPACE && digits(line, at, 4) >= 1970) {
    year = digits(line, at, 4)
    yearless = false
    at += 5
  }
  const micros = civil(year, month, day, clockSeconds(line, at))
  if (Number.isNaN(micros)) return null
  bsdText = line.slice(from, at + 8)
  bsdMicros = micros
  bsdYearless = yearless
  return bsdEnd(line, at + 8, micros, yearless)
}

/** What may follow the seconds: a fraction, or a year before the host. */
function bsdEnd(line: string, at: number, micros: number, yearless: boolean): Stamp {
  if (line.charCodeAt(at) === DOT) {
    const end = fractionEnd(line, at)
    return { micros: micros + fractionMicros(line, at, end), zoned: false, yearless, end }
  }
  if (yearless && isDigit(line.charCodeAt(at + 1)) && line.charCodeAt(at + 5) === SPACE) {
    const year = digits(line, at + 1, 4)
    // `2026` may also be a host: then the next word is the tag.
    if (year >= 1970 && year < 2100 && !isTag(line, at + 6)) {
      const date = new Date(micros / 1000)
      const moved = civil(year, date.getUTCMonth(), date.getUTCDate(), (micros / 1e6) % 86_400)
      if (!Number.isNaN(moved)) return { micros: moved, zoned: false, yearless: false, end: at + 5 }
    }
  }
  return { micros, zoned: false, yearless, end: at }
}

/** Whether the word at `at` ends like a tag: `name:` or `name[123]:`. */
function isTag(line: string, at: number): boolean {
  const space = line.indexOf(' ', at)
  return space > at && line.charCodeAt(space - 1) === COLON
}

function rfc3164(line: string, at: number): Carried | null {
  const stamp = bsdStamp(line, at)
  return stamp === null || line.charCodeAt(stamp.end) !== SPACE ? null : hostAndTag(line, stamp)
}

function iso(line: string, at: number): Carried | null {
  const stamp = isoStamp(line, at)
  return stamp === null || line.charCodeAt(stamp.end) !== SPACE ? null : hostAndTag(line, stamp)
}

function hostAndTag(line: string, stamp: Stamp): Carried | null {
  let at = afterBlanks(line, stamp.end)
  // `<mail.info> host` of FreeBSD's syslogd -v
  if (line.charCodeAt(at) === LESS) {
    const close = line.indexOf('> ', at)
    if (close > 0) at = close + 2
  }
  let host = ''
  const space = line.indexOf(' ', at)
  if (space < 0 || line.charCodeAt(space - 1) !== COLON) {
    if (space < 0) return null
    host = hostAt(line, at, space)
    at = afterBlanks(line, space)
    // `host mail.info tag:` of busybox
    if (line.startsWith('mail.', at) && !isTag(line, at)) {
      const next = line.indexOf(' ', at)
      if (next > 0 && isTag(line, next + 1)) at = next + 1
    }
  }
  return tagged(line, at, host, stamp)
}

function hostAt(line: string, from: number, to: number): string {
  if (to - from !== lastHost.length || !holds(line, lastHost, from)) lastHost = line.slice(from, to)
  return lastHost
}

/** A tag ends with `:` or `[pid]`; `127.0.0.1:10025/smtpd` holds a colon. Without a tag the text begins at once. */
function tagged(line: string, from: number, host: string, stamp: Stamp): Carried {
  let at = from
  for (; at < line.length; at++) {
    const code = line.charCodeAt(at)
    if (code === SPACE) break
    if (code === COLON && !(line.charCodeAt(at + 1) > SPACE)) return carried(line, from, at, 0, at + 1, host, stamp)
    if (code !== OPEN) continue
    let close = at + 1
    while (isDigit(line.charCodeAt(close))) close++
    if (close === at + 1 || line.charCodeAt(close) !== CLOSE) continue
    const pid = digits(line, at + 1, close - at - 1)
    const text = line.charCodeAt(close + 1) === COLON ? close + 2 : close + 1
    return carried(line, from, at, pid, text, host, stamp)
  }
  return carried(line, from, from, 0, from, host, stamp)
}

function carried(line: string, from: number, to: number, pid: number, text: number, host: string, stamp: Stamp): Carried {
  let textStart = afterBlanks(line, text)
  // `[ID 197553 mail.info] ` of Solaris
  if (line.startsWith('[ID ', textStart)) {
    const close = line.indexOf('] ', textStart)
    if (close > 0) textStart = close + 2
  }
  const { micros, zoned, yearless } = stamp
  return { origin: { stamp: micros, zoned, yearless, host, program: programAt(line, from, to), pid }, textStart }
}

/** The few program names of a log are kept as one string each; a slice would hold on to its whole line. */
function programAt(line: string, from: number, to: number): string {
  const length = to - from
  if (length === 0) return ''
  const slot = (length & 31) * 128 + (line.charCodeAt(to - 1) & 127)
  const known = programs[slot]!
  if (known.length === length && holds(line, known, from)) return known
  const name = line.slice(from, to)
  programs[slot] = name
  return name
}

function rfc5424(line: string, at: number): Carried | null {
  const stamp = isDigit(line.charCodeAt(at)) ? isoStamp(line, at) : null
  if (stamp === null || line.charCodeAt(stamp.end) !== SPACE) return null
  const hostEnd = line.indexOf(' ', stamp.end + 1)
  const appEnd = line.indexOf(' ', hostEnd + 1)
  const pidEnd = line.indexOf(' ', appEnd + 1)
  const idEnd = line.indexOf(' ', pidEnd + 1)
  if (hostEnd < 0 || appEnd < 0 || pidEnd < 0 || idEnd < 0) return null
  const host = hostAt(line, stamp.end + 1, hostEnd)
  const pid = digits(line, appEnd + 1, pidEnd - appEnd - 1)
  const textStart = afterMark(line, afterBlanks(line, afterStructuredData(line, idEnd + 1)))
  const { micros, zoned, yearless } = stamp
  const program = programAt(line, hostEnd + 1, appEnd)
  return {
    origin: {
      stamp: micros,
      zoned,
      yearless,
      host: host === '-' ? '' : host,
      program: program === '-' ? '' : program,
      pid: Number.isNaN(pid) ? 0 : pid,
    },
    textStart,
  }
}

/** RFC 5424 section 6.3: `-`, or elements whose quoted values escape `"`, `\` and `]`. */
function afterStructuredData(line: string, from: number): number {
  if (line.charCodeAt(from) === MINUS) return from + 1
  let quoted = false
  let at = from
  for (; at < line.length; at++) {
    const code = line.charCodeAt(at)
    if (quoted && code === BACKSLASH) at++
    else if (code === QUOTE) quoted = !quoted
    else if (!quoted && code === CLOSE && line.charCodeAt(at + 1) !== OPEN) return at + 1
    else if (!quoted && code === SPACE && line.charCodeAt(from) !== OPEN) return at
  }
  return at
}

/** A byte order mark before the message, as bytes or as a character; blanks may follow it. */
function afterMark(line: string, at: number): number {
  if (line.startsWith('\u00ef\u00bb\u00bf', at)) return afterBlanks(line, at + 3)
  return line.charCodeAt(at) === 0xfeff ? afterBlanks(line, at + 1) : at
}

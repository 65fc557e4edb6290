import { afterBlanks, COLON, COMMA, DOT, digits, holds, isDigit, MINUS, PLUS, SPACE } from './ascii.ts'

/** Where a stamp ends, and what it says; the first three as in `Origin`. */
export interface Stamp {
  readonly micros: number
  readonly zoned: boolean
  readonly yearless: boolean
  /** Index after the stamp. */
  readonly end: number
}

const MONTHS = new Map(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((name, at) => [name, at]))
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

// One second holds many lines, so the last one is kept. The caches change no result.
let isoText = '?'
let isoMicros = 0
let bsdText = '?'
let bsdMicros = 0
let bsdYearless = true
let lastOffset = '?'
let lastMinutes = 0

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

/** Index after a fraction whose point is at `at`. */
function fractionEnd(line: string, at: number): number {
  let end = at + 1
  while (isDigit(line.charCodeAt(end))) end++
  return end
}

/** Microseconds of a fraction whose point is at `at`; digits beyond six are dropped. */
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

/** Reads a stamp of RFC 3339 or ISO 8601 at `at`: fraction after a point or a comma, offset glued or after a blank, both optional. */
export function isoStamp(line: string, at: number): Stamp | null {
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

/** Reads seconds of the Unix epoch with a fraction, `1772442845.123456`, at `at`. */
export function unixStamp(line: string, at: number): Stamp | null {
  const seconds = digits(line, at, 10)
  const end = fractionEnd(line, at + 10)
  return Number.isNaN(seconds) ? null : { micros: seconds * 1e6 + fractionMicros(line, at + 10, end), zoned: true, yearless: false, end }
}

function isSign(code: number): boolean {
  return code === PLUS || code === MINUS
}

/** Reads a stamp of RFC 3164 at `from`: a year before it or after the day or the time, and a fraction, all optional. */
export function bsdStamp(line: string, from: number): Stamp | null {
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
export function isTag(line: string, at: number): boolean {
  const space = line.indexOf(' ', at)
  return space > at && line.charCodeAt(space - 1) === COLON
}

import type { Origin } from './record.ts'

/** Hours east of UTC of the abbreviations that mean one zone only; CST, IST and BST mean several and are left to the user. */
const hoursOf: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  WEST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  SGT: 8,
  HKT: 8,
  JST: 9,
  KST: 9,
  AEST: 10,
  AEDT: 11,
  NZST: 12,
  NZDT: 13,
  EST: -5,
  EDT: -4,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  AKST: -9,
  AKDT: -8,
  HST: -10,
}

const form =
  /^([0-9]{4})[/-]([0-9]{1,2})[/-]([0-9]{1,2})[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(?: ?([AaPp])\.?[Mm]\.?(?![A-Za-z]))? ?(\S{0,12})$/

/** The hour of a day of 24 that is written with a half of the day (`a`, `P`; '': with none). */
function hourOf(written: string, half: string): number {
  return half === '' ? Number(written) : (Number(written) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

/** Minutes east of UTC of `CEST`, `+02:00`, `GMT+2`; null where it is not certain. */
function minutesOf(zone: string): number | null {
  const hours = hoursOf[zone.toUpperCase()]
  if (hours !== undefined) return hours * 60
  const offset = /^(?:UTC|GMT)?([+-])([0-9]{1,2}):?([0-9]{2})?$/.exec(zone)
  if (offset === null) return null
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? '0')
  return offset[1] === '-' ? -minutes : minutes
}

const behindTime = /([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:[.,][0-9]{1,9})? ?(?:([AaPp])[Mm])? ?([A-Z]{1,4}[+-]?[0-9:]{0,5}|[+-][0-9:]{2,5})/g

/**
 * The offset that a line states, in minutes east of UTC: what follows a time of day that is, with it, the moment `micros`.
 *
 * @returns null where the line states none
 */
export function writtenOffset(line: string, micros: number): number | null {
  const utc = Math.floor(micros / 1e6)
  for (const [, hour = '', minute, second, half, zone = ''] of line.matchAll(behindTime)) {
    const minutes = minutesOf(zone)
    if (minutes === null) continue
    const behind = hourOf(hour, half ?? '') * 3600 + Number(minute) * 60 + Number(second) - utc - minutes * 60
    if (behind % 86_400 === 0) return minutes
  }
  return null
}

/** A moment as a record's origin has it. */
export type Moment = Pick<Origin, 'stamp' | 'zoned' | 'yearless' | 'dayless'>

interface Parts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly micros: number
  readonly zone: string
}

function momentOf({ year, month, day, hour, minute, second, micros, zone }: Parts): Moment | null {
  const civil = Date.UTC(year, month - 1, day, hour, minute, second)
  if (month > 12 || new Date(civil).getUTCDate() !== day || hour > 23 || minute > 59 || second > 60) return null
  const stamp = civil * 1000 + micros
  const east = minutesOf(zone)
  return east === null ? { stamp, zoned: false, yearless: false } : { stamp: stamp - east * 60_000_000, zoned: true, yearless: false }
}

/**
 * The moment in `2026/03/02 09:14:07 CET`, also with `-` in the date, with AM or PM, and without a zone. An ambiguous zone is as none: the time
 * is civil, and the source's zone decides.
 *
 * @returns null where the text is no moment
 */
export function stampWithZone(text: string): Moment | null {
  const found = form.exec(text.trim())
  if (found === null) return null
  return momentOf({
    year: Number(found[1]),
    month: Number(found[2]),
    day: Number(found[3]),
    hour: hourOf(found[4] ?? '', found[8] ?? ''),
    minute: Number(found[5]),
    second: Number(found[6] ?? '0'),
    micros: Number((found[7] ?? '').padEnd(6, '0').slice(0, 6)),
    zone: found[9] ?? '',
  })
}

const clock = '([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?: ?([AaPp])\\.?[Mm]\\.?(?![A-Za-z]))? ?(\\S{0,12})$'
const numbered = new RegExp(`^([0-9]{1,2})([./-])([0-9]{1,2})\\2([0-9]{4}|[0-9]{2}),? ${clock}`)
const named = new RegExp(`^([A-Z][a-z]{2}) ([0-9]{1,2}), ([0-9]{4}),? ${clock}`)
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * The moment as above, or as spreadsheets and browsers show it: `2.3.2026 09:14`, `3/2/2026 9:14 AM`, `Mar 2, 2026, 9:14:07 AM
 * UTC+1`. `dayFirst`: what comes first in `02/03/2026` where the numbers do not say; with points or hyphens it is the day.
 *
 * @returns null where the text is no moment
 */
export function shownStamp(text: string, dayFirst: boolean): Moment | null {
  // Browsers put a narrow blank before AM.
  const plain = (/[\u00e2\u202f]/.test(text) ? text.replace(/\u202f|\u00e2\u0080\u00af/g, ' ') : text).trim()
  const exact = stampWithZone(plain)
  if (exact !== null) return exact
  const name = named.exec(plain)
  if (name !== null) return shown(Number(name[3]), months.indexOf(name[1] ?? '') + 1, Number(name[2]), name.slice(4))
  const numbers = numbered.exec(plain)
  if (numbers === null) return null
  const [first, last, digits] = [Number(numbers[1]), Number(numbers[3]), numbers[4] ?? '']
  const isDay = first > 12 || (last <= 12 && (dayFirst || numbers[2] !== '/'))
  const year = digits.length === 2 ? 2000 + Number(digits) : Number(digits)
  return isDay ? shown(year, last, first, numbers.slice(5)) : shown(year, first, last, numbers.slice(5))
}

function shown(year: number, month: number, day: number, time: readonly string[]): Moment | null {
  const [written = '', minute = '', second = '0', half = '', zone = ''] = time as readonly (string | undefined)[]
  const hour = hourOf(written, half)
  return month === 0 ? null : momentOf({ year, month, day, hour, minute: Number(minute), second: Number(second), micros: 0, zone })
}

const day =
  /^(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})\.?|[A-Z][a-z]{2,8} [0-9]{1,2}, [0-9]{4})$/

const timeOfDay =
  /^[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:[A-Z]{1,5}|(?:UTC|GMT)?[+-][0-9:]{1,6}))?$/

/** Whether a text is a time of day without its day. */
export function isTimeOfDay(text: string): boolean {
  return timeOfDay.test(text.trim())
}

/**
 * What a row is whose moment cannot be read: `undated` where its time is a day without a time of day, or a time of day without its
 * day. Nothing is made up for the half that is missing: the row is kept unread, and its source says why.
 */
export function unreadTime(text: string): 'undated' | 'unrecognised' {
  const plain = text.trim()
  return day.test(plain) || timeOfDay.test(plain) ? 'undated' : 'unrecognised'
}

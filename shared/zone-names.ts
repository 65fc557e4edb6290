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

const form = /^([0-9]{4})[/-]([0-9]{1,2})[/-]([0-9]{1,2})[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)? ?(\S{0,12})$/

/** Minutes east of UTC of `CEST`, `+02:00`, `GMT+2`; null where it is not certain. */
function minutesOf(zone: string): number | null {
  const hours = hoursOf[zone.toUpperCase()]
  if (hours !== undefined) return hours * 60
  const offset = /^(?:UTC|GMT)?([+-])([0-9]{1,2}):?([0-9]{2})?$/.exec(zone)
  if (offset === null) return null
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? '0')
  return offset[1] === '-' ? -minutes : minutes
}

/**
 * The moment in `2026/03/02 09:14:07 CET`, also with `-` in the date and without a zone. An ambiguous zone is as none: the time
 * is civil, and the source's zone decides.
 *
 * @returns null where the text is no moment
 */
export function stampWithZone(text: string): Pick<Origin, 'stamp' | 'zoned' | 'yearless'> | null {
  const found = form.exec(text.trim())
  if (found === null) return null
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? '0')) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const civil = Date.UTC(year, month - 1, day, hour, minute, second)
  const date = new Date(civil)
  if (month > 12 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 60) return null
  const micros = civil * 1000 + Number((found[7] ?? '').padEnd(6, '0'))
  const east = minutesOf(found[8] ?? '')
  return east === null
    ? { stamp: micros, zoned: false, yearless: false }
    : { stamp: micros - east * 60_000_000, zoned: true, yearless: false }
}

import { type ClockTime, type Moment, ValueRefused } from './syntax.ts'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isoDate = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](.*))?$/
const dayMonth = /^(\d{1,2})\.? ?([A-Za-z]{3,9})\.?,?(?: (\d{4}))?(?: (\S.*))?$/
const monthDay = /^([A-Za-z]{3,9})\.? (\d{1,2}),?(?: (\d{4}))?(?: (\S.*))?$/
const clockTime = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?$/i
const beforeEnd = /^-(\d{1,6})([A-Za-z]{1,7})$/

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 }

/** The sentence for what is no moment. */
export const momentExpected = 'needs a date: 2026-03-03, 2026-03-03T10:30, "3 mar 10:30", or -7d for seven days before the end of the data'

/**
 * Reads a moment: an ISO date with or without time, `3 mar 10:30`, `mar 3`, or `-7d`. `day` is the date that a lone
 * time (the right end of a range) belongs to.
 */
export function readMoment(text: string, day: Moment | null): Moment {
  const written = text.trim().replace(/ {2,}/g, ' ')
  const relative = beforeEnd.exec(written)
  if (relative) {
    const unit = seconds[relative[2]!.toLowerCase()]
    if (unit === undefined) throw new ValueRefused(momentExpected)
    return { kind: 'before-end', seconds: Number(relative[1]) * unit }
  }
  const alone = clockTime.exec(written)
  if (alone && day?.kind === 'civil') {
    const { clock, offsetMinutes } = clockOf(alone)
    return { ...day, clock, offsetMinutes: offsetMinutes ?? day.offsetMinutes }
  }
  const iso = isoDate.exec(written)
  if (iso) return civil(iso[1], Number(iso[2]), Number(iso[3]), iso[4])
  const european = dayMonth.exec(written)
  if (european) return civil(european[3], monthOf(european[2]!), Number(european[1]), european[4])
  const american = monthDay.exec(written)
  if (american) return civil(american[3], monthOf(american[1]!), Number(american[2]), american[4])
  throw new ValueRefused(momentExpected)
}

function monthOf(word: string): number {
  return months.indexOf(word.slice(0, 3).toLowerCase()) + 1
}

function civil(year: string | undefined, month: number, day: number, rest: string | undefined): Moment {
  const longestMonth = longest[month - 1]
  const inYear = year === undefined ? null : Number(year)
  const leap = inYear === null || (inYear % 4 === 0 && (inYear % 100 !== 0 || inYear % 400 === 0))
  if (longestMonth === undefined || day < 1 || day > (month === 2 && !leap ? 28 : longestMonth)) {
    throw new ValueRefused('is not a day of the calendar')
  }
  if (inYear !== null && (inYear < 1970 || inYear > 2200)) throw new ValueRefused('needs a year between 1970 and 2200')
  if (rest === undefined) return { kind: 'civil', year: inYear, month, day, clock: null, offsetMinutes: null }
  const time = clockTime.exec(rest.trim())
  if (!time) throw new ValueRefused(momentExpected)
  return { kind: 'civil', year: inYear, month, day, ...clockOf(time) }
}

function clockOf(match: RegExpExecArray): { readonly clock: ClockTime; readonly offsetMinutes: number | null } {
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), match[3] === undefined ? null : Number(match[3])]
  if (hour > 23 || minute > 59 || (second ?? 0) > 59) throw new ValueRefused('is not a time of the day')
  return { clock: { hour, minute, second }, offsetMinutes: offsetOf(match[4]) }
}

function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined) return null
  if (zone.toUpperCase() === 'Z') return 0
  const digits = zone.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  if (minutes > 18 * 60 || Number(digits.slice(2)) > 59) throw new ValueRefused('has an offset beyond 18 hours')
  return (zone[0] === '-' ? -1 : 1) * minutes || 0
}

/** A moment as `readMoment` reads it back. */
export function printMoment(moment: Moment): string {
  if (moment.kind === 'before-end') {
    const unit =
      ['w', 'd', 'h', 'm'].find(
        (name) => moment.seconds > 0 && moment.seconds % seconds[name]! === 0 && moment.seconds / seconds[name]! < 1e6,
      ) ?? 's'
    return `-${moment.seconds / seconds[unit]!}${unit}`
  }
  const two = (number: number) => String(number).padStart(2, '0')
  const { year, month, day, clock, offsetMinutes } = moment
  const time = clock === null ? '' : `${two(clock.hour)}:${two(clock.minute)}${clock.second === null ? '' : `:${two(clock.second)}`}`
  const size = Math.abs(offsetMinutes ?? 0)
  const zone =
    offsetMinutes === null
      ? ''
      : offsetMinutes === 0
        ? 'Z'
        : `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
  if (year !== null) return `${year}-${two(month)}-${two(day)}${time === '' ? '' : `T${time}${zone}`}`
  return `${day} ${months[month - 1]}${time === '' ? '' : ` ${time}${zone}`}`
}

/** Whether the text of a moment must be quoted: it holds a space. */
export function momentHasSpace(moment: Moment): boolean {
  return moment.kind === 'civil' && moment.year === null
}

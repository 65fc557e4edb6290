import { bytesOf, charactersOf } from '../json-line.ts'
import { bsdStamp } from '../stamps.ts'
import { type Moment, shownStamp } from '../zone-names.ts'
import { momentOnDay } from './file-day.ts'
import { mappedFields } from './mapping.ts'
import { cellMoment } from './moment.ts'

/** What a place of a template may be, with the words for it; `any` is read over. */
export const templateFields = { ...mappedFields, host: 'host', program: 'program', any: 'anything' } as const

export type TemplateField = keyof typeof templateFields

/** A template as it is matched: places and the literal text behind each, as bytes; '' only behind the last. */
export interface Template {
  readonly before: string
  readonly places: readonly { readonly field: TemplateField; readonly after: string }[]
}

/** What a line says at each place; `moment` is its time. */
export interface Matched {
  readonly moment: Moment
  readonly texts: ReadonlyMap<TemplateField, string>
}

/** A time is at most so long, and so many ends of it are tried. */
const LONGEST_TIME = 64
const MOST_ENDS = 12
/** Behind one that is a time only so many more, for a half of the day and a zone. */
const ENDS_BEHIND = 2

/** Fields without blanks in them. */
const words: ReadonlySet<TemplateField> = new Set<TemplateField>(['queueId', 'host', 'program'])

/**
 * Reads a template: literal text with places, such as `{time} relay: from=<{sender}>`; `{{` and `}}` are braces. Text must stand
 * between two places, so that a line is read in one pass, without going back.
 *
 * @returns what is wrong with it, in a sentence, where it is none
 */
export function readTemplate(text: string): Template | string {
  const parts = oneBlank(bytesOf(text)).split(/\{\{|\}\}|(\{[A-Za-z]{1,20}\})/)
  const braces = [...oneBlank(bytesOf(text)).matchAll(/\{\{|\}\}|(\{[A-Za-z]{1,20}\})/g)]
  let before = ''
  const places: { field: TemplateField; after: string }[] = []
  const add = (literal: string): void => {
    const last = places.at(-1)
    if (last === undefined) before += literal
    else last.after += literal
  }
  for (const [at, brace] of [...braces, null].entries()) {
    const literal = parts[at * 2] ?? ''
    const alone = literal.search(/[{}]/)
    if (alone !== -1) return `a brace stands alone in it at “${charactersOf(literal.slice(alone)).slice(0, 20)}”; write {{ or }} for one`
    add(literal)
    if (brace === null) break
    if (brace[1] === undefined) {
      add(brace[0].charAt(0))
      continue
    }
    const field = brace[1].slice(1, -1)
    if (!Object.hasOwn(templateFields, field)) return `there is no {${field}}; known are ${Object.keys(templateFields).join(', ')}`
    if (places.at(-1)?.after === '') return `between {${places.at(-1)?.field}} and {${field}} must stand some text`
    if (field !== 'any' && places.some((place) => place.field === field)) return `{${field}} stands in it twice`
    places.push({ field: field as TemplateField, after: '' })
  }
  const has = (...fields: readonly TemplateField[]) => places.some(({ field }) => fields.includes(field))
  if (!has('time')) return 'it has no {time}'
  if (!has('sender', 'recipient', 'messageId', 'queueId')) return 'it has none of {sender}, {recipient}, {messageId} and {queueId}'
  return { before, places }
}

/** Runs of blanks and tabs count as one blank, in templates and lines. */
function oneBlank(text: string): string {
  return text.replace(/[ \t]{2,}|\t/g, ' ')
}

/**
 * What a line says by the first of these templates that it is written by; null where by none. Takes time in proportion to the line.
 *
 * @param day of times of day that stand without one; null: none is known, and they are no time
 */
export function matchLine(templates: readonly Template[], bytes: string, dayFirst: boolean, day: string | null): Matched | null {
  const line = oneBlank(bytes)
  for (const template of templates) {
    const matched = matchOne(template, line, { dayFirst, day })
    if (matched !== null) return matched
  }
  return null
}

function matchOne({ before, places }: Template, line: string, how: HowTimes): Matched | null {
  if (!line.startsWith(before)) return null
  const texts = new Map<TemplateField, string>()
  let moment: Moment | null = null
  let at = before.length
  for (const [place, { field, after }] of places.entries()) {
    const isLast = place === places.length - 1
    const timed = field === 'time' ? timeAt(line, at, { after, isLast }, how) : null
    const end = field === 'time' ? (timed?.end ?? -1) : endAt(line, at, { after, isLast })
    if (end < at) return null
    const text = line.slice(at, end)
    if (words.has(field) && !/^[^ ]{1,300}$/.test(text)) return null
    moment = timed?.moment ?? moment
    texts.set(field, field === 'sender' && text === '' ? '<>' : text)
    at = end + after.length
  }
  return moment === null ? null : { moment, texts }
}

/** What a time that is not whole or not certain is taken for. */
interface HowTimes {
  readonly dayFirst: boolean
  readonly day: string | null
}

interface Ending {
  readonly after: string
  readonly isLast: boolean
}

/** Where the text of a place ends: before the literal behind it, of the last place at the end of the line; -1 where that is not there. */
function endAt(line: string, from: number, { after, isLast }: Ending): number {
  if (!isLast) return line.indexOf(after, from)
  return line.endsWith(after) ? line.length - after.length : -1
}

/** What may stand behind a time and change nothing in it: half of the day, and zones that are several. */
const behindTime = /^ (?:[AaPp][Mm]|CST|IST|BST)$/

/**
 * The longest text that is a moment and ends as it must; null where there is none. What a moment may have behind it is any word, as
 * there are zones that nobody knows: one that changes nothing is no part of it.
 */
function timeAt(line: string, from: number, { after, isLast }: Ending, how: HowTimes) {
  let found: { readonly moment: Moment; readonly end: number } | null = null
  let end = endAt(line, from, { after, isLast })
  let left = MOST_ENDS
  for (; left > 0 && end >= from && end - from <= LONGEST_TIME; left -= 1) {
    const moment = lineMoment(line.slice(from, end), how)
    const changes = found === null || moment?.stamp !== found.moment.stamp || moment.zoned !== found.moment.zoned
    if (moment !== null && (changes || behindTime.test(line.slice(found?.end, end)))) {
      found = { moment, end }
      left = ENDS_BEHIND + 1
    }
    if (isLast) break
    end = line.indexOf(after, end + 1)
  }
  return found
}

/** Of numbers that may be seconds since 1970, those before 1990 are none. */
const EARLIEST = Date.UTC(1990) * 1000

/**
 * Where the longest time that begins at `from` ends, before a mark, a blank or the end of the line; null where none begins there.
 *
 * @param day as of {@link matchLine}
 */
export function longestTime(line: string, from: number, day: string | null): number | null {
  let found: number | null = null
  for (let end = from + 8; end <= Math.min(line.length, from + LONGEST_TIME); end += 1) {
    if (end < line.length && !/[ \]>)"|,;]/.test(line[end] ?? '')) continue
    const moment = lineMoment(line.slice(from, end), { dayFirst: false, day })
    const isLikely = moment !== null && (moment.yearless || moment.stamp > EARLIEST)
    if (isLikely && (found === null || !/^ [^ a-z]*[a-z][^ ]*$/.test(line.slice(found, end)))) found = end
  }
  return found
}

/** The moment that a log's line says: of exports, of syslog, of web servers. */
function lineMoment(text: string, { dayFirst, day }: HowTimes): Moment | null {
  const cell = cellMoment(text, dayFirst)
  if (cell !== null) return cell
  const web = /^([0-9]{1,2})\/([A-Z][a-z]{2})\/([0-9]{4}):([0-9:]{8})(?: ([+-][0-9]{4}))?$/.exec(text)
  if (web !== null) return cellMoment(`${web[1]}-${web[2]}-${web[3]} ${web[4]} ${web[5] ?? ''}`.trim(), dayFirst)
  const named = /^(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) ([0-9]{1,2}) ([0-9:]{8}) ([0-9]{4})$/.exec(text)
  if (named !== null) return shownStamp(`${named[1]} ${named[2]}, ${named[4]}, ${named[3]}`, dayFirst)
  const syslog = bsdStamp(text, 0)
  if (syslog === null || syslog.end !== text.length) return momentOnDay(text, day)
  return { stamp: syslog.micros, zoned: syslog.zoned, yearless: syslog.yearless }
}

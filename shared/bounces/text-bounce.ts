import { addressIn, fieldGroups, headerOf, type Mail } from './mail.ts'
import { returnedAt } from './returned.ts'
import { communigate } from './text/communigate.ts'
import { courier } from './text/courier.ts'
import { details } from './text/details.ts'
import { domino } from './text/domino.ts'
import { dragonfly } from './text/dragonfly.ts'
import { exchange } from './text/exchange.ts'
import { exim } from './text/exim.ts'
import { filters } from './text/filters.ts'
import { gmail } from './text/gmail.ts'
import { google } from './text/google.ts'
import { imail } from './text/imail.ts'
import { lists } from './text/lists.ts'
import { localParts } from './text/local-parts.ts'
import { mailenable } from './text/mailenable.ts'
import { mdaemon } from './text/mdaemon.ts'
import { opensmtpd } from './text/opensmtpd.ts'
import { other } from './text/other.ts'
import { pmdf } from './text/pmdf.ts'
import { postfix } from './text/postfix.ts'
import { qmail } from './text/qmail.ts'
import { sendmail } from './text/sendmail.ts'
import { sentences } from './text/sentences.ts'
import { smail } from './text/smail.ts'
import type { TextFamily } from './text-family.ts'

/** A recipient that the words of a mail report on. */
export interface TextReport {
  readonly recipient: string
  /** The address that led to the recipient. */
  readonly original: string | null
  readonly reason: string | null
  readonly delayed: boolean
}

/** Every family, narrow before broad. */
export const allTextFamilies: readonly TextFamily[] = [
  dragonfly,
  opensmtpd,
  postfix,
  qmail,
  exim,
  communigate,
  courier,
  google,
  gmail,
  pmdf,
  exchange,
  domino,
  imail,
  mailenable,
  mdaemon,
  filters,
  details,
  lists,
  localParts,
  smail,
  sendmail,
  sentences,
  other,
]

/** How much of a text is read; what bounces say stands before the returned message. */
const longest = 65_536
const longestLine = 2000
const longestReason = 8192
const mostRecipients = 10_000
const mostFooterLines = 5
/** A rule as filters draw it around their words. */
const rule = /^_{30,}$/

/** Words of a warning: the server still tries. */
const warning =
  /warning message only|attempts will continue to be made|has been postponed|will continue to try|this is a warning|will (?:be|continue to be) retried|has been delayed|has not yet been delivered|still being retried/i

/** Fields of the part for programs, which stand in the text where the structure was lost on the way: they are no reason. */
const statusField =
  /^(?:Reporting-MTA|Received-From-MTA|Arrival-Date|Original-Recipient|Final-Recipient|Action|Status|Remote-MTA|Diagnostic-Code|Last-Attempt-Date|Will-Retry-Until): /i

/** A recipient whose reason is being gathered. */
interface Open {
  readonly recipient: string
  original: string | null
  lines: string[]
  length: number
}

function open(family: TextFamily, line: string): Open | null {
  const found = family.recipient.exec(line)
  const recipient = found?.[1]?.replace(/[.,;]{1,9}$/, '')
  if (!found || recipient === undefined || recipient.length > 320) return null
  const first = (family.lineIsReason ? line.trim() : (found[2] ?? found[3] ?? '')).trim()
  const inner = family.lineIsReason ? /^ ?([245]\d\d .*)/.exec(found[2] ?? '')?.[1] : undefined
  if (inner !== undefined) return { recipient, original: null, lines: [inner], length: inner.length }
  const bare = first.replace(/[<>,.]/g, '') === recipient
  const lines = first === '' || bare ? [] : [first]
  return { recipient, original: null, lines, length: first.length }
}

/** Recipients and what is said about each. A recipient without words of its own shares those that follow, else those before. */
function readLines(family: TextFamily, lines: readonly string[]): readonly Open[] {
  const found = new Map<string, Open>()
  const before: string[] = []
  let replies: string[] = []
  let current: Open | null = null
  for (const line of lines) {
    if (line.trim() === '' || rule.test(line) || family.noise?.test(line)) continue
    const next = found.size < mostRecipients && !family.repliesFirst?.test(line) ? open(family, line) : null
    const origin = family.origin?.exec(line)?.[1]
    if (origin !== undefined) {
      if (current === null) found.set(origin.toLowerCase(), { recipient: origin, original: null, lines: [], length: 0 })
      else current.original ??= origin
    } else if (family.conversation?.test(line)) replies = []
    else if (family.repliesFirst?.test(line)) replies.push(line.replace(/^<<< /, '').trim())
    else if (next) {
      const known = found.get(next.recipient.toLowerCase())
      current = known ?? next
      current.lines = known ? [...known.lines, ...replies, ...next.lines] : [...replies, ...next.lines]
      replies = []
      if (!known) found.set(next.recipient.toLowerCase(), next)
    } else if (current === null) before.push(line.trim())
    else if (current.length < longestReason) {
      current.lines.push(line.trim())
      current.length += line.length
    }
  }
  if (current === null) before.push(...replies)
  else current.lines.push(...replies)
  const all = [...found.values()]
  let shared = before.slice(-10)
  if (family.reasonAround) for (const one of all) one.lines.unshift(...shared)
  for (const one of all.toReversed()) {
    if (one.lines.length === 0) one.lines = shared
    else shared = one.lines
  }
  return all
}

/** Reads the words of a bounce; empty when no family knows it. */
export function readText(mail: Mail): readonly TextReport[] {
  const text = mail.text.slice(0, longest)
  const all = text
    .split('\n')
    .map((line) => line.slice(0, longestLine).trimEnd())
    .filter((line) => !statusField.test(line))
  const end = returnedAt(all)
  const lines = end < 0 ? all : all.slice(0, end)
  const returned = end < 0 ? [] : all.slice(end + 1)
  const title = (name: string) => (headerOf(mail, name) ?? '').slice(0, 500)
  const head = `${title('from')}\n${title('subject')}\n${text}`
  const footer = footerAt(lines)
  const above = footer < 0 ? lines : lines.slice(0, footer)
  const reports = readFamilies(mail, head, above, returned)
  if (reports.length > 0) return reports
  const whole = footer < 0 ? [] : readFamilies(mail, head, lines, returned)
  return whole.length > 0 ? whole : failedRecipients(mail, above)
}

/** What the first family finds whose mark is in the head and that finds anything. */
function readFamilies(mail: Mail, head: string, lines: readonly string[], returned: readonly string[]): readonly TextReport[] {
  for (const family of allTextFamilies) {
    if (!family.mark.test(head)) continue
    const close = family.end === undefined ? -1 : lines.findIndex((line) => family.end?.test(line))
    // The program that writes is no recipient.
    const writer = addressIn(headerOf(mail, 'from'))?.toLowerCase() ?? ''
    const domain = writer.slice(writer.lastIndexOf('@'))
    const said = close < 0 ? lines : lines.slice(0, close)
    const delayed = warning.test(lines.join(' ')) || warning.test(headerOf(mail, 'subject') ?? '')
    const reports = readLines(family, said)
      .map((one) => ({
        recipient: family.localParts ? `${one.recipient}${domain}` : one.recipient,
        original: one.original,
        reason: reasonOf(one.lines),
        delayed,
      }))
      .filter(({ recipient }) => recipient.toLowerCase() !== writer)
    if (reports.length > 0) return reports
    const recipient = family.returnedRecipient ? returnedRecipient(returned) : null
    if (recipient !== null) return [{ recipient, original: null, reason: reasonOf(wordsOf(family, said)), delayed }]
  }
  return []
}

/** Where the few words begin that a filter on the way may have added below a rule, or between two, to whatever it has scanned, or -1. */
function footerAt(lines: readonly string[]): number {
  const last = lines.findLastIndex((line) => line !== '')
  const end = rule.test(lines[last] ?? '') ? last : last + 1
  const start = lines.slice(0, end).findLastIndex((line) => rule.test(line))
  const below = lines.slice(start + 1, end).filter((line) => line !== '')
  return start >= 0 && below.length <= mostFooterLines && /\bscanned\b/i.test(below.join(' ')) ? start : -1
}

/** The recipient of a returned message, where it has one alone. */
function returnedRecipient(lines: readonly string[]): string | null {
  const to = fieldGroups(lines.join('\n'))[0]?.get('to') ?? ''
  return to.indexOf('@') === to.lastIndexOf('@') ? addressIn(to) : null
}

function wordsOf(family: TextFamily, lines: readonly string[]): readonly string[] {
  return lines
    .filter((line) => line.trim() !== '' && !rule.test(line) && !family.noise?.test(line) && !family.conversation?.test(line))
    .map((line) => line.trim())
}

/** What `X-Failed-Recipients` names (Exim, Google), where the text names nobody in a known form. */
function failedRecipients(mail: Mail, lines: readonly string[]): readonly TextReport[] {
  const named = (headerOf(mail, 'x-failed-recipients') ?? '').split(',', mostRecipients).map((one) => addressIn(one))
  const reason = reasonOf(lines.map((line) => line.trim()).filter((line) => line !== ''))
  return named.filter((one) => one !== null).map((recipient) => ({ recipient, original: null, reason, delayed: false }))
}

/** The words as one line. */
function reasonOf(lines: readonly string[]): string | null {
  const words = lines.join(' ').slice(0, longestReason).trim()
  return words === '' ? null : words
}

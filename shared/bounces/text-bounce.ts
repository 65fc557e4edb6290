import { addressIn, headerOf, type Mail } from './mail.ts'
import { returnedAt } from './returned.ts'
import { courier } from './text/courier.ts'
import { domino } from './text/domino.ts'
import { dragonfly } from './text/dragonfly.ts'
import { exchange } from './text/exchange.ts'
import { exim } from './text/exim.ts'
import { filters } from './text/filters.ts'
import { gmail } from './text/gmail.ts'
import { google } from './text/google.ts'
import { imail } from './text/imail.ts'
import { mailenable } from './text/mailenable.ts'
import { mdaemon } from './text/mdaemon.ts'
import { opensmtpd } from './text/opensmtpd.ts'
import { other } from './text/other.ts'
import { pmdf } from './text/pmdf.ts'
import { postfix } from './text/postfix.ts'
import { qmail } from './text/qmail.ts'
import { sendmail } from './text/sendmail.ts'
import { sentences } from './text/sentences.ts'
import type { TextFamily } from './text-family.ts'

/** A recipient that the words of a mail report on. */
export interface TextReport {
  readonly recipient: string
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
  sendmail,
  sentences,
  other,
]

/** How much of a text is read; what bounces say stands before the returned message. */
const longest = 65_536
const longestLine = 2000
const longestReason = 8192
const mostRecipients = 10_000

/** Words of a warning: the server still tries. */
const warning =
  /warning message only|this is a warning|will (?:be|continue to be) retried|has been delayed|has not yet been delivered|still being retried/i

/** A recipient whose reason is being gathered. */
interface Open {
  readonly recipient: string
  lines: string[]
  length: number
}

function open(family: TextFamily, line: string): Open | null {
  const found = family.recipient.exec(line)
  const recipient = found?.[1]?.replace(/[.,;]{1,9}$/, '')
  if (!found || recipient === undefined || recipient.length > 320) return null
  const first = (family.lineIsReason ? line.trim() : (found[2] ?? found[3] ?? '')).trim()
  const bare = first.replace(/[<>,.]/g, '') === recipient
  const lines = first === '' || bare ? [] : [first]
  return { recipient, lines, length: first.length }
}

/** Recipients and what is said about each. A recipient without words of its own shares those that follow, else those before. */
function readLines(family: TextFamily, lines: readonly string[]): readonly Open[] {
  const found = new Map<string, Open>()
  const before: string[] = []
  let current: Open | null = null
  for (const line of lines) {
    const next = found.size < mostRecipients ? open(family, line) : null
    if (next) {
      const known = found.get(next.recipient.toLowerCase())
      current = known ?? next
      if (known) known.lines.push(...next.lines)
      else found.set(next.recipient.toLowerCase(), next)
    } else if (line.trim() !== '' && !family.noise?.test(line)) {
      if (current === null) before.push(line.trim())
      else if (current.length < longestReason) {
        current.lines.push(line.trim())
        current.length += line.length
      }
    }
  }
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
  const all = text.split('\n').map((line) => line.slice(0, longestLine).trimEnd())
  const end = returnedAt(all)
  const lines = end < 0 ? all : all.slice(0, end)
  const title = (name: string) => (headerOf(mail, name) ?? '').slice(0, 500)
  const head = `${title('from')}\n${title('subject')}\n${text}`
  for (const family of allTextFamilies) {
    if (!family.mark.test(head)) continue
    const close = family.end === undefined ? -1 : lines.findIndex((line) => family.end?.test(line))
    // The program that writes is no recipient.
    const writer = addressIn(headerOf(mail, 'from'))?.toLowerCase()
    const reports = readLines(family, close < 0 ? lines : lines.slice(0, close)).filter((one) => one.recipient.toLowerCase() !== writer)
    if (reports.length === 0) continue
    const delayed = warning.test(lines.join(' ')) || warning.test(headerOf(mail, 'subject') ?? '')
    return reports.map((one) => ({ recipient: one.recipient, reason: reasonOf(one.lines), delayed }))
  }
  return failedRecipients(mail, lines)
}

/** What `X-Failed-Recipients` names (Exim, Google), where the text names nobody in a known form. */
function failedRecipients(mail: Mail, lines: readonly string[]): readonly TextReport[] {
  const named = (headerOf(mail, 'x-failed-recipients') ?? '').split(',', mostRecipients).map((one) => addressIn(one))
  const reason = reasonOf(lines.map((line) => line.trim()).filter((line) => line !== ''))
  return named.filter((one) => one !== null).map((recipient) => ({ recipient, reason, delayed: false }))
}

/** The words as one line. */
function reasonOf(lines: readonly string[]): string | null {
  const words = lines.join(' ').slice(0, longestReason).trim()
  return words === '' ? null : words
}

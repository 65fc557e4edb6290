import { hourSpan, stretchesOf } from './hours.ts'
import { count, counted, duration, median, medianCount, share, size } from './numbers.ts'
import { quote } from './query/tokens.ts'
import { type DeviceRow, type Expected, type Flag, type FlagName, peakOf } from './senders.ts'

/** From when on something is unusual. The questions of the engine look for as much (`queries/flag-facts.ts`). */
export const thresholds = {
  /** Days with mail below which nothing is usual, and below which no time of day is. */
  fewDays: 3,
  daysOfHours: 7,
  /** A day of so many times the usual: messages, and domains of senders. */
  timesUsual: 5,
  busyDay: 100,
  /** The median day of a week beside that of the week before: from when on it grows, and when it jumps; and what it comes to, beside the weeks before the last three. */
  driftWeek: 1.1,
  driftJump: 3,
  driftTimes: 2,
  driftMore: 20,
  newRecipients: 20,
  offHours: 20,
  senderDomains: 10,
  /** The same mail so often, on average no further apart than this. */
  repeats: 20,
  repeatSeconds: 900,
  /** By how much half of the times between refusals may differ from their median, or by a second, that they are tries at one pace; what comes faster than this is a burst. */
  pace: 0.2,
  paceSeconds: 5,
  loops: 3,
  failures: 50,
  recipients: 100,
  recipientsEach: 10,
  /** Messages with one subject, and different recipients of them. */
  oneSubject: 50,
  unprotected: 5,
} as const

/** What the rules must know of a row beside its numbers: null where nothing comes near one, or the data do not hold it. */
export interface FlagFacts {
  /** The day with most messages in hours, each with the two before and after it, in which it sends on fewer than half of its days: on `often` at most. */
  readonly offHours: {
    readonly day: string
    readonly hours: readonly number[]
    readonly messages: number
    readonly often: number
    readonly days: number
  } | null
  /** The day with most domains of sender addresses, and the median of the days that have any. */
  readonly senderMix: { readonly day: string; readonly domains: number; readonly usual: number } | null
  /** The sender, recipients and size that came most often, with one Message-ID, or a fifth of them put off or failed; `recipient`: one of them. */
  readonly repeated: {
    readonly sender: string
    readonly recipient: string
    readonly recipients: number
    readonly sizeBytes: number | null
    readonly times: number
    readonly seconds: number
  } | null
  /** Tries of one sender to the same recipients that were refused before they were queued, `seconds` apart at one pace; null: no recipient was named. */
  readonly refused: {
    readonly sender: string
    readonly recipient: string | null
    readonly recipients: number
    readonly times: number
    readonly seconds: number
  } | null
  /** The Message-ID that was taken most often, each time to the same recipients and never smaller. */
  readonly loop: { readonly messageId: string; readonly times: number } | null
  /** The commonest subject; `known`: messages of which the subject is known. */
  readonly subject: { readonly subject: string; readonly messages: number; readonly recipients: number; readonly known: number } | null
  /** Recipients refused on entry since it had not logged in or used no TLS. */
  readonly unprotected: number
}

type Row = Pick<DeviceRow, 'messages' | 'recipients' | 'failed' | 'days' | 'baselinePerDay' | 'firstSeen' | 'query' | 'failedQuery'>

/** First and last time of the list, ms. */
interface Span {
  readonly first: number
  readonly last: number
}

const DAY = 86_400_000

/** What stands out in a row, in the order in which it is shown. */
export function flagsOf(row: Row, facts: FlagFacts, span: Span): readonly Flag[] {
  const found = [
    volume(row),
    drift(row),
    newcomer(row, span),
    offHours(row, facts),
    manyRecipients(row),
    oneSubject(row, facts),
    failures(row),
    steadyRetry(row, facts),
    senderMix(row, facts),
    loop(row, facts),
    unprotected(row, facts),
  ]
  return found.filter((flag) => flag !== null)
}

const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** `expected until 3 Mar: reason`. */
export function expectedWords({ until, reason }: Expected): string {
  return `expected until ${shortDay.format(new Date(`${until}T00:00:00Z`))}${reason === '' ? '' : `: ${reason}`}`
}

/** What stands before the rule of a flag: `volume: `, or `volume, expected until 3 Mar: reason. `. */
export function flagTitle(flag: FlagName, expected: Expected | null): string {
  return expected === null ? `${flag}: ` : `${flag}, ${expectedWords(expected).replace(/[.]?$/, '.')} `
}

function volume(row: Row): Flag | null {
  const peak = peakOf(row)
  if (!hasUsual(row) || peak.messages < thresholds.busyDay || peak.messages < thresholds.timesUsual * row.baselinePerDay) return null
  return {
    flag: 'volume',
    why: `On ${peak.day} it sent ${count(peak.messages)}, ${timesUsual(peak.messages, row.baselinePerDay)} times its usual ${medianCount(row.baselinePerDay)} a day: ${thresholds.timesUsual} times or more, and at least ${thresholds.busyDay}.`,
    query: `${row.query} at:${peak.day}`,
  }
}

const WEEK = 7

/**
 * A median day neither knows weekends nor a burst. What jumps from one week to the next has begun, not drifted; the first and the last day are seldom
 * whole.
 */
function drift({ days, query }: Row): Flag | null {
  const whole = days.slice(days.findIndex(({ messages }) => messages > 0) + 1, -1)
  const weeks = Array.from({ length: Math.floor(whole.length / WEEK) }, (_, nth) =>
    whole.slice(whole.length - (nth + 1) * WEEK).slice(0, WEEK),
  )
  const [last, second, third, before, ...older] = weeks.map((week) => median(week.map(({ messages }) => messages)))
  if (last === undefined || second === undefined || third === undefined || before === undefined) return null
  const usual = median([before, ...older])
  const grows = second >= thresholds.driftWeek * third && last >= thresholds.driftWeek * second
  const jumps = [last / second, second / third, third / before].some((times) => times > thresholds.driftJump)
  if (usual === 0 || !grows || jumps || last < thresholds.driftTimes * usual || last < usual + thresholds.driftMore) return null
  return {
    flag: 'drift',
    why: `Its median day grew from ${medianCount(usual)} messages to ${[third, second].map(medianCount).join(', ')}, then ${medianCount(last)} in the last three weeks: by a tenth or more in each of the last two, and to twice or more.`,
    query: `${query} at:${whole.at(-3 * WEEK)?.day}..${whole.at(-1)?.day}`,
  }
}

/** Whether there are days enough with mail to call their median usual. */
export function hasUsual({ days }: Pick<Row, 'days'>): boolean {
  return days.filter(({ messages }) => messages > 0).length >= thresholds.fewDays
}

/** How many times the usual a number is, with one decimal: 84.3. */
export function timesUsual(number: number, usual: number): number {
  return Number((number / usual).toFixed(1))
}

function newcomer(row: Row, { first, last }: Span): Flag | null {
  const known = last - first >= thresholds.fewDays * DAY
  if (!known || Date.parse(row.firstSeen) < last - DAY || row.recipients < thresholds.newRecipients) return null
  return {
    flag: 'new',
    why: `It was first seen in the last 24 hours of these logs, and has written to ${count(row.recipients)} recipients: at least ${thresholds.newRecipients}.`,
    query: row.query,
  }
}

function offHours(row: Row, { offHours: found }: FlagFacts): Flag | null {
  if (found === null) return null
  const times = stretchesOf(found.hours).map(([first, last]) => hourSpan(first, last))
  const spans = times.map((time) => `${found.day}T${time.replace('–', `..${found.day}T`)}`)
  return {
    flag: 'off hours',
    why: `On ${found.day} it sent ${count(found.messages)} at ${times.join(', ')}, around which it sends on no more than ${found.often} of its ${found.days} days.`,
    query: `${row.query} at:${spans.length === 1 ? spans[0] : `(${spans.join(' OR ')})`}`,
  }
}

function manyRecipients(row: Row): Flag | null {
  if (row.recipients < thresholds.recipients || row.recipients < thresholds.recipientsEach * row.messages) return null
  return {
    flag: 'many recipients',
    why: `${counted(row.messages, 'message')} went to ${count(row.recipients)} recipients, ${count(Math.floor(row.recipients / row.messages))} each on average: ${thresholds.recipientsEach} or more, and at least ${thresholds.recipients}.`,
    query: row.query,
  }
}

function oneSubject(row: Row, { subject: found }: FlagFacts): Flag | null {
  if (found === null) return null
  return {
    flag: 'one subject',
    why: `${count(found.messages)} of ${counted(found.known, 'message')} with a known subject have the same, and went to ${count(found.recipients)} different recipients: half or more, and at least ${thresholds.oneSubject}.`,
    query: `${row.query} subject:${quote(found.subject)}`,
  }
}

function failures(row: Row): Flag | null {
  if (row.failed < thresholds.failures || row.failed * 5 < row.recipients) return null
  return {
    flag: 'failures',
    why: `${count(row.failed)} of ${count(row.recipients)} recipients failed, ${share(row.failed, row.recipients)}: 20 % or more, and at least ${thresholds.failures}.`,
    query: row.failedQuery,
  }
}

function othersThan(recipients: number): string {
  return recipients > 1 ? ` and ${counted(recipients - 1, 'other')}` : ''
}

function steadyRetry(row: Row, { repeated: found, refused }: FlagFacts): Flag | null {
  if (found === null) return refused && refusedSteadily(row, refused)
  const bytes = found.sizeBytes === null ? [] : [`size:${found.sizeBytes}B..${found.sizeBytes}B`]
  return {
    flag: 'steady retry',
    why: `Mail from ${found.sender || '<>'} to ${found.recipient}${othersThan(found.recipients)}${found.sizeBytes === null ? '' : ` of the same ${size(found.sizeBytes)}`} came ${count(found.times)} times, every ${duration(found.seconds)} on average.`,
    query: [row.query, `from:${found.sender === '' ? '<>' : quote(found.sender)}`, `to:${quote(found.recipient)}`, ...bytes].join(' '),
  }
}

function refusedSteadily({ query }: Row, { sender, recipient, recipients, times, seconds }: NonNullable<FlagFacts['refused']>): Flag {
  const to = recipient === null ? '' : ` to ${recipient}${othersThan(recipients)}`
  const clauses = [`from:${sender === '' ? '<>' : quote(sender)}`, recipient === null ? '-to:*' : `to:${quote(recipient)}`]
  return {
    flag: 'steady retry',
    why: `It was refused before its mail was taken ${count(times)} times, from ${sender || '<>'}${to}, every ${duration(seconds)} at one pace: at least ${thresholds.repeats} times, every ${duration(thresholds.paceSeconds)} to ${duration(thresholds.repeatSeconds)}.`,
    query: [query, ...clauses, 'outcome:rejected'].join(' '),
  }
}

function senderMix(row: Row, { senderMix: found }: FlagFacts): Flag | null {
  if (found === null) return null
  return {
    flag: 'sender mix',
    why: `On ${found.day} it used sender addresses of ${count(found.domains)} domains, ${timesUsual(found.domains, found.usual)} times its usual ${medianCount(found.usual)}: ${thresholds.timesUsual} times or more, and at least ${thresholds.senderDomains}.`,
    query: `${row.query} at:${found.day}`,
  }
}

function loop(row: Row, { loop: found }: FlagFacts): Flag | null {
  if (found === null) return null
  return {
    flag: 'loop',
    why: `The mail ${found.messageId} came ${count(found.times)} times, to the same recipients and never smaller.`,
    query: `${row.query} msgid:${quote(found.messageId)} -outcome:rejected`,
  }
}

function unprotected(row: Row, { unprotected: refused }: FlagFacts): Flag | null {
  if (refused < thresholds.unprotected) return null
  return {
    flag: 'no auth or TLS',
    why: `${counted(refused, 'recipient was', 'recipients were')} refused since it had not logged in or used no TLS: at least ${thresholds.unprotected}.`,
    query: `${row.query} class:(auth-required OR tls-required) outcome:rejected`,
  }
}

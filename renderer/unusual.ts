import { count, counted, share } from '../shared/numbers.ts'
import { peakOf, type SendingRow } from './sending-rows.ts'

/** Why a row is unusual: in a word, the rule with its numbers, and what finds the messages behind it. */
export interface Flag {
  readonly word: 'volume' | 'new' | 'failures' | 'many recipients'
  readonly rule: string
  readonly query: string
}

const DAY = 86_400_000

/** Days with mail below which nothing is usual. */
const FEW_DAYS = 3

/** What stands out in a row. `span`: first and last time of the list, ms. */
export function flagsOf(row: SendingRow, span: { readonly first: number; readonly last: number }): readonly Flag[] {
  const flags: Flag[] = []
  const peak = peakOf(row)
  const often = row.days.filter(({ messages }) => messages > 0).length
  if (often >= FEW_DAYS && peak.messages >= 100 && peak.messages >= 5 * row.baselinePerDay)
    flags.push({
      word: 'volume',
      rule: `On ${peak.day} it sent ${count(peak.messages)}, at least 5 times its usual ${count(row.baselinePerDay)} a day.`,
      query: `${row.query} at:${peak.day}`,
    })
  if (span.last - span.first >= FEW_DAYS * DAY && Date.parse(row.firstSeen) >= span.last - DAY)
    flags.push({ word: 'new', rule: 'It was first seen in the last 24 hours of these logs.', query: row.query })
  if (row.failed >= 50 && row.failed * 5 >= row.recipients)
    flags.push({
      word: 'failures',
      rule: `${count(row.failed)} of ${count(row.recipients)} recipients failed, ${share(row.failed, row.recipients)}: 20 % or more, and at least 50.`,
      query: row.failedQuery,
    })
  if (row.recipients >= 100 && row.recipients >= 10 * row.messages)
    flags.push({
      word: 'many recipients',
      rule: `${counted(row.messages, 'message')} went to ${count(row.recipients)} recipients, ${count(Math.floor(row.recipients / row.messages))} each on average: 10 or more, and at least 100.`,
      query: row.query,
    })
  return flags
}

/** The time that the rows of a list cover, ms. */
export function spanOf(rows: readonly SendingRow[]): { readonly first: number; readonly last: number } {
  return rows.reduce(
    ({ first, last }, row) => ({ first: Math.min(first, Date.parse(row.firstSeen)), last: Math.max(last, Date.parse(row.lastSeen)) }),
    { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY },
  )
}

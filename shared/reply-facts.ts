import { factsOf } from './failures/facts.ts'
import { count, duration } from './numbers.ts'

/** One thing that a reply states, as it is shown. */
export interface ReplyFact {
  readonly name: string
  readonly value: string
  /** Whether somebody will want to paste it elsewhere. */
  readonly copied: boolean
}

/** Documented limits that replies name, in words. */
const limitWords: Readonly<Record<string, string>> = {
  'google-relay/customer-10min': 'of the organisation, in ten minutes (Google’s relay)',
  'google-relay/customer-24h': 'of the organisation, a day (Google’s relay)',
  'google-relay/user-24h': 'of the user, a day (Google’s relay)',
  'gmail/user-24h': 'of the user, a day (Gmail)',
  'microsoft/tenant-external-24h': 'of the organisation to recipients outside, a day (Microsoft 365)',
  'microsoft/recipients-24h': 'of recipients of the mailbox, a day (Microsoft 365)',
  'domain-1h': 'of the domain, an hour',
  size: 'of a message’s size',
  'recipients-per-message': 'of recipients of a message',
  'sending-rate': 'of the rate of sending',
  'account-24h': 'of the account, a day',
}

function limitOf(limit: string | null, value: number | null): string | null {
  if (limit === null) return null
  const words = limitWords[limit] ?? limit
  return value === null ? words : `${words}: ${count(value)}${limit === 'size' ? ' bytes' : ''}`
}

/** What a reply states beside its cause, in the order in which it is needed. */
export function replyFacts(reply: string): readonly ReplyFact[] {
  const facts = factsOf(reply)
  const wait = facts.retryAfterSeconds === null ? null : duration(facts.retryAfterSeconds)
  const rows: readonly (readonly [name: string, value: string | null, copied: boolean])[] = [
    ['New address', facts.newAddress, true],
    ['Blocklist', facts.blocklist, true],
    ['Look it up at', facts.lookup, true],
    ['They saw your address as', facts.clientIp, true],
    ['Asks to wait', wait, false],
    ['Limit', limitOf(facts.limit, facts.limitValue), false],
    ['Their transaction id, for their support', facts.transactionId, true],
  ]
  return rows.flatMap(([name, value, copied]) => (value === null ? [] : [{ name, value, copied }]))
}

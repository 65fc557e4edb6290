import { type Fate, fates, outcomeOf } from '../../../shared/message.ts'
import type { FieldName, Happening, Property } from '../../../shared/query/fields.ts'

/** When a delivery happened: its first attempt; of a mail that was never tried, when it was seen. */
export const DELIVERY_TIME = 'coalesce(d.first_attempt, m.first_seen)'

/** By what a device is named (`deviceKey` in shared/senders.ts). */
export const DEVICE_KEY = "lower(coalesce(nullif(m.client_ip, ''), m.login))"

/** From the first sight of the mail to the last attempt. */
export const DELAY_SECONDS = '((epoch_us(d.last_attempt) - epoch_us(m.first_seen)) / 1e6)'

/** The domain of an address; null without one. */
export const domainOf = (address: string): string => `CASE WHEN contains(${address}, '@') THEN split_part(${address}, '@', -1) END`

/** The columns that a field of text looks at; any of them may fit. */
export const textColumns = {
  from: ['m.sender'],
  to: ['d.recipient', 'd.original_recipient'],
  domain: [domainOf('d.recipient')],
  fromdomain: [domainOf('m.sender')],
  subject: ['m.subject'],
  msgid: ['m.message_id'],
  device: ['m.client_ip', 'm.client_name', 'm.helo', 'm.login'],
  helo: ['m.helo'],
  login: ['m.login'],
} as const satisfies Partial<Record<FieldName, readonly string[]>>

/** The columns that a text without a field looks at, beside the lines of the message. */
export const wordColumns: readonly string[] = [
  'd.reply',
  'm.subject',
  'm.message_id',
  'm.sender',
  'd.recipient',
  'd.original_recipient',
  'd.next_hop',
  'm.client_name',
  'm.client_ip',
  'm.helo',
  'm.login',
  'm.id',
]

/** The numbers that a field compares. */
export const numberColumns = {
  status: 'd.code',
  attempts: 'd.attempts',
  size: 'm.size_bytes',
  delay: DELAY_SECONDS,
} as const satisfies Partial<Record<FieldName, string>>

/** The fates that a word of `outcome:` means: all of the group of that name, else the fate itself. */
export function fatesOf(word: string): readonly Fate[] {
  const group = fates.filter((fate) => outcomeOf[fate] === word)
  return group.length > 0 ? group : fates.filter((fate) => fate === word)
}

/** Of which sources a case answers: not of those that are hidden or still being loaded. */
const VISIBLE = "(SELECT v.source FROM sources v WHERE v.state = 'visible')"

/** Whether an event counts: it is of a visible source, and not kept from another. Every question of `events e` asks so. */
export const EVENT_COUNTS = `NOT e.duplicate AND e.source IN ${VISIBLE}`

/** Whether a block of `lines b` is of a visible source. Every search of the lines asks so. */
export const LINES_COUNT = `b.source IN ${VISIBLE}`

const within = 'e.host = l.host AND e.ord BETWEEN l.first_ord AND l.last_ord'

/** An event of the life of a queue id. */
export const EVENT_OF_LIFE = `e.queue_id = l.queue_id AND ${within}`

/** An event of a transaction refused before queueing. */
export const EVENT_OF_REFUSAL = `l.queue_id IS NULL AND e.queue_id IS NULL AND e.pid = l.pid AND ${within}`

/** An event in which another system reports on the mail. */
export const EVENT_OF_REPORT = `e.source = r.source AND e.line = r.line AND e.kind = 'report'`

/** `had:` — `recipient`: the event names the delivery it is about. */
export const happened: Readonly<Record<Happening, { readonly when: string; readonly recipient: boolean }>> = {
  delivered: { when: "e.kind = 'attempt' AND e.action = 'sent'", recipient: true },
  deferred: { when: "e.kind = 'attempt' AND e.action = 'deferred'", recipient: true },
  bounced: { when: "e.kind = 'attempt' AND e.action = 'bounced'", recipient: true },
  expired: { when: "(e.kind = 'attempt' AND e.action = 'expired') OR e.kind = 'expired'", recipient: false },
  held: { when: "e.kind IN ('held', 'refusal') AND e.action = 'hold'", recipient: false },
  released: { when: "e.kind = 'held' AND e.action = 'release'", recipient: false },
  requeued: { when: "e.kind = 'held' AND e.action = 'requeue'", recipient: false },
  rejected: { when: "e.kind = 'refusal' AND e.action = 'reject'", recipient: false },
  warned: { when: "e.kind = 'refusal' AND e.action = 'warn'", recipient: false },
  discarded: { when: "e.kind IN ('attempt', 'refusal') AND e.action IN ('discarded', 'discard')", recipient: false },
  redirected: { when: "e.kind = 'refusal' AND e.action IN ('redirect', 'filter')", recipient: false },
  expanded: { when: "e.kind = 'attempt' AND e.action = 'expanded'", recipient: true },
  removed: { when: "e.kind = 'end' AND e.action IN ('deleted', 'canceled')", recipient: false },
  notice: { when: "e.kind = 'notice'", recipient: false },
}

const replyHas = (condition: string): string => `d.reply_no IN (SELECT no FROM replies WHERE ${condition})`

/** `is:` */
export const propertySql: Readonly<Record<Property, string>> = {
  arrived: "d.consequence = 'arrived'",
  'handed-on': "d.consequence = 'handed-on'",
  waiting: "d.consequence = 'waiting'",
  lost: "d.consequence = 'lost'",
  noise: "d.consequence = 'noise'",
  failed: 'd.class IS NOT NULL',
  permanent: replyHas('permanent'),
  temporary: replyHas('NOT permanent'),
  proved: "d.evidence = 'proved'",
  inferred: "d.evidence = 'inferred'",
  open: "d.evidence = 'open'",
  notice: "m.direction = 'notice'",
  echo: 'm.echo_of IS NOT NULL',
  incomplete: 'm.head_missing',
  spam: "d.placement = 'spam'",
  certain: replyHas("confidence = 'text'"),
  guess: replyHas("confidence = 'code'"),
  backscatter: "(m.direction = 'stranger' AND d.fate <> 'rejected')",
  unrecognised: `(d.class IN ('unknown', 'expired') AND ${replyHas("confidence = 'none'")})`,
}

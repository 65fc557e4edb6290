import { editDistance } from '../edit-distance.ts'
import type { FailureId } from '../failures/failure.ts'
import { directions, fates, outcomes } from '../message.ts'

/** How the values of a field are written and compared. */
export type FieldKind =
  | 'address'
  | 'domain'
  | 'ident'
  | 'text'
  | 'choice'
  | 'code'
  | 'status'
  | 'ip'
  | 'count'
  | 'duration'
  | 'size'
  | 'moment'

/** A field of the query language. `title` completes "<title> contains …"; `example` is a value as it is written. */
export interface Field {
  readonly kind: FieldKind
  readonly title: string
  readonly aliases: readonly string[]
  readonly example: string
  /** The closed set of a `choice`. */
  readonly choices?: readonly string[]
}

/** Every failure class: the compiler keeps this complete. */
const failureIds = Object.keys({
  'relay-denied': true,
  'relay-credentials': true,
  'relay-sender-unregistered': true,
  'relay-helo-rejected': true,
  'relay-daily-limit': true,
  'relay-peak-limit': true,
  'sender-suspended': true,
  'user-sending-limit': true,
  'rate-limited': true,
  'too-many-recipients': true,
  'tls-required': true,
  'auth-required': true,
  'auth-failed': true,
  'auth-app-password': true,
  'auth-throttled': true,
  'recipient-unknown': true,
  'recipient-domain-bad': true,
  'recipient-policy': true,
  'mailbox-full': true,
  'mailbox-disabled': true,
  'spam-content': true,
  'malware-attachment': true,
  'message-malformed': true,
  'reputation-block': true,
  'sender-auth-fail': true,
  'sender-dns': true,
  'routing-failure': true,
  'next-hop-unknown': true,
  'network-failure': true,
  'tls-failure': true,
  'message-too-large': true,
  greylisted: true,
  'system-temporary': true,
  'protocol-error': true,
  expired: true,
  suppressed: true,
  unknown: true,
} satisfies Record<FailureId, true>)

/** What `had:` knows: things that happened on the way, whatever became of the mail. */
export const happenings = [
  'delivered',
  'deferred',
  'bounced',
  'expired',
  'held',
  'released',
  'requeued',
  'rejected',
  'warned',
  'discarded',
  'redirected',
  'expanded',
  'removed',
  'notice',
] as const
export type Happening = (typeof happenings)[number]

/** What `is:` knows. */
export const properties = [
  'arrived',
  'handed-on',
  'waiting',
  'lost',
  'noise',
  'failed',
  'permanent',
  'temporary',
  'proved',
  'inferred',
  'open',
  'notice',
  'echo',
  'incomplete',
  'spam',
  'certain',
  'guess',
  'unrecognised',
  'backscatter',
] as const
export type Property = (typeof properties)[number]

const table = {
  from: { kind: 'address', title: 'sender', aliases: ['sender', 'mailfrom'], example: 'jane@acme.test' },
  to: { kind: 'address', title: 'recipient', aliases: ['recipient', 'rcpt'], example: 'bob@example.net' },
  domain: { kind: 'domain', title: "recipient's domain", aliases: ['todomain'], example: 'gmail.com' },
  fromdomain: { kind: 'domain', title: "sender's domain", aliases: ['senderdomain'], example: 'example.org' },
  subject: { kind: 'text', title: 'subject', aliases: [], example: 'invoice' },
  msgid: { kind: 'ident', title: 'Message-ID', aliases: ['messageid', 'message-id', 'rfc822msgid'], example: '<abc@example.org>' },
  queue: { kind: 'ident', title: 'queue id', aliases: ['qid', 'queueid', 'queue-id'], example: '4Zx2lq1Wk3z9' },
  id: { kind: 'ident', title: "message's id here", aliases: ['message'], example: 'k3v9q2m7x1ta' },
  outcome: {
    kind: 'choice',
    title: 'outcome',
    aliases: ['fate', 'result'],
    example: 'bounced',
    choices: [...new Set<string>([...outcomes, ...fates])],
  },
  had: { kind: 'choice', title: 'on the way', aliases: [], example: 'deferred', choices: happenings },
  class: { kind: 'choice', title: 'failure class', aliases: ['failure'], example: 'relay-denied', choices: [...failureIds, 'none'] },
  sig: { kind: 'text', title: "reply's signature", aliases: ['signature'], example: 'user unknown' },
  rule: { kind: 'text', title: 'rule that decided', aliases: [], example: 'own/held-by-legal' },
  code: { kind: 'code', title: 'enhanced status code', aliases: ['dsn'], example: '5.7.1' },
  status: { kind: 'status', title: 'SMTP reply code', aliases: ['reply'], example: '550' },
  relay: { kind: 'text', title: 'next hop', aliases: ['nexthop', 'next-hop'], example: 'smtp-relay.gmail.com' },
  host: { kind: 'text', title: 'logging host', aliases: ['server'], example: 'mx1' },
  ip: { kind: 'ip', title: "client's or next hop's IP", aliases: ['client'], example: '192.0.2.10' },
  device: { kind: 'text', title: 'device (client IP, name, HELO or login)', aliases: [], example: 'printer' },
  helo: { kind: 'text', title: 'HELO', aliases: ['ehlo'], example: 'printer' },
  login: { kind: 'text', title: 'login', aliases: ['user', 'auth', 'sasl'], example: 'jane' },
  size: { kind: 'size', title: 'size', aliases: [], example: '>20MB' },
  delay: { kind: 'duration', title: 'delay', aliases: [], example: '>10m' },
  attempts: { kind: 'count', title: 'attempts', aliases: ['tries'], example: '>=3' },
  source: { kind: 'text', title: 'source', aliases: ['file'], example: 'mail.log' },
  is: { kind: 'choice', title: 'state', aliases: [], example: 'lost', choices: properties },
  direction: { kind: 'choice', title: 'direction', aliases: ['dir'], example: 'own', choices: directions },
  before: { kind: 'moment', title: 'first attempt before', aliases: ['until'], example: '2026-03-03' },
  after: { kind: 'moment', title: 'first attempt from', aliases: ['since'], example: '2026-03-02' },
  at: { kind: 'moment', title: 'first attempt', aliases: ['date', 'time'], example: '"3 mar 10:00..10:30"' },
} as const satisfies Readonly<Record<string, Field>>

export type FieldName = keyof typeof table

/** The fields by name. */
export const fields: Readonly<Record<FieldName, Field>> = table

/** The fields' names, in the order in which a list of them is read. */
export const fieldNames = Object.keys(table) as readonly FieldName[]

/** Gmail's operators that are a field with a comparison. */
const shorthands: Readonly<Record<string, { readonly field: FieldName; readonly prefix: string }>> = {
  larger: { field: 'size', prefix: '>' },
  smaller: { field: 'size', prefix: '<' },
  newer_than: { field: 'after', prefix: '-' },
  older_than: { field: 'before', prefix: '-' },
}

const byName = new Map<string, { readonly field: FieldName; readonly prefix: string }>([
  ...fieldNames.flatMap((field) => [field, ...fields[field].aliases].map((name) => [name, { field, prefix: '' }] as const)),
  ...Object.entries(shorthands),
])

/** The field that a name or alias stands for, with what it puts before the value; null when there is none. */
export function fieldNamed(name: string): { readonly field: FieldName; readonly prefix: string } | null {
  return byName.get(name.toLowerCase()) ?? null
}

/** The nearest of `known` to a mistyped word, or null when none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const name of known) {
    const distance = editDistance(word.toLowerCase(), name)
    if (distance < bestDistance) [best, bestDistance] = [name, distance]
  }
  return best
}

/** The nearest field name to a mistyped one, or null. */
export function nearestField(name: string): string | null {
  return nearest(name, [...byName.keys()])
}

import { backscatterSentence, isBackscatter } from './backscatter.ts'
import { causeClause, isWordless, wordlessClause } from './cause-clauses.ts'
import type { Actor } from './failures/failure.ts'
import type { Delivery, Fate, Message, Step } from './message.ts'
import { ownOf } from './remedy.ts'
import { filterSentence, reportSentence } from './report-sentence.ts'

/** What a verdict says of the message itself. */
type Sent = Pick<Message, 'client' | 'direction'>

/** How sure a cause is, in the words of the screens: words of a known provider, other words, or a number only. */
export type Sureness = 'certain' | 'likely' | 'guess'

/** A fate as one or two words, as filters, tables and exports show it. */
export const fateWords: Readonly<Record<Fate, string>> = {
  delivered: 'Delivered',
  relayed: 'Handed over',
  deferred: 'Waiting',
  held: 'Held',
  bounced: 'Bounced',
  expired: 'Given up',
  rejected: 'Refused on entry',
  removed: 'Removed',
  discarded: 'Discarded',
  quarantined: 'Quarantined',
  expanded: 'Expanded',
  unknown: 'Unknown',
}

/** Who can act on a failure. */
export const actorWords: Readonly<Record<Actor, string>> = {
  'sender-admin': 'The administrator of the sending side',
  'device-owner': 'Whoever looks after the sending device or program',
  'recipient-side': "The recipient or the recipient's administrator",
  sender: 'The person who wrote the message',
  wait: 'Nobody: it clears by itself',
}

/** Next hops that name no server. */
const noServer: ReadonlySet<string> = new Set(['', 'none', 'local', 'virtual', 'unknown'])

/** The name in `host[ip]:port`, the address where the name is unknown; null where no server is named. */
export function serverName(nextHop: string | null): string | null {
  if (nextHop === null) return null
  const bracket = nextHop.indexOf('[')
  if (bracket < 0) {
    const colon = nextHop.lastIndexOf(':')
    const name = colon > 0 && colon === nextHop.indexOf(':') ? nextHop.slice(0, colon) : nextHop
    return noServer.has(name) ? null : name
  }
  const name = nextHop.slice(0, bracket)
  if (!noServer.has(name)) return name
  const close = nextHop.indexOf(']', bracket)
  return close < 0 ? null : nextHop.slice(bracket + 1, close)
}

/** How sure the cause of a delivery, or a verdict on a reply, is; null where nothing failed or nothing was recognised. */
export function surenessOf(delivery: Pick<Delivery, 'rule' | 'confidence'>): Sureness | null {
  if (delivery.confidence === 'code') return 'guess'
  if (delivery.confidence !== 'text') return null
  return delivery.rule?.startsWith('generic/') ? 'likely' : 'certain'
}

/** The cause, with words that claim no more than is known. */
function causeOf(delivery: Delivery, host: string | null): string {
  const id = delivery.fate === 'expired' ? delivery.cause : (delivery.class ?? delivery.cause)
  if (id === null) return causeClause('unknown', [], '')
  if (id === 'unknown' && isWordless(delivery.reply)) return wordlessClause
  const clause = causeClause(id, ownOf(delivery), host ?? 'the next server')
  if (id === 'unknown') return clause
  const sure = surenessOf(delivery)
  if (sure === 'guess') return `it looks as if ${clause} (only a status code says so)`
  return sure === 'likely' ? `most likely ${clause}` : clause
}

function times(attempts: number): string {
  return attempts === 1 ? 'one attempt' : `${attempts} attempts`
}

/** Who refused, where somebody did: a server that answered, or the server whose log this is. */
function refuser(delivery: Delivery, host: string | null): string | null {
  if (host !== null) return delivery.smtpCode === null ? null : host
  if (delivery.hop === 'google→destination') return "the recipient's server"
  return delivery.hop === 'own-relay' ? 'the server itself' : null
}

/** A reply that asks for no second try (RFC 5321); the own server may keep the mail all the same, as after a refused login. */
function isFinal(code: number | null): boolean {
  return code !== null && code >= 500
}

function clientName(message: Sent): string | null {
  const { device, name, ip, user } = message.client
  return device ?? (name !== null && name !== 'unknown' ? name : null) ?? ip ?? user
}

function rejectedSentence(message: Sent, delivery: Delivery): string {
  const client = clientName(message)
  if (delivery.class === 'network-failure' && delivery.rule === null)
    return `Broken off by ${client ?? 'its client'} before the mail was complete: nothing was queued.`
  const stranger = message.direction === 'stranger' ? 'somebody outside' : null
  const from = client ? ` from ${client}` : ''
  const who = stranger ? ` (${stranger}, not your mail)` : ''
  return `Refused on entry${from}${who}: ${causeOf(delivery, null)}.`
}

function deliveredSentence(delivery: Delivery): string {
  if (delivery.placement === 'spam') return 'Delivered into the spam folder: the recipient may not have seen it.'
  if (delivery.placement === 'quarantine') return 'Delivered into quarantine: the recipient has not seen it.'
  if (delivery.placement === 'inbox') return 'Delivered into the inbox.'
  const host = serverName(delivery.nextHop)
  return host === null ? 'Delivered into the mailbox on this server.' : `Delivered: ${host} took it for the mailbox.`
}

/** What became of a delivery, without the grade of its evidence. */
function fateSentence(message: Sent, delivery: Delivery): string {
  const host = serverName(delivery.nextHop)
  switch (delivery.fate) {
    case 'delivered':
      return deliveredSentence(delivery)
    case 'relayed':
      return `Handed over to ${host ?? 'the next server'}; what happened there is not in these logs.`
    case 'deferred': {
      const asks = refuser(delivery, host)
      const cause = causeOf(delivery, host)
      if (asks === null) return `Waiting after ${times(delivery.attempts)}: ${cause}.`
      return isFinal(delivery.smtpCode)
        ? `Waiting, though ${asks} refused: ${cause}.`
        : `Waiting: ${asks} asks to try again later; ${cause}.`
    }
    case 'held':
      return 'Held: it stays in the queue until an operator releases it.'
    case 'bounced': {
      const who = refuser(delivery, host)
      return `${who ? `Refused by ${who}` : 'Not delivered'}: ${causeOf(delivery, host)}.`
    }
    case 'expired':
      return `Given up after ${times(delivery.attempts)}: ${causeOf(delivery, host)}.`
    case 'rejected':
      return rejectedSentence(message, delivery)
    case 'removed':
      return 'Removed from the queue by an operator before it was delivered.'
    case 'discarded':
      return 'Discarded by a rule of the server: nobody received it, and the sender was not told.'
    case 'quarantined':
      return 'Quarantined: a filter kept it back.'
    case 'expanded':
      return 'Replaced by other recipients (an alias or a forwarding); see what became of those.'
    case 'unknown':
      return 'Unknown: no line says what became of it.'
  }
}

/** What became of one mail for one recipient, and why, in one sentence; a second one where the answer is inferred. */
export function verdictSentence(message: Sent, delivery: Delivery): string {
  if (isBackscatter(message, delivery)) return backscatterSentence
  const sentence = fateSentence(message, delivery)
  return delivery.evidence === 'inferred' ? `${sentence} Inferred: the logs share no exact id for this mail.` : sentence
}

/** `printer.lan (192.0.2.10), login alice`. */
function clientWords(step: Step): string {
  const { device, name, ip, user, helo } = step.client ?? { device: null, name: null, ip: null, user: null, helo: null }
  const known = device ?? (name !== null && name !== 'unknown' ? name : null)
  const who = known && ip ? `${known} (${ip})` : (known ?? ip ?? helo ?? 'an unnamed client')
  return user ? `${who}, login ${user}` : who
}

function attemptSentence(step: Step): string {
  const host = serverName(step.nextHop)
  const to = step.recipient ? ` for ${step.recipient}` : ''
  const there = step.linkedId ? `, queued there as ${step.linkedId}` : ''
  switch (step.action ?? '') {
    case 'sent':
      return host ? `Handed over to ${host}${to}${there}` : `Delivered on this server${to}${there}`
    case 'deferred':
      if (!host || step.code === null) return `Put off${to}${host ? `: ${host} gave no answer` : ''}`
      return isFinal(step.code) ? `${host} refused, but the mail stays in the queue${to}` : `${host} asked to try again later${to}`
    case 'bounced':
      return host && step.code !== null ? `Refused by ${host}${to}` : `Given back as undeliverable${to}`
    case 'expired':
      return `Given up${to}`
    case 'discarded':
      return `Discarded${to}`
    case 'expanded':
      return `Replaced by other recipients${to}${there}`
    case 'deliverable':
      return `Probed, not sent: ${host ?? 'the server'} would take mail${to}`
    case 'undeliverable':
      return `Probed, not sent: ${host ?? 'the server'} would refuse mail${to}`
    default:
      return `Tried${to}`
  }
}

const refusals: Readonly<Record<string, string>> = {
  reject: 'Refused',
  discard: 'Accepted and thrown away',
  hold: 'Put on hold by a rule',
  redirect: 'Redirected by a rule',
  filter: 'Sent through a filter by a rule',
  warn: 'Let pass with a warning',
}

const holds: Readonly<Record<string, string>> = {
  hold: 'Put on hold',
  release: 'Released from hold',
  requeue: 'Put back into the queue',
}

const ends: Readonly<Record<string, string>> = {
  removed: 'Done and removed from the queue',
  deleted: 'Deleted from the queue by an operator',
  canceled: 'Cancelled by its client before the end',
}

const notices: Readonly<Record<string, string>> = {
  failure: 'Bounce notice made',
  delay: 'Notice of delay made',
  success: 'Notice of success made',
  postmaster: 'Notice to the postmaster made',
}

function sessionSentence(step: Step): string {
  if (step.action === 'connect') return `Connection from ${clientWords(step)}`
  if (step.action === 'lost') return `Connection lost with ${clientWords(step)}`
  return `Connection closed by ${clientWords(step)}`
}

function stepWords(step: Step): string {
  switch (step.kind) {
    case 'arrival':
      if (step.linkedId) return `Came back into the queue; its id was ${step.linkedId}`
      return step.client ? `Accepted from ${clientWords(step)}` : 'Handed in on the server itself'
    case 'message-id':
      return 'Message-ID noted'
    case 'queued':
      return step.queueId ? `Queued as ${step.queueId}` : 'Queued'
    case 'attempt':
      return attemptSentence(step)
    case 'interim':
      return filterSentence(step) ?? 'One server did not take it; another is tried'
    case 'refusal':
      return `${refusals[step.action ?? ''] ?? 'Judged by a rule'}${step.recipient ? ` for ${step.recipient}` : ''}, from ${clientWords(step)}`
    case 'notice':
      return `${notices[step.action ?? ''] ?? 'Notice made'}${step.linkedId ? `: ${step.linkedId}` : ''}`
    case 'end':
      return ends[step.action ?? ''] ?? 'Left the queue'
    case 'expired':
      return 'Given up for every recipient that was still open'
    case 'held':
      return holds[step.action ?? ''] ?? 'Stopped by an operator'
    case 'session':
      return sessionSentence(step)
    case 'report':
      return reportSentence(step)
    default:
      return `${step.program} said something else`
  }
}

/** One step of a message's way as a sentence. The server's own words (`step.reply`) are not repeated in it. */
export function stepSentence(step: Step): string {
  return `${stepWords(step)}.`
}

import type { AttemptAction, LogRecord, Origin } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { Outcome } from '../format.ts'
import { codeAt } from '../postfix/words.ts'
import { refusedAtEnd } from './refusal.ts'
import { bare, fieldOf, hopOf, idAt, relayOf } from './words.ts'

/** What follows the recipients. */
const behindRecipients = [', ctladdr=', ', delay=', ', xdelay=', ', mailer=', ', stat=']

/**
 * Reads `<r>,<r2>, ctladdr=…, delay=…, xdelay=…, mailer=…, pri=…, relay=…, dsn=…, reply=…, stat=…`: one attempt for each
 * recipient. `stat=queued` is no attempt.
 */
export function readAttempt(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const ends = behindRecipients.map((key) => text.indexOf(key, from)).filter((at) => at >= 0)
  const end = Math.min(...ends)
  const statAt = text.lastIndexOf(', stat=')
  if (statAt < end || ends.length === 0) return 'unrecognised'
  const stat = text.slice(statAt + 7)
  if (stat === 'queued') return 'ignored'
  const dsn = dsnIn(text, end, statAt)
  const action = actionOf(stat, dsn)
  const recipients = recipientsOf(text.slice(from, end))
  const mailer = fieldOf(text, ', mailer=', end)
  if (mailer === null && dsn === null && action === 'bounced') return refusedAtEnd(recipients, queueId, stat, origin)
  const relayAt = text.indexOf(', relay=', end)
  const relay = relayAt < 0 || relayAt > statAt ? null : relayOf(fieldOf(text, ', relay=', end) ?? '')
  const nextHop = relay === null ? nameOf(mailer) : hopOf(relay)
  const reply = action === 'sent' ? between(stat) : replyOf(text, end, statAt, stat, dsn)
  const code = codeAt(reply, 0)
  const signature = action === 'sent' ? null : signatureOf(reply, { host: relay === null ? null : nextHop, status: dsn, code })
  const alias = mailer === 'prog' || mailer === '*file*' || mailer === '*include*'
  const controlling = alias ? fieldOf(text, ', ctladdr=', end) : null
  return recipients.map(
    (recipient): LogRecord => ({
      kind: 'attempt',
      action,
      queueId,
      agent: agentOf(mailer),
      recipient,
      originalRecipient: controlling === null ? null : bare(controlling.slice(0, controlling.indexOf('>') + 1)),
      nextHop,
      delaySeconds: secondsOf(fieldOf(text, ', delay=', end)),
      dsn,
      code,
      reply,
      signature,
      linkedId: action === 'sent' && reply.includes(' Message accepted for delivery') ? idAt(reply, 0) : null,
      origin,
    }),
  )
}

function dsnIn(text: string, from: number, to: number): string | null {
  const at = text.indexOf(', dsn=', from)
  return at < 0 || at > to ? null : fieldOf(text, ', dsn=', from)
}

/** The first digit of `dsn=` decides; without it (before 8.9) the words of `stat=`. */
function actionOf(stat: string, dsn: string | null): AttemptAction {
  if (dsn === null) return stat.startsWith('Sent') ? 'sent' : stat.startsWith('Deferred') ? 'deferred' : 'bounced'
  return dsn.startsWith('2') ? 'sent' : dsn.startsWith('4') ? 'deferred' : 'bounced'
}

/** What is in the parentheses of `Sent (…)`. */
function between(stat: string): string {
  return stat.startsWith('Sent (') && stat.endsWith(')') ? stat.slice(6, -1) : stat
}

/** `reply=` may be left over from another recipient: it counts where it is of the class of `dsn=`. */
function replyOf(text: string, from: number, to: number, stat: string, dsn: string | null): string {
  const at = text.indexOf(', reply=', from)
  const reply = at < 0 || at > to ? '' : text.slice(at + 8, to)
  if (reply !== '' && (dsn === null || reply.charCodeAt(0) === dsn.charCodeAt(0))) return reply
  return stat.startsWith('Deferred: ') ? stat.slice(10) : stat
}

/** Commas inside of angle brackets or quotes do not separate. */
function recipientsOf(value: string): readonly string[] {
  const found: string[] = []
  let start = 0
  let closer = 0
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    if (closer !== 0) closer = code === closer ? 0 : closer
    else if (code === 60) closer = 62
    else if (code === 34) closer = 34
    else if (code === 44) {
      found.push(bare(value.slice(start, at)))
      start = at + 1
    }
  }
  return [...found, bare(value.slice(start))]
}

const agents = new Map([
  ['local', 'local'],
  ['*file*', 'local'],
  ['*include*', 'local'],
  ['prog', 'pipe'],
  ['procmail', 'local'],
  ['cyrus', 'lmtp'],
  ['cyrusv2', 'lmtp'],
  ['lmtp', 'lmtp'],
  ['discard', 'discard'],
  ['error', 'error'],
])

/** Mailers by what they do; those for SMTP have many names. */
function agentOf(mailer: string | null): string {
  return agents.get(mailer ?? '') ?? 'smtp'
}

function nameOf(mailer: string | null): string {
  return mailer !== null && agents.has(mailer) ? mailer : 'none'
}

/** Seconds of `00:00:01` or `1+12:04:52`. */
function secondsOf(value: string | null): number | null {
  if (value === null) return null
  const plus = value.indexOf('+')
  const [hours, minutes, seconds] = value
    .slice(plus + 1)
    .split(':')
    .map(Number)
  const total = Number(plus < 0 ? 0 : value.slice(0, plus)) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)
  return Number.isFinite(total) ? total : null
}

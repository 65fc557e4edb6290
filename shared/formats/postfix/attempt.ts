import { queueIdIn } from '../../queue-ids.ts'
import type { AttemptAction, LogRecord, Origin } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { Outcome } from '../format.ts'
import { closing, codeIn, namedIdAt } from './words.ts'

const actions = new Map<string, AttemptAction>([
  ['sent', 'sent'],
  ['deferred', 'deferred'],
  ['SOFTBOUNCE', 'deferred'],
  ['bounced', 'bounced'],
  ['expired', 'expired'],
  ['deliverable', 'deliverable'],
  ['undeliverable', 'undeliverable'],
  ['undeliverable-but-not-cached', 'undeliverable'],
])

/**
 * Reads `to=<…>, orig_to=…, relay=…, delay=…, delays=…, tls=…, dsn=…, status=… (reply)`. The parts are found by their keys;
 * which of them are there depends on the version and on the attempt.
 */
export function readAttempt(text: string, from: number, queueId: string, origin: Origin): Outcome {
  let recipient = ''
  let originalRecipient: string | null = null
  let nextHop = 'none'
  let delaySeconds: number | null = null
  let dsn: string | null = null
  let at = from
  while (text.charCodeAt(at) !== 115 || !text.startsWith('status=', at)) {
    const equals = text.indexOf('=', at)
    if (equals < 0) return 'unrecognised'
    const bracket = text.charCodeAt(equals + 1) === 60
    const close = bracket ? closing(text, equals + 1) : text.indexOf(', ', equals)
    if (close < 0 || close >= text.length) return 'unrecognised'
    const start = bracket ? equals + 2 : equals + 1
    switch (text.charCodeAt(at)) {
      case 116: // to, but not tls
        if (equals === at + 2) recipient = text.slice(start, close)
        break
      case 111:
        if (text.startsWith('orig_to', at)) originalRecipient = text.slice(start, close)
        break
      case 114:
        if (equals === at + 5) nextHop = text.slice(start, close)
        break
      case 100: // delay and dsn, but not delays
        if (equals === at + 5) delaySeconds = seconds(text.slice(start, close))
        else if (equals === at + 3) dsn = text.slice(start, close)
        break
      default:
        break
    }
    at = bracket ? close + 3 : close + 2
  }
  const statusEnd = text.indexOf(' ', at)
  const logged = actions.get(text.slice(at + 7, statusEnd < 0 ? text.length : statusEnd))
  if (logged === undefined) return 'unrecognised'
  const reply = statusEnd < 0 ? '' : outermost(text, statusEnd + 1)
  const agent = agentOf(origin.program, nextHop, logged, reply)
  const action = logged === 'sent' ? sentAction(agent, reply) : logged
  const code = codeIn(reply)
  const record: LogRecord = {
    kind: 'attempt',
    action,
    queueId,
    agent,
    recipient,
    originalRecipient,
    nextHop,
    delaySeconds,
    dsn,
    code,
    reply,
    signature:
      logged === 'sent' || logged === 'deliverable'
        ? null
        : signatureOf(reply, { host: nextHop.includes('[') ? nextHop : null, status: dsn, code }),
    linkedId: logged === 'sent' ? linkedIn(reply) : null,
    origin,
  }
  return [record]
}

function seconds(value: string): number | null {
  const parsed = Number(value)
  return Number.isFinite(parsed) && value !== '' ? parsed : null
}

/** From the first parenthesis to the last; a line cut by the syslog server may lack the last. */
function outermost(text: string, from: number): string {
  if (text.charCodeAt(from) !== 40) return text.slice(from)
  const close = text.lastIndexOf(')')
  return text.slice(from + 1, close > from ? close : text.length)
}

/** `sent` is what Postfix says; the discard transport and a filter that swallows the mail say it too. */
function sentAction(agent: string, reply: string): AttemptAction {
  if (agent === 'discard') return 'discarded'
  if (agent === 'local' && reply.startsWith('forwarded as ')) return 'expanded'
  if (!reply.includes('discarded')) return 'sent'
  return reply.includes('Ok, discarded') || reply.includes('INFECTED') ? 'discarded' : 'sent'
}

/** The last part of the tag, or, where a carrier cut it, what the line itself shows. */
function agentOf(program: string, nextHop: string, action: AttemptAction, reply: string): string {
  const slash = program.lastIndexOf('/')
  if (slash >= 0) return program.slice(slash + 1)
  if (nextHop === 'local' || nextHop === 'virtual') return nextHop
  if (nextHop === 'none') {
    if (action === 'sent') return 'discard'
    return reply.startsWith('delivery temporarily suspended') || reply === 'mail transport unavailable' ? 'error' : 'smtp'
  }
  if (nextHop.includes('[private/') || nextHop.includes('[/')) return 'lmtp'
  return nextHop.includes(']') ? 'smtp' : 'pipe'
}

function linkedIn(reply: string): string | null {
  return reply.startsWith('forwarded as ') ? namedIdAt(reply, 13) : queueIdIn(reply)
}

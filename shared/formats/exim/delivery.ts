import { isDigit } from '../../ascii.ts'
import { queueIdIn } from '../../queue-ids.ts'
import type { AttemptAction, LogRecord, Origin } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import { readCodes } from '../../smtp.ts'
import type { Outcome } from '../format.ts'
import { type Fields, readFields } from './fields.ts'
import { addresseeAt, type Host, hostAt, restAfter, secondsOf } from './words.ts'

/** What a line's flag says of its address. `*>`: the delivery was suppressed, by `-N` or by a filter that only tests. */
export type DeliveryFlag = '=>' | '->' | '>>' | '*>' | '**' | '=='

/**
 * Reads `address <original> F=<…> R=… T=… H=… C="…" QT=…: text`. `from` is the index of the address.
 */
export function readDelivery(text: string, from: number, flag: DeliveryFlag, queueId: string, origin: Origin): Outcome {
  if (text.startsWith('blackhole (', from)) return readBlackhole(text, from, queueId, origin)
  const { recipient, original, end } = addresseeAt(text, from)
  if (recipient === '') return 'unrecognised'
  const fields = readFields(text, end)
  const rest = restAfter(text, fields.end)
  if (flag === '**' || flag === '==') return [failed(flag, recipient, original, fields, rest, queueId, origin)]
  const reply = fields.confirmation ?? rest
  const { code, status } = readCodes(reply)
  const agent = agentOf(recipient, fields.host, fields.t)
  const record: LogRecord = {
    kind: 'attempt',
    action: flag === '*>' || isSwallowed(recipient, fields.t) ? 'discarded' : 'sent',
    queueId,
    agent: agent === 'error' ? 'local' : agent,
    recipient,
    originalRecipient: original,
    nextHop: fields.host?.place ?? fields.t ?? 'local',
    delaySeconds: secondsOf(fields.queueTime),
    dsn: status,
    code,
    reply,
    signature: null,
    linkedId: queueIdIn(reply),
    origin,
  }
  return [record]
}

/** An alias that ends in `:blackhole:` or /dev/null. */
function isSwallowed(recipient: string, transport: string | null): boolean {
  return recipient === ':blackhole:' || (recipient === '/dev/null' && transport === '**bypassed**')
}

/** Whom an ACL discarded: its own lines name them, or none does. */
function readBlackhole(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const reply = text.slice(from + 10)
  const absent = { clientIp: null, clientName: null, helo: null, login: null, sender: null, recipient: null, dsn: null, code: null }
  const stage = text.startsWith('(RCPT', from + 10) ? 'rcpt' : 'eod'
  return [{ kind: 'refusal', action: 'discard', queueId, stage, ...absent, reply, signature: signatureOf(reply, { stage }), origin }]
}

/** What the server said behind `SMTP error from remote mail server after RCPT TO:<…>: `, else the whole. */
function serverReply(reply: string): string {
  if (!reply.includes('MTP error from remote mail') && !reply.startsWith('LMTP error')) return reply
  let at = reply.indexOf(': ', reply.indexOf(' after '))
  while (at >= 0 && !(isDigit(reply.charCodeAt(at + 2)) && isDigit(reply.charCodeAt(at + 4)))) at = reply.indexOf(': ', at + 2)
  return at < 0 ? reply : reply.slice(at + 2)
}

const nothing = { code: null, status: null }

/** Words with which Exim gives a mail up after its time; the cause stands in the deferrals before. */
const givenUp = [
  'retry timeout exceeded',
  'have been failing for a long time',
  'retry time not reached for any host after a long failure period',
]

/**
 * `** address: text`, `== address … defer (-44) H=…: text` or `defer (111): Connection refused`. What says only that it is not
 * time, or too late, has no signature: the deferrals before it say why.
 */
function failed(
  flag: '**' | '==',
  recipient: string,
  original: string | null,
  fields: Fields,
  rest: string,
  queueId: string,
  origin: Origin,
): LogRecord {
  const deferral = flag === '==' && rest.startsWith('defer (') ? afterDefer(rest) : { host: null, reply: rest }
  const host = fields.host ?? deferral.host
  const { reply } = deferral
  const expired = flag === '**' && givenUp.some((words) => reply.includes(words))
  const silent = expired || (flag === '==' && reply.startsWith('retry time not reached'))
  const { code, status } = silent ? nothing : readCodes(serverReply(reply))
  const action: AttemptAction = flag === '==' ? 'deferred' : expired ? 'expired' : 'bounced'
  const place = host?.place ?? null
  return {
    kind: 'attempt',
    action,
    queueId,
    agent: agentOf(recipient, host, fields.t),
    recipient,
    originalRecipient: original,
    nextHop: place ?? 'none',
    delaySeconds: secondsOf(fields.queueTime),
    dsn: status,
    code,
    reply,
    signature: silent ? null : signatureOf(reply, { host: place, status, code }),
    linkedId: null,
    origin,
  }
}

/** Behind `defer (errno)`: what the errno means, the host, and what it said; each may be absent. */
function afterDefer(rest: string) {
  const close = rest.indexOf(')')
  const at = rest.indexOf(' H=', close)
  const colon = rest.indexOf(': ', close)
  // A host is a field only before the text of a server.
  const host = at < 0 || (colon >= 0 && colon < at && !isErrno(rest, colon, at)) ? null : hostAt(rest, at + 3)
  if (host === null) return { host, reply: restAfter(rest, close + 1) }
  const said = restAfter(rest, readFields(rest, host.end).end)
  const meaning = colon > 0 && colon < at ? rest.slice(colon + 2, at) : ''
  if (said === '') return { host, reply: meaning }
  return { host, reply: meaning === '' || said.includes(meaning) ? said : `${said}: ${meaning}` }
}

/** Whether what stands between the errno and the host is its meaning: a few words without a colon. */
function isErrno(text: string, colon: number, at: number): boolean {
  return at - colon < 80 && !text.slice(colon + 2, at).includes(':')
}

/** Who delivered, in the words of `Attempt.agent`: transports have any name, so the host and the address decide first. */
function agentOf(recipient: string, host: Host | null, t: string | null): string {
  const transport = t ?? ''
  if (transport.includes('lmtp')) return 'lmtp'
  if (host !== null || transport.includes('smtp')) return 'smtp'
  if (recipient.charCodeAt(0) === 124 || transport.includes('pipe')) return 'pipe'
  return t === null && !isPath(recipient) ? 'error' : 'local'
}

function isPath(recipient: string): boolean {
  return recipient.charCodeAt(0) === 47 || recipient.charCodeAt(0) === 58
}

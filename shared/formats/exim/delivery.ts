import { queueIdIn } from '../../queue-ids.ts'
import type { AttemptAction, LogRecord, Origin } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import { peel, readCodes } from '../../smtp.ts'
import type { Outcome } from '../format.ts'
import { type Fields, readFields } from './fields.ts'
import { addresseeAt, hostAt, restAfter, secondsOf } from './words.ts'

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
  const agent = agentOf(recipient, fields)
  const record: LogRecord = {
    ...attemptOf(recipient, original, fields, queueId, origin),
    action: flag === '*>' || isSwallowed(recipient, fields.t) ? 'discarded' : 'sent',
    agent: agent === 'error' ? 'local' : agent,
    nextHop: fields.host?.place ?? fields.t ?? 'local',
    dsn: status,
    code,
    reply,
    signature: null,
    linkedId: queueIdIn(reply),
  }
  return [record]
}

function attemptOf(recipient: string, originalRecipient: string | null, fields: Fields, queueId: string, origin: Origin) {
  const delaySeconds = fields.queueTime === null ? null : secondsOf(fields.queueTime)
  return { kind: 'attempt', queueId, recipient, originalRecipient, delaySeconds, origin } as const
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
  const { code, status } = readCodes(peel(reply).text)
  const action: AttemptAction = flag === '==' ? 'deferred' : expired ? 'expired' : 'bounced'
  return {
    ...attemptOf(recipient, original, fields, queueId, origin),
    action,
    agent: agentOf(recipient, { ...fields, host }),
    nextHop: host?.place ?? 'none',
    dsn: status,
    code,
    reply,
    signature: silent ? null : signatureOf(reply, { host: host?.place ?? null, status, code }),
    linkedId: null,
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
function agentOf(recipient: string, { host, t }: Fields): string {
  const transport = t ?? ''
  if (transport.includes('lmtp')) return 'lmtp'
  if (host !== null || transport.includes('smtp')) return 'smtp'
  if (recipient.charCodeAt(0) === 124 || transport.includes('pipe')) return 'pipe'
  return t === null && !isPath(recipient) ? 'error' : 'local'
}

function isPath(recipient: string): boolean {
  return recipient.charCodeAt(0) === 47 || recipient.charCodeAt(0) === 58
}

import type { LogRecord, Notice, Origin } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { Outcome } from '../format.ts'
import { clientAt, closing, loginIn, namedIdAt } from './words.ts'

/** smtpd: `client=name[ip], sasl_method=…, sasl_username=…, orig_queue_id=…, orig_client=name[ip]`. */
export function readClient(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const client = clientAt(text, from)
  if (client === null) return 'unrecognised'
  const plain = client.end >= text.length
  const former = plain ? -1 : text.indexOf(', orig_queue_id=', client.end)
  // A filter that passes the mail on names the client that it had it from.
  const first = plain ? -1 : text.indexOf(', orig_client=', client.end)
  const sender = first < 0 ? null : clientAt(text, first + 14)
  const { ip, name } = sender?.ip ? sender : client
  const record: LogRecord = {
    kind: 'arrival',
    queueId,
    clientIp: ip,
    clientName: name,
    login: plain ? null : loginIn(text, client.end),
    sender: null,
    linkedId: former < 0 ? null : namedIdAt(text, former + 16),
    origin,
  }
  return [record]
}

/** pickup: `uid=1000 from=<a@b> orig_id=OLD`. */
export function readPickup(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const space = text.indexOf(' ', from)
  const address = text.indexOf('from=<', from)
  if (space < 0 || address < 0) return 'unrecognised'
  const former = text.lastIndexOf('orig_id=')
  const record: LogRecord = {
    kind: 'arrival',
    queueId,
    clientIp: null,
    clientName: null,
    login: text.slice(from, space),
    sender: text.slice(address + 6, closing(text, address + 5)),
    linkedId: former < 0 ? null : namedIdAt(text, former + 8),
    origin,
  }
  return [record]
}

/** cleanup: everything after `message-id=` belongs to it, however odd. */
export function readMessageId(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const value = text.slice(from)
  return [{ kind: 'message-id', queueId, messageId: value === '' || value === '<>' ? null : value, origin }]
}

/** qmgr: `from=<a@b>, size=…, nrcpt=… (queue active)` or `from=<a@b>, status=expired, returned to sender`. */
export function readQueued(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const size = text.lastIndexOf(', size=')
  const status = size < 0 ? text.lastIndexOf(', status=') : -1
  const end = size < 0 ? status : size
  if (end < from) return 'unrecognised'
  if (size < 0) {
    const expired = text.startsWith('expired', status + 9) || text.startsWith('force-expired', status + 9)
    return expired ? [{ kind: 'expired', queueId, origin }] : 'unrecognised'
  }
  const count = text.indexOf(', nrcpt=', size)
  if (count < 0) return 'unrecognised'
  const bracket = text.charCodeAt(from) === 60
  const record: LogRecord = {
    kind: 'queued',
    queueId,
    sender: bracket ? text.slice(from + 1, end - 1) : text.slice(from, end),
    sizeBytes: number(text, size + 7),
    recipients: number(text, count + 8),
    origin,
  }
  return [record]
}

function number(text: string, from: number): number {
  let value = 0
  for (let at = from; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) break
    value = value * 10 + digit
  }
  return value
}

const notices: readonly (readonly [string, Notice['action']])[] = [
  ['sender non-delivery notification: ', 'failure'],
  ['sender delay notification: ', 'delay'],
  ['sender delivery status notification: ', 'success'],
  ['postmaster non-delivery notification: ', 'postmaster'],
  ['postmaster delay notification: ', 'postmaster'],
]

/** bounce: the notice's queue id stands after the words. */
export function readNotice(text: string, from: number, queueId: string, origin: Origin): Outcome {
  for (const [words, action] of notices) {
    if (!text.startsWith(words, from)) continue
    const linkedId = namedIdAt(text, from + words.length)
    return linkedId === null ? 'unrecognised' : [{ kind: 'notice', action, queueId, linkedId, origin }]
  }
  return text.startsWith('sender notification failed', from) || text.startsWith('postmaster notification failed', from)
    ? 'ignored'
    : 'unrecognised'
}

/**
 * What qmgr, cleanup and postsuper say in one or two words; null for other words. A carrier that cuts the tag makes every
 * `removed` one of qmgr's.
 */
export function readState(text: string, from: number, queueId: string, origin: Origin): Outcome | null {
  if (text.length - from > 18) return null
  switch (text.slice(from)) {
    case 'removed':
      return [{ kind: 'end', action: origin.program.endsWith('/postsuper') ? 'deleted' : 'removed', queueId, origin }]
    case 'canceled':
      return [{ kind: 'end', action: 'canceled', queueId, origin }]
    case 'placed on hold':
      return [{ kind: 'held', action: 'hold', queueId, origin }]
    case 'released from hold':
      return [{ kind: 'held', action: 'release', queueId, origin }]
    case 'requeued':
      return [{ kind: 'held', action: 'requeue', queueId, origin }]
    default:
      return null
  }
}

const interims = [
  'host ',
  'lost connection with ',
  'conversation with ',
  'SASL authentication failed',
  'Cannot start TLS',
  'TLS is required',
  'Server certificate not ',
  'server ',
  'connect to ',
  'timed out',
]

/** smtp and lmtp: one try at one server; the outcome follows in a line of its own. */
export function readInterim(text: string, from: number, queueId: string | null, origin: Origin): Outcome {
  if (!interims.some((words) => text.startsWith(words, from))) return 'unrecognised'
  const reply = text.slice(from)
  return [{ kind: 'interim', queueId, reply, signature: signatureOf(reply), origin }]
}

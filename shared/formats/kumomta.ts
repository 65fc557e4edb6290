import { wholeNumber } from '../ascii.ts'
import { listAt, numberAt, readJsonLine, textAt, valueAt } from '../json-line.ts'
import { queueIdIn } from '../queue-ids.ts'
import type { AttemptAction, LogRecord, Origin } from '../record.ts'
import { signatureOf } from '../signature.ts'
import { replyCode } from '../smtp.ts'
import { bracketed } from './export/report.ts'
import type { LogFormat, Outcome } from './format.ts'
import { examples } from './kumomta/examples.ts'
import { serviceMoment } from './sending-service/service.ts'

/** What a record of the log says of a mail; null of what decides nothing. */
const kinds: ReadonlyMap<string, 'arrival' | 'refusal' | 'end' | AttemptAction | null> = new Map<
  string,
  'arrival' | 'refusal' | 'end' | AttemptAction | null
>([
  ['Reception', 'arrival'],
  ['Delivery', 'sent'],
  ['TransientFailure', 'deferred'],
  ['Bounce', 'bounced'],
  ['Expiration', 'expired'],
  ['AdminBounce', 'end'],
  ['Rejection', 'refusal'],
  ['Delayed', null],
  ['AdminRebind', null],
  ['DeferredInjectionRebind', null],
  ['XferOut', null],
  ['XferIn', null],
  ['OOB', null],
  ['Feedback', null],
])

/** KumoMTA's log: a record of JSON in each line. */
export const kumomta: LogFormat = {
  id: 'kumomta',
  title: 'KumoMTA',
  source: 'https://docs.kumomta.com/reference/log_record/',
  mark: 'records with `type`, `id`, `queue` and `num_attempts`',
  traps:
    'Its files are compressed (zstd). `peer_address` is the client of a `Reception` and the server of everything else. Headers such as the Message-ID are there only where they were asked for. Bounces that came by mail (`OOB`) and complaints are ignored.',
  unit: 'json',
  splittable: true,
  open: () => read,
  owns: (line) => {
    const record = readJsonLine(line)
    return record !== null && isOurs(record)
  },
  examples,
}

function isOurs(record: object): boolean {
  const named = textAt(record, 'type') !== null && textAt(record, 'id') !== null
  return named && valueAt(record, 'queue') !== undefined && valueAt(record, 'num_attempts') !== undefined
}

function read(line: string): Outcome {
  if (line === '') return 'ignored'
  const record = readJsonLine(line)
  if (record === null || !isOurs(record)) return 'unrecognised'
  const kind = kinds.get(textAt(record, 'type') ?? '')
  const moment = serviceMoment(textAt(record, 'event_time') ?? textAt(record, 'timestamp'))
  if (kind === undefined || moment === null) return 'unrecognised'
  if (kind === null) return 'ignored'
  const { stamp, zoned, yearless } = moment
  const origin: Origin = { stamp, zoned, yearless, host: 'kumomta', program: 'kumod', pid: 0 }
  const queueId = textAt(record, 'id') ?? ''
  if (kind === 'end') return [{ kind: 'end', action: 'deleted', queueId, origin }]
  if (kind === 'arrival') return arrivalOf(record, queueId, origin)
  return recipientsOf(record).map((recipient) =>
    kind === 'refusal' ? refusalOf(record, recipient, origin) : attemptOf(record, kind, queueId, recipient, origin),
  )
}

/** One address, or since 2025.12 a list of those that share a fate. */
function recipientsOf(record: object): readonly string[] {
  const one = textAt(record, 'recipient')
  const several = listAt(record, 'recipient').filter((each) => typeof each === 'string')
  return one !== null ? [one] : several.length > 0 ? several : ['']
}

/** A header that the log was told to hold, however it is capitalised. */
function headerOf(record: object, name: string): string | null {
  const headers = valueAt(record, 'headers')
  if (typeof headers !== 'object' || headers === null) return null
  const key = Object.keys(headers).find((each) => each.toLowerCase() === name)
  return key === undefined ? null : textAt(headers, key)
}

function arrivalOf(record: object, queueId: string, origin: Origin): readonly LogRecord[] {
  const sender = textAt(record, 'sender') ?? ''
  const messageId = bracketed(headerOf(record, 'message-id'))
  const records: LogRecord[] = [
    {
      kind: 'arrival',
      queueId,
      clientIp: textAt(record, 'peer_address', 'addr'),
      clientName: null,
      login: textAt(record, 'meta', 'authz_id'),
      sender,
      linkedId: null,
      helo: textAt(record, 'peer_address', 'name'),
      subject: headerOf(record, 'subject'),
      origin,
    },
    {
      kind: 'queued',
      queueId,
      sender,
      sizeBytes: wholeNumber(textAt(record, 'size')) ?? 0,
      recipients: recipientsOf(record).length,
      origin,
    },
  ]
  return messageId === null ? records : [...records, { kind: 'message-id', queueId, messageId, origin }]
}

/** The server's answer, as it came over the wire. */
function replyOf(record: object): { readonly code: number | null; readonly dsn: string | null; readonly reply: string } {
  const part = (name: string) => textAt(record, 'response', 'enhanced_code', name)
  const [first, second, third] = ['class', 'subject', 'detail'].map(part)
  const dsn = first && second && third ? `${first}.${second}.${third}` : null
  const code = replyCode(numberAt(record, 'response', 'code'))
  const content = textAt(record, 'response', 'content')
  return { code, dsn, reply: [code === null ? null : String(code), dsn, content].filter((word) => word !== null).join(' ') }
}

function serverOf(record: object): string {
  // Names of servers end with a dot, as DNS gives them.
  const name = textAt(record, 'peer_address', 'name')?.replace(/\.$/, '')
  const addr = textAt(record, 'peer_address', 'addr')
  return addr === null ? (name ?? 'none') : `${name ?? ''}[${addr}]`
}

function attemptOf(record: object, action: AttemptAction, queueId: string, recipient: string, origin: Origin): LogRecord {
  const { code, dsn, reply } = replyOf(record)
  const nextHop = serverOf(record)
  const isLocal = textAt(record, 'delivery_protocol') === 'Maildir'
  return {
    kind: 'attempt',
    action,
    queueId,
    agent: isLocal ? 'virtual' : 'smtp',
    recipient,
    originalRecipient: null,
    nextHop: isLocal ? 'virtual' : nextHop,
    delaySeconds: null,
    dsn,
    code,
    reply,
    signature: action === 'sent' ? null : signatureOf(reply, { host: nextHop === 'none' ? null : nextHop, status: dsn, code }),
    linkedId: action === 'sent' ? queueIdIn(reply) : null,
    origin,
  }
}

function refusalOf(record: object, recipient: string, origin: Origin): LogRecord {
  const { code, dsn, reply } = replyOf(record)
  return {
    kind: 'refusal',
    action: 'reject',
    queueId: null,
    stage: null,
    clientIp: textAt(record, 'peer_address', 'addr'),
    clientName: null,
    helo: textAt(record, 'peer_address', 'name'),
    login: textAt(record, 'meta', 'authz_id'),
    sender: textAt(record, 'sender'),
    recipient: recipient === '' ? null : recipient,
    dsn,
    code,
    reply,
    signature: signatureOf(reply, { status: dsn, code }),
    origin,
  }
}

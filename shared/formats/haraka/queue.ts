import type { Stage } from '../../failures/failure.ts'
import { queueIdIn } from '../../queue-ids.ts'
import type { AttemptAction, LogRecord, Origin } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import { codesOf } from '../../smtp.ts'
import type { Outcome } from '../format.ts'
import { remember } from '../remembered/remember.ts'
import { addressIn, type Said } from './words.ts'

/** More recipients of one mail are left out. */
const MOST_RECIPIENTS = 10_000

/** A transaction, and the mail that came of it. */
interface Mail {
  readonly sender: string
  readonly recipients: string[]
  /** Recipients that need no further attempt. */
  readonly done: Set<string>
}

/** What is known of sessions and mails that are not over. */
interface Known {
  /** Address of the client, by connection. */
  readonly clients: Map<string, string>
  readonly mails: Map<string, Mail>
  /** Why the last server could not be used, by delivery. */
  readonly errors: Map<string, string>
}

/** What Haraka says of sessions and of its queue: deliveries name the transaction that took the mail, not its recipients. */
export function createQueue() {
  const known: Known = { clients: new Map(), mails: new Map(), errors: new Map() }
  return {
    session: (said: Said, origin: Origin): Outcome => readSession(said, origin, known),
    deliver: (said: Said, origin: Origin): Outcome => readDelivery(said, origin, known),
  }
}

/** The id without its last part: the connection of a transaction, the transaction of a delivery. */
function parentOf(uuid: string): string {
  const dot = uuid.lastIndexOf('.')
  return dot < 0 ? uuid : uuid.slice(0, dot)
}

function mailOf(known: Known, uuid: string): Mail {
  const mail = known.mails.get(uuid) ?? { sender: '', recipients: [], done: new Set<string>() }
  remember(known.mails, uuid, mail)
  return mail
}

/** Whether a hook's answer refuses, and by which code Haraka then answers. */
function refusalCode(code: string | undefined): 550 | 450 | null {
  if (code?.startsWith('DENYSOFT')) return 450
  return code?.startsWith('DENY') ? 550 : null
}

function readSession(said: Said, origin: Origin, known: Known): Outcome {
  const { message, fields, uuid } = said
  if (message === 'connect') {
    remember(known.clients, uuid, fields.get('ip') ?? '')
    return 'ignored'
  }
  if (message.startsWith('sender <')) {
    remember(known.mails, uuid, { sender: addressIn(message) ?? '', recipients: [], done: new Set<string>() })
    return refusalOf(said, 'mail', null, null, origin, known)
  }
  if (message.startsWith('recipient <')) {
    const recipient = addressIn(message)
    if (recipient === null) return 'unrecognised'
    const { recipients } = mailOf(known, uuid)
    if (refusalCode(fields.get('code')) === null && recipients.length < MOST_RECIPIENTS) recipients.push(recipient)
    return refusalOf(said, 'rcpt', recipient, null, origin, known)
  }
  if (message === 'message') {
    const refused = refusalOf(said, 'eod', null, null, origin, known)
    return refused === 'ignored' ? readArrival(said, origin, known) : refused
  }
  if (message === 'queue') return refusalOf(said, 'eod', null, uuid, origin, known)
  if (message === 'disconnect') return readEnd(said, origin, known)
  return 'ignored'
}

/** `message mid=<…> size=451 rcpts=1/0/0 delay=0.009 code=CONT msg=""`: the mail is in. */
function readArrival({ uuid, fields }: Said, origin: Origin, known: Known): Outcome {
  const { sender, recipients } = mailOf(known, uuid)
  const mid = fields.get('mid') ?? ''
  const size = fields.get('size') ?? ''
  const sizeBytes = /^[0-9]{1,12}$/.test(size) ? Number(size) : 0
  const clientIp = known.clients.get(parentOf(uuid)) ?? ''
  return [
    {
      kind: 'arrival',
      queueId: uuid,
      clientIp: clientIp === '' ? null : clientIp,
      clientName: null,
      login: null,
      sender,
      linkedId: null,
      origin,
    },
    { kind: 'message-id', queueId: uuid, messageId: mid === '' ? null : mid, origin },
    { kind: 'queued', queueId: uuid, sender, sizeBytes, recipients: recipients.length, origin },
  ]
}

/** The refusal that a hook's answer is; ignored where it is none. */
function refusalOf(said: Said, stage: Stage, recipient: string | null, queueId: string | null, origin: Origin, known: Known): Outcome {
  const code = refusalCode(said.fields.get('code'))
  if (code === null) return 'ignored'
  const reply = `${code} ${said.fields.get('msg') ?? ''}`
  const clientIp = known.clients.get(parentOf(said.uuid)) ?? ''
  const { status } = codesOf(reply)
  return [
    {
      kind: 'refusal',
      action: 'reject',
      queueId,
      stage,
      clientIp: clientIp === '' ? null : clientIp,
      clientName: null,
      helo: null,
      login: null,
      sender: known.mails.get(said.uuid)?.sender ?? null,
      recipient,
      dsn: status,
      code,
      reply,
      signature: signatureOf(reply, { stage, status, code }),
      origin,
    },
  ]
}

/** Last answers that refuse a client, not a command that it misspelt. */
const turnedAway = /^(?:42[0-9]|45[0-9]|53[0-9]|55[0-9]) /

/** `disconnect ip=… rdns=… helo=… txns=0 … lr="554 …"`: a client that was turned away before its first mail. */
function readEnd({ uuid, fields }: Said, origin: Origin, known: Known): Outcome {
  known.clients.delete(parentOf(uuid))
  known.clients.delete(uuid)
  const reply = fields.get('lr') ?? ''
  if (fields.get('txns') !== '0' || !turnedAway.test(reply)) return 'ignored'
  const [ip = '', name = '', helo = ''] = ['ip', 'rdns', 'helo'].map((key) => fields.get(key))
  const { code, status } = codesOf(reply)
  return [
    {
      kind: 'refusal',
      action: 'reject',
      queueId: null,
      stage: 'connect',
      clientIp: ip === '' ? null : ip,
      clientName: name === '' || name === 'NXDOMAIN' || name === 'DNSERROR' ? null : name,
      helo: helo === '' ? null : helo,
      login: null,
      sender: null,
      recipient: null,
      dsn: status,
      code,
      reply,
      signature: signatureOf(reply, { stage: 'connect', status, code }),
      origin,
    },
  ]
}

/** What is said of servers on the way. */
const failures = ['Ongoing connection failed to ', 'Failed to get socket: ', 'Remote end ', 'Failed to connect ']

function readDelivery(said: Said, origin: Origin, known: Known): Outcome {
  const { message, fields, uuid } = said
  const file = fields.get('delivered file')
  if (file !== undefined) return readDelivered(said, origin, known)
  if (failures.some((words) => message.startsWith(words))) {
    remember(known.errors, uuid, message)
    return 'ignored'
  }
  const single = /^recipient <([^>]{1,1000})> (rejected|deferred): /.exec(message.slice(0, 1100))
  if (single !== null) {
    const [head, recipient = '', word] = single
    return attemptsOf([recipient], word === 'rejected' ? 'bounced' : 'deferred', message.slice(head.length), said, origin, known)
  }
  const waits = /^Temp failing [^ ]{1,300} for [0-9.]{1,20} seconds: /.exec(message.slice(0, 400))
  if (waits !== null) return readFailure(message.slice(waits[0].length), 'deferred', said, origin, known)
  if (message.startsWith('bouncing mail: ')) return readFailure(message.slice(15), 'bounced', said, origin, known)
  if (message.startsWith('Created transaction: ')) return readNotice(message.slice(21), said, origin, known)
  return 'ignored'
}

/** A mail went to one domain, or with `always_split` to one recipient; the last part of its id counts them. */
function recipientsOf({ uuid }: Said, known: Known): readonly string[] {
  const mail = known.mails.get(parentOf(uuid))
  const domains = [...new Set(mail?.recipients.map(domainOf))]
  const domain = domains[Number(uuid.slice(uuid.lastIndexOf('.') + 1)) - 1]
  return mail?.recipients.filter((recipient) => domainOf(recipient) === domain && !mail.done.has(recipient)) ?? []
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}

/** `delivered file=… domain=… host=… ip=… port=25 mode=SMTP … response="…" delay=4.5 fails=0 rcpts=1/0/0` */
function readDelivered(said: Said, origin: Origin, known: Known): Outcome {
  const { fields, uuid } = said
  const mail = known.mails.get(parentOf(uuid))
  const domain = (fields.get('domain') ?? '').toLowerCase()
  const open = mail?.recipients.filter((recipient) => domainOf(recipient) === domain && !mail.done.has(recipient)) ?? []
  const ok = Number((fields.get('rcpts') ?? '').split('/', 1)[0])
  // Deferred ones are open as well: of more than were taken, those that this delivery is about by its number.
  const numbered = mail?.recipients[Number(uuid.slice(uuid.lastIndexOf('.') + 1)) - 1]
  const taken = ok === 1 && open.length > 1 && numbered !== undefined && open.includes(numbered) ? [numbered] : open
  return attemptsOf(taken, 'sent', fields.get('response') ?? '', said, origin, known)
}

/** Why a mail waits or bounces: an answer of a server, or that none could be used. */
function readFailure(reason: string, action: 'deferred' | 'bounced', said: Said, origin: Origin, known: Known): Outcome {
  const many = reason.startsWith('Too many failures (')
  const plain = many ? reason.slice(19, -1) : reason
  // Of these each recipient has its line.
  if (plain.startsWith('Some recipients ') && !many) return 'ignored'
  const named = plain.startsWith('Some recipients ')
    ? [...plain.slice(0, 4000).matchAll(/<([^<>]{1,320})>/g)].map(([, address]) => address!)
    : null
  const reply = plain.startsWith('Tried all MXs') ? (known.errors.get(said.uuid) ?? plain) : plain.replace(/^Upstream error: /, '')
  return attemptsOf(named ?? recipientsOf(said, known), many ? 'expired' : action, reply, said, origin, known)
}

function attemptsOf(
  recipients: readonly string[],
  action: AttemptAction,
  reply: string,
  { uuid, fields }: Said,
  origin: Origin,
  known: Known,
): Outcome {
  const queueId = parentOf(uuid)
  const mail = known.mails.get(queueId)
  // The session that took the mail is not in the file: no line says who the recipients are.
  if (recipients.length === 0) return 'ignored'
  const [host, ip, port] = ['host', 'ip', 'port'].map((name) => fields.get(name))
  const nextHop = host === undefined ? 'none' : `${host}[${ip ?? ''}]:${port ?? '25'}`
  const { code, status } = codesOf(reply)
  const delay = Number(fields.get('delay') ?? Number.NaN)
  return recipients.map((recipient): LogRecord => {
    if (action !== 'deferred') mail?.done.add(recipient)
    return {
      kind: 'attempt',
      action,
      queueId,
      agent: fields.get('mode') === 'LMTP' ? 'lmtp' : 'smtp',
      recipient,
      originalRecipient: null,
      nextHop,
      delaySeconds: Number.isFinite(delay) ? delay : null,
      dsn: status,
      code,
      reply,
      signature: action === 'sent' ? null : signatureOf(reply, { host: host ?? null, status, code }),
      linkedId: action === 'sent' ? queueIdIn(reply) : null,
      origin,
    }
  })
}

/** `Created transaction: UUID`, said by a delivery that bounces: the notice to the sender. */
function readNotice(words: string, { uuid }: Said, origin: Origin, known: Known): Outcome {
  const linkedId = /^[0-9A-Fa-f-]{8,60}/.exec(words)?.[0]
  const queueId = parentOf(uuid)
  const sender = known.mails.get(queueId)?.sender ?? ''
  if (linkedId === undefined || sender === '') return 'ignored'
  mailOf(known, linkedId).recipients.push(sender)
  return [
    { kind: 'notice', action: 'failure', queueId, linkedId, origin },
    { kind: 'queued', queueId: linkedId, sender: '', sizeBytes: 0, recipients: 1, origin },
  ]
}

import type { Stage } from '../../failures/failure.ts'
import type { LogRecord, Origin, Session } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { Outcome } from '../format.ts'
import { type Client, clientAt, closing, loginIn, queueIdAt, stageOf } from './words.ts'

/** smtpd `connect from name[ip]`, postscreen `CONNECT from [ip]:port to …`; `from` is the index of the client. */
export function readConnect(text: string, from: number, origin: Origin): Outcome {
  const client = clientAt(text, from)
  return client === null ? 'unrecognised' : [session('connect', client, null, null, origin)]
}

/** `lost connection after DATA (17 bytes) from name[ip]`, `timeout after …`, `too many errors after …`. */
export function readLost(text: string, from: number, queueId: string | null, origin: Origin): Outcome {
  const after = text.indexOf(' after ', from)
  const word = text.lastIndexOf(' from ')
  if (after < 0 || word < after) return 'unrecognised'
  const client = clientAt(text, word + 6)
  if (client === null) return 'unrecognised'
  const start = after + 7
  const space = text.indexOf(' ', start)
  return [session('lost', client, stageOf(text.slice(start, space)), queueId, origin)]
}

function session(action: Session['action'], client: Client, stage: Stage | null, queueId: string | null, origin: Origin): LogRecord {
  return { kind: 'session', action, clientIp: client.ip, clientName: client.name, stage, queueId, origin }
}

/** TLS that fails on the server's side: `SSL_accept error from name[ip]: lost connection`. */
export function readTlsFailure(text: string, from: number, origin: Origin): Outcome {
  const client = clientAt(text, from)
  return client === null ? 'unrecognised' : [refusedSession('starttls', client, null, text, origin)]
}

const limits: readonly (readonly [string, Stage])[] = [
  ['Message delivery request', 'mail'],
  ['Recipient address', 'rcpt'],
  ['Connection', 'connect'],
  ['New TLS session', 'starttls'],
  ['AUTH command', 'auth'],
]

/** The warnings of smtpd that refuse a client; all others are ignored. `from` is the index after `warning: `. */
export function readWarning(text: string, from: number, origin: Origin): Outcome {
  const sasl = text.indexOf(']: SASL ', from)
  const port = sasl < 0 ? text.indexOf(': SASL ', from) : sasl
  if (port > 0 && text.includes(' authentication failed', port)) return readLogin(text, from, origin)
  const limit = text.indexOf(' limit exceeded: ', from)
  if (limit > 0) return readLimit(text, from, limit, origin)
  if (text.startsWith('Illegal address syntax from ', from)) return readSyntax(text, from, origin)
  if (text.endsWith(': queue file size limit exceeded')) return readStopped(text, from, '5.3.4', 552, origin)
  if (text.endsWith(' -- message not accepted, try again later')) return readStopped(text, from, '4.3.0', 451, origin)
  return 'ignored'
}

/**
 * `ID: queue file size limit exceeded`, or what cleanup cannot look up: answered at the end of the message with a code that is not
 * written; its client is that of the queue id.
 */
function readStopped(text: string, from: number, dsn: string, code: number, origin: Origin): Outcome {
  const queueId = queueIdAt(text, from)
  if (queueId === null) return 'ignored'
  const reply = text.slice(from + queueId.length + 2)
  const signature = signatureOf(reply, { stage: 'eod', status: dsn, code })
  return [{ ...refusedSession('eod', nobody, null, reply, origin), dsn, code, signature, queueId }]
}

const nobody: Client = { ip: null, name: null, end: 0 }

function readLogin(text: string, from: number, origin: Origin): Outcome {
  const client = clientAt(text, from)
  if (client === null) return 'ignored'
  const login = text.lastIndexOf(', sasl_username=')
  const reply = text.slice(client.end + 2, login < 0 ? text.length : login)
  return [refusedSession('auth', client, login < 0 ? null : loginIn(text, login), reply, origin)]
}

/** anvil's counts: `Connection rate limit exceeded: 31 from name[ip] for service smtp`. */
function readLimit(text: string, from: number, limit: number, origin: Origin): Outcome {
  const word = text.indexOf(' from ', limit)
  const client = word < 0 ? null : clientAt(text, word + 6)
  if (client === null) return 'ignored'
  const stage = limits.find(([words]) => text.startsWith(words, from))?.[1] ?? null
  return [refusedSession(stage, client, null, text.slice(from), origin)]
}

/** `Illegal address syntax from name[ip] in MAIL command: <address>`: answered 501, and nothing else is written of it. */
function readSyntax(text: string, from: number, origin: Origin): Outcome {
  const client = clientAt(text, from + 28)
  if (client === null) return 'ignored'
  const word = text.indexOf(' in ', client.end)
  const stage = stageOf(text.slice(word + 4, text.indexOf(' ', word + 4)))
  const open = text.indexOf('<', word)
  const address = open < 0 ? null : text.slice(open + 1, closing(text, open))
  const record = refusedSession(stage, client, null, text.slice(from), origin)
  return [stage === 'rcpt' ? { ...record, recipient: address } : { ...record, sender: address }]
}

function refusedSession(stage: Stage | null, client: Client, login: string | null, reply: string, origin: Origin) {
  return {
    kind: 'refusal',
    action: 'reject',
    queueId: null,
    stage,
    clientIp: client.ip,
    clientName: client.name,
    helo: null,
    login,
    sender: null,
    recipient: null,
    dsn: null,
    code: null,
    reply,
    signature: signatureOf(reply, { stage }),
    origin,
  } satisfies LogRecord
}

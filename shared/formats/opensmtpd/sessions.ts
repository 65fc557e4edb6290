import { wholeNumber } from '../../ascii.ts'
import type { Stage } from '../../failures/failure.ts'
import type { LogRecord, Origin } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { Outcome } from '../format.ts'
import { codeAt, statusAt } from '../postfix/words.ts'
import { addressOf, unescaped, valueOfKey, wordOf } from './words.ts'

/** A client's session that is not over. */
export interface Client {
  readonly ip: string | null
  readonly name: string | null
  login: string | null
  /** The last mail: what `smtp message` said, until its first envelope; before 6.4 as far as its recipients are told. */
  message: { readonly id: string; readonly sizeBytes: number; readonly recipients: number } | null
}

/** What lines are read with: sessions name their client in their first line only, expired envelopes their last reply nowhere. */
export interface Sessions {
  /** Reads what stands behind `SESSION smtp `. */
  read(text: string, from: number, origin: Origin): Outcome
  /** Who is behind a session; of one that began before the log nobody is known. */
  client(id: string): Client
  /** `host`: as it is written, `<unknown>` where it has no name. */
  connect(id: string, address: string, host: string | null, origin: Origin): Outcome
  close(id: string): void
  /** Envelopes that wait for another attempt. */
  readonly waiting: Set<string>
}

/** Sessions that end without a line (the server was stopped) are forgotten from here on, the oldest first. */
const MOST_SESSIONS = 10_000

export function createSessions(): Sessions {
  const open = new Map<string, Client>()
  const begin = (id: string, ip: string | null, name: string | null): Client => {
    const oldest = open.size >= MOST_SESSIONS ? open.keys().next().value : undefined
    if (oldest !== undefined) open.delete(oldest)
    const client: Client = { ip, name, login: null, message: null }
    open.set(id, client)
    return client
  }
  const connect: Sessions['connect'] = (id, address, host, origin) => {
    const ip = address === 'local' ? null : address.startsWith('IPv6:') ? address.slice(5) : address
    const name = ip === null || host === '<unknown>' || host === null ? null : host
    begin(id, ip, name)
    return [{ kind: 'session', action: 'connect', clientIp: ip, clientName: name, stage: null, queueId: null, origin }]
  }
  const client = (id: string): Client => open.get(id) ?? begin(id, null, null)
  return {
    waiting: new Set(),
    client,
    connect,
    close: (id) => {
      open.delete(id)
    },
    read: (text, from, origin) => {
      const id = text.slice(0, 16)
      if (text.startsWith('connected ', from)) {
        const address = wordOf(text, 'address=', from)
        return address === null ? 'unrecognised' : connect(id, address, wordOf(text, 'host=', from), origin)
      }
      const known = client(id)
      if (text.startsWith('message ', from)) return readMessage(text, from, known, origin)
      if (text.startsWith('envelope ', from)) return readEnvelope(text, from, known, origin)
      if (text.startsWith('failed-command ', from)) {
        const command = valueOfKey(text, ' command=', ' result=', from)
        const reply = valueOfKey(text, ' result=', null, from)
        return command === null || reply === null ? 'unrecognised' : failedCommand(command, reply, known, origin)
      }
      if (text.startsWith('authentication ', from)) return readLogin(text, from, known, origin)
      if (text.startsWith('disconnected', from)) open.delete(id)
      return asides.some((words) => text.startsWith(words, from)) ? 'ignored' : 'unrecognised'
    },
  }
}

const asides = ['disconnected', 'bad-input ', 'tls ', 'starttls ', 'event=', 'cert-check ', 'client-cert', 'server-cert', 'error ', 'helo ']

/** `message msgid=5579ac45 size=14944 nrcpt=1 proto=ESMTP`: the mail is in. */
function readMessage(text: string, from: number, client: Client, origin: Origin): Outcome {
  const id = wordOf(text, 'msgid=', from)
  const sizeBytes = wholeNumber(wordOf(text, ' size=', from))
  const recipients = wholeNumber(wordOf(text, ' nrcpt=', from))
  if (id === null || sizeBytes === null || recipients === null) return 'unrecognised'
  client.message = { id, sizeBytes, recipients }
  const { ip, name, login } = client
  return [{ kind: 'arrival', queueId: id, clientIp: ip, clientName: name, login, sender: null, linkedId: null, origin }]
}

/** `envelope evpid=5579ac459377a487 from=<s> to=<r>`: the first of a mail tells its sender. */
function readEnvelope(text: string, from: number, client: Client, origin: Origin): Outcome {
  const id = wordOf(text, 'evpid=', from)
  const sender = addressOf(text, 'from=', from)
  if (id === null || sender === null) return 'unrecognised'
  const { message } = client
  client.message = null
  if (message === null || !id.startsWith(message.id)) return 'ignored'
  const { sizeBytes, recipients } = message
  return [{ kind: 'queued', queueId: message.id, sender, sizeBytes, recipients, origin }]
}

const stages: readonly (readonly [string, Stage])[] = [
  ['MAIL', 'mail'],
  ['RCPT', 'rcpt'],
  ['DATA', 'data'],
  ['.', 'eod'],
  ['AUTH', 'auth'],
  ['STARTTLS', 'starttls'],
  ['EHLO', 'helo'],
  ['HELO', 'helo'],
  ['connection', 'connect'],
]

/** The command `RCPT TO:<r>` and its answer `550 Invalid recipient: <r>`; commands that no mail needs are ignored. */
export function failedCommand(command: string, reply: string, client: Client, origin: Origin): Outcome {
  const stage = stages.find(([verb]) => command.startsWith(verb))?.[1]
  if (stage === undefined) return 'ignored'
  const open = command.indexOf('<')
  const address = open < 0 ? null : unescaped(command.slice(open + 1, command.lastIndexOf('>')))
  // The server's own notices leave a blank there.
  const notice = command.startsWith('RCPT TO: <') && client.ip === null
  const sender = stage === 'mail' ? address : notice ? '' : null
  return [refusal(client, stage, reply, { sender, recipient: stage === 'rcpt' ? address : null }, origin)]
}

/** `authentication user=u result=ok`, or `permfail`, `tempfail`. */
function readLogin(text: string, from: number, client: Client, origin: Origin): Outcome {
  const user = wordOf(text, 'user=', from)
  const result = wordOf(text, 'result=', from)
  if (user === null || result === null) return 'unrecognised'
  if (result !== 'ok') return failedLogin(user, `authentication ${result}`, client, origin)
  client.login = user
  return 'ignored'
}

/** A login that was not taken. */
export function failedLogin(user: string, reply: string, client: Client, origin: Origin): Outcome {
  return [{ ...refusal(client, 'auth', reply, { sender: null, recipient: null }, origin), login: user }]
}

function refusal(
  client: Client,
  stage: Stage,
  reply: string,
  names: { readonly sender: string | null; readonly recipient: string | null },
  origin: Origin,
) {
  const code = codeAt(reply, 0)
  const dsn = code === null ? null : statusAt(reply, 4)
  return {
    kind: 'refusal',
    action: 'reject',
    queueId: null,
    stage,
    clientIp: client.ip,
    clientName: client.name,
    helo: null,
    login: client.login,
    ...names,
    dsn,
    code,
    reply,
    signature: signatureOf(reply, { stage, status: dsn, code }),
    origin,
  } satisfies LogRecord
}

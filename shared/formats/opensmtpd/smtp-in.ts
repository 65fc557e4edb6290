import { wholeNumber } from '../../ascii.ts'
import type { LogRecord, Origin } from '../../record.ts'
import type { Outcome } from '../format.ts'
import { type Client, failedCommand, failedLogin, type Sessions } from './sessions.ts'
import { addressOf, isHex, wordOf } from './words.ts'

const SESSION = ' session '

/**
 * What OpenSMTPD before 6.4 says of its clients, behind `smtp-in: `: `New session …`, `Accepted message …`, `Failed command on
 * session …`. Each names its session.
 */
export function readSmtpIn(text: string, from: number, sessions: Sessions, origin: Origin): Outcome {
  const found = text.indexOf(SESSION, from)
  const at = found < 0 ? -1 : found + SESSION.length
  if (at < 0 || !isHex(text, at, 16)) return 'ignored'
  const id = text.slice(at, at + 16)
  if (text.startsWith('New session ', from)) return readNew(text, id, at + 16, sessions, origin)
  const client = sessions.client(id)
  if (text.startsWith('Accepted message ', from)) return readAccepted(text, from + 'Accepted message '.length, client, origin)
  if (text.startsWith('Failed command on ', from)) return readFailed(text, at + 16, client, origin)
  const user = wordOf(text, ' for user ', from)
  if (text.startsWith('Accepted authentication', from)) client.login = user
  else if (text.startsWith('Authentication ', from) && user !== null)
    return failedLogin(user, text.slice(from, text.indexOf(' for user ', from)), client, origin)
  else if (text.startsWith('Closing ', from) || text.startsWith('Received disconnect', from)) sessions.close(id)
  return 'ignored'
}

/** `New session 08d856b172f69c5c from host mx.example.net [192.0.2.7]`, or `[local]`. */
function readNew(text: string, id: string, from: number, sessions: Sessions, origin: Origin): Outcome {
  const host = wordOf(text, ' from host ', from)
  const open = text.indexOf(' [', from)
  const close = text.indexOf(']', open)
  if (open < 0 || close < 0) return 'unrecognised'
  return sessions.connect(id, text.slice(open + 2, close), host, origin)
}

/**
 * `Accepted message 4296f490 on session …: from=<s>, to=<r>, size=1746, ndest=1, proto=ESMTP`, a line for each recipient, who may stand
 * for several; before 5.4 one line with `nrcpts` and no recipient.
 */
function readAccepted(text: string, at: number, client: Client, origin: Origin): Outcome {
  const sender = addressOf(text, ' from=', at)
  const sizeBytes = wholeNumber(numberOf(text, ' size=', at))
  const count = wholeNumber(numberOf(text, ' ndest=', at) ?? numberOf(text, ' nrcpts=', at))
  if (!isHex(text, at, 8) || sender === null || sizeBytes === null || count === null) return 'unrecognised'
  const id = text.slice(at, at + 8)
  const before = client.message?.id === id ? client.message.recipients : null
  const recipients = (before ?? 0) + count
  client.message = { id, sizeBytes, recipients }
  const { ip, name, login } = client
  const queued: LogRecord = { kind: 'queued', queueId: id, sender, sizeBytes, recipients, origin }
  if (before !== null) return [queued]
  return [{ kind: 'arrival', queueId: id, clientIp: ip, clientName: name, login, sender: null, linkedId: null, origin }, queued]
}

/** The word behind a key, up to the comma behind it. */
function numberOf(text: string, key: string, from: number): string | null {
  return wordOf(text, key, from)?.replace(/,$/, '') ?? null
}

const ANSWER = /" => (?=[45][0-9]{2})/

/** `: "RCPT TO:<r>" => 550 Invalid recipient`. */
function readFailed(text: string, from: number, client: Client, origin: Origin): Outcome {
  const said = text.startsWith(': "', from) ? text.slice(from + 3) : ''
  const arrow = said.search(ANSWER)
  return arrow < 0 ? 'unrecognised' : failedCommand(said.slice(0, arrow), said.slice(arrow + 5), client, origin)
}

import type { Stage } from '../../failures/failure.ts'
import type { LogRecord, Origin, Refusal } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import { readCodes } from '../../smtp.ts'
import type { Outcome } from '../format.ts'
import { type Fields, loginOf, readFields } from './fields.ts'
import { angleEnd, bare, type Host, hostAt, restAfter, wordEnd } from './words.ts'

/** What was refused, as it stands behind `rejected `. */
const commands: readonly (readonly [string, Stage | null])[] = [
  ['RCPT', 'rcpt'],
  ['MAIL', 'mail'],
  ['after DATA', 'eod'],
  ['DATA', 'data'],
  ['EHLO', 'helo'],
  ['HELO', 'helo'],
  ['connection', 'connect'],
  ['during MIME', 'eod'],
  ['by local_scan', 'eod'],
  ['by non-SMTP', 'eod'],
  ['STARTTLS', 'starttls'],
  ['AUTH', 'auth'],
  ['from', 'eod'],
  ['X-', null],
]

/** Who was refused and what is known of the mail. */
interface Refused {
  readonly host: Host | null
  readonly login: string | null
  readonly sender: string | null
  readonly recipient: string | null
}

/**
 * Reads `rejected RCPT <b>: text`, `temporarily rejected …` and `RCPT <b>: discarded by RCPT ACL: text` behind the fields of the client.
 * `from` is the index of the first of these words.
 *
 * @returns null where they are other words
 */
export function readRefusal(text: string, from: number, fields: Fields, queueId: string | null, origin: Origin): Outcome | null {
  if (text.startsWith('RCPT ', from) || text.startsWith('MAIL ', from)) return readDiscard(text, from, fields, queueId, origin)
  const at = rejectedAt(text, from)
  if (at < 0) return null
  const command = commands.find(([words]) => text.startsWith(words, at))
  if (command === undefined) return isQuestion(text, at) ? 'ignored' : 'unrecognised'
  const [words, stage] = command
  const after = at + words.length
  const end = argumentEnd(text, after)
  const argument = end > after + 1 ? bare(text.slice(after + 1, end)) : null
  const who: Refused = {
    host: fields.host,
    login: loginOf(fields.auth),
    sender: words === 'MAIL' ? argument : fields.sender,
    recipient: words === 'RCPT' ? argument : null,
  }
  if (words === 'EHLO' || words === 'HELO' || words === 'MAIL' || words === 'from')
    return readPlain(text, at, words, stage, who, queueId, origin)
  const colon = text.indexOf(': ', end)
  return [refusal('reject', queueId, stage, who, colon < 0 ? '' : text.slice(colon + 2), origin)]
}

/** Index behind `rejected `, or -1. */
function rejectedAt(text: string, from: number): number {
  if (text.startsWith('rejected ', from)) return from + 9
  return text.startsWith('temporarily rejected ', from) ? from + 21 : -1
}

/** Commands that carry no mail. */
function isQuestion(text: string, at: number): boolean {
  return ['VRFY', 'EXPN', 'ETRN', 'QUIT', 'NOTQUIT', 'ATRN'].some((word) => text.startsWith(word, at))
}

/** Index after the address that follows a command. */
function argumentEnd(text: string, after: number): number {
  if (text.charCodeAt(after) !== 32) return after
  return text.charCodeAt(after + 1) === 60 ? angleEnd(text, after + 1) : wordEnd(text, after + 1)
}

/**
 * Refusals that are worded before there are fields: `MAIL from [ip]: text`, `MAIL FROM:<a> H=…: text`, `from <a> H=…: text`,
 * `HELO from [ip]: text`, `EHLO or HELO name: text`.
 */
function readPlain(
  text: string,
  at: number,
  words: string,
  stage: Stage | null,
  who: Refused,
  queueId: string | null,
  origin: Origin,
): Outcome {
  const colon = text.indexOf(': ', at)
  const reply = colon < 0 ? '' : text.slice(colon + 2)
  if (text.startsWith(' FROM:<', at + 4)) return withSender(text, at + 10, stage, queueId, origin)
  if (words === 'from') return withSender(text, at + 5, stage, queueId, origin)
  if (text.startsWith(' from ', at + 4)) {
    return [refusal('reject', queueId, stage, { ...who, sender: null, host: hostAt(text, at + 10) }, reply, origin)]
  }
  return [refusal('reject', queueId, stage, who, reply, origin)]
}

/** `<a> H=…: text`. */
function withSender(text: string, open: number, stage: Stage | null, queueId: string | null, origin: Origin): Outcome {
  const end = text.charCodeAt(open) === 60 ? angleEnd(text, open) : wordEnd(text, open)
  const fields = readFields(text, end)
  const who = { host: fields.host, login: loginOf(fields.auth), sender: bare(text.slice(open, end)), recipient: null }
  return [refusal('reject', queueId, stage, who, restAfter(text, fields.end), origin)]
}

/** `RCPT <b>: discarded by RCPT ACL: text`: the client hears 250. */
function readDiscard(text: string, from: number, fields: Fields, queueId: string | null, origin: Origin): Outcome | null {
  const end = argumentEnd(text, from + 4)
  if (!text.startsWith(': discarded by ', end)) return null
  const address = bare(text.slice(from + 5, end))
  const isMail = text.startsWith('MAIL', from)
  const who = {
    host: fields.host,
    login: loginOf(fields.auth),
    sender: isMail ? address : fields.sender,
    recipient: isMail ? null : address,
  }
  return [refusal('discard', queueId, isMail ? 'mail' : 'rcpt', who, text.slice(end + 2), origin)]
}

function refusal(
  action: Refusal['action'],
  queueId: string | null,
  stage: Stage | null,
  { host, login, sender, recipient }: Refused,
  reply: string,
  origin: Origin,
): LogRecord {
  const { code, status } = readCodes(reply)
  return {
    kind: 'refusal',
    action,
    queueId,
    stage,
    clientIp: host?.ip ?? null,
    clientName: host?.name ?? null,
    helo: host?.helo ?? null,
    login,
    sender,
    recipient,
    dsn: status,
    code,
    reply,
    signature: signatureOf(reply, { stage, status, code }),
    origin,
  }
}

const nobody = { login: null, sender: null, recipient: null }

/** `plain authenticator failed for name (helo) [ip]: 535 Incorrect authentication data (set_id=user)`. `at` is the index of the host. */
export function readLogin(text: string, at: number, origin: Origin): Outcome {
  const host = hostAt(text, at)
  const colon = text.indexOf(': ', host?.end ?? at)
  if (host === null || colon < 0) return 'unrecognised'
  const set = text.lastIndexOf(' (set_id=')
  const login = set > colon && text.endsWith(')') ? text.slice(set + 9, -1) : null
  return [refusal('reject', null, 'auth', { ...nobody, host, login }, text.slice(colon + 2, login === null ? undefined : set), origin)]
}

/** `SMTP protocol synchronization error (…): rejected "MAIL FROM:<a>" H=… next input="…"`, or `rejected connection from H=…`. */
export function readSynchronization(text: string, origin: Origin): Outcome {
  const rejected = text.indexOf('): rejected ')
  const at = text.indexOf(' H=', rejected)
  if (rejected < 0 || at < 0) return 'ignored'
  const open = text.indexOf('"MAIL FROM:<', rejected)
  const sender = open < 0 || open > at ? null : bare(text.slice(open + 11, angleEnd(text.slice(0, at - 1), open + 11)))
  const stage = sender === null ? null : 'mail'
  return [refusal('reject', null, stage, { ...nobody, host: hostAt(text, at + 3), sender }, text.slice(0, rejected + 1), origin)]
}

/** A client that was sent away at once (`refused connection from …`) or in the middle of a mail. `at` is the index of the host. */
export function readTurnedAway(text: string, at: number, stage: Stage, reply: string, origin: Origin): Outcome {
  const host = hostAt(text, at)
  if (host === null) return 'unrecognised'
  const { sender } = readFields(text, host.end)
  return [refusal('reject', null, stage, { ...nobody, host, sender }, reply, origin)]
}

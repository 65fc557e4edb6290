import type { Stage } from '../../failures/failure.ts'
import type { LogRecord, Origin, Refusal, RefusalAction } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { Outcome } from '../format.ts'
import { codeAt, statusAt } from '../postfix/words.ts'
import { bare, fieldOf, relayOf } from './words.ts'

const stages = new Map<string, Stage>([
  ['check_relay', 'connect'],
  ['tls_client', 'starttls'],
  ['trust_auth', 'auth'],
  ['check_mail', 'mail'],
  ['check_rcpt', 'rcpt'],
  ['check_compat', 'rcpt'],
  ['check_data', 'data'],
  ['check_eoh', 'eod'],
  ['check_eom', 'eod'],
  ['connect', 'connect'],
  ['helo', 'helo'],
  ['from', 'mail'],
  ['to', 'rcpt'],
  ['data', 'eod'],
])

type Known = Partial<Pick<Refusal, 'clientIp' | 'clientName' | 'login' | 'sender' | 'recipient'>>

function refusal(
  action: RefusalAction,
  queueId: string | null,
  stage: Stage | null,
  reply: string,
  known: Known,
  origin: Origin,
): LogRecord {
  const code = codeAt(reply, 0)
  const dsn = code === null ? null : statusAt(reply, 4)
  return {
    kind: 'refusal',
    action,
    queueId,
    stage,
    clientIp: null,
    clientName: null,
    helo: null,
    login: null,
    sender: null,
    recipient: null,
    ...known,
    dsn,
    code,
    reply,
    signature: signatureOf(reply, { stage, status: dsn, code }),
    origin,
  }
}

/**
 * `ruleset=check_rcpt, arg1=<r>, relay=name [ip], reject=550 5.7.1 <r>... Relaying denied`; `discard` or `quarantine=` instead of
 * `reject=`. Rule sets of the client's side (`tls_server` …) refuse a server: the attempt says it too.
 */
export function readRuleset(text: string, from: number, queueId: string | null, origin: Origin): Outcome {
  const stage = stages.get(text.slice(from, text.indexOf(',', from)))
  if (stage === undefined) return 'ignored'
  const relayAt = text.indexOf(', relay=', from)
  const rejectAt = text.indexOf(', reject=', from)
  const action: RefusalAction | null =
    rejectAt > 0 ? 'reject' : text.endsWith(', discard') ? 'discard' : text.includes(', quarantine=') ? 'hold' : null
  if (relayAt < 0 || action === null) return 'unrecognised'
  const reply = rejectAt > 0 ? text.slice(rejectAt + 9) : text.slice(text.lastIndexOf(', ') + 2)
  const { ip, name } = relayOf(fieldOf(text, ', relay=', relayAt) ?? '')
  const argument = bare(text.slice(text.indexOf('arg1=', from) + 5, relayAt))
  const address = stage === 'rcpt' ? { recipient: argument } : stage === 'mail' ? { sender: argument } : {}
  return [refusal(action, queueId, stage, reply, { clientIp: ip, clientName: name, ...address }, origin)]
}

/** `Milter: to=<r>, reject=550 5.7.1 …`, `Milter: data, reject=554 …`, `Milter: data, discard`. */
export function readMilter(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const rejectAt = text.indexOf(', reject=', from)
  const discards = text.endsWith(', discard')
  if (rejectAt < 0 && !discards) return 'ignored'
  const end = rejectAt < 0 ? text.length - 9 : rejectAt
  const equals = text.indexOf('=', from)
  const named = equals > 0 && equals < end
  const stage = stages.get(text.slice(from, named ? equals : end)) ?? null
  const argument = named ? bare(text.slice(equals + 1, end)) : null
  const address = stage === 'rcpt' ? { recipient: argument } : stage === 'mail' ? { sender: argument } : {}
  const reply = rejectAt < 0 ? 'discard' : text.slice(rejectAt + 9)
  return [refusal(discards ? 'discard' : 'reject', queueId, stage, reply, address, origin)]
}

const lostAfter = new Map<string, Stage>([
  ['startup', 'connect'],
  ['helo', 'helo'],
  ['ehlo', 'helo'],
  ['auth', 'auth'],
  ['mail', 'mail'],
  ['rcpt', 'rcpt'],
  ['data', 'data'],
])

/**
 * The client went away before the end, or sent what no mail may hold: `lost input channel from [ip] to MTA after rcpt`,
 * `collect: premature EOM: unexpected close`, `collect: relay=…, from=<s>, info=…`.
 */
export function readBrokenOff(text: string, from: number, queueId: string, origin: Origin): Outcome {
  if (text.startsWith('lost', from)) {
    const stage = lostAfter.get(text.slice(text.lastIndexOf(' ') + 1)) ?? null
    const { ip, name } = relayOf(text.slice(from + 24, text.lastIndexOf(' to ')))
    return [refusal('reject', queueId, stage, text.slice(from), { clientIp: ip, clientName: name }, origin)]
  }
  // It says what the next line says, with less.
  if (text.startsWith('premature EOM', from + 9)) return 'ignored'
  const sender = fieldOf(text, ', from=', from)
  const info = text.indexOf(', info=', from)
  if (sender === null || info < 0) return 'ignored'
  return [refusal('reject', queueId, 'eod', text.slice(info + 7), { sender: bare(sender) }, origin)]
}

/**
 * `AUTH failure (LOGIN): authentication failure (-13) SASL(-13): …, user=u, relay=name [ip]`; without `relay=` (before 8.15) nobody is
 * known. The client chooses what stands behind `user=`, so the last `relay=` counts.
 */
export function readFailedLogin(text: string, from: number, origin: Origin): Outcome {
  const relayAt = text.lastIndexOf(', relay=')
  if (relayAt < from) return 'ignored'
  const userAt = text.indexOf(', user=', from)
  const hasUser = userAt >= 0 && userAt < relayAt
  const { ip, name } = relayOf(text.slice(relayAt + 8))
  const login = hasUser ? text.slice(userAt + 7, relayAt) : null
  return [refusal('reject', null, 'auth', text.slice(from, hasUser ? userAt : relayAt), { clientIp: ip, clientName: name, login }, origin)]
}

/** `<r>... User unknown`: a local recipient that is not there, refused at RCPT. */
export function readUnknownUser(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const dots = text.indexOf('>... ', from)
  if (dots < 0) return 'unrecognised'
  return [refusal('reject', queueId, 'rcpt', text.slice(dots + 5), { recipient: text.slice(from + 1, dots) }, origin)]
}

/** `to=<r>, delay=…, pri=…, stat=…` without a mailer: the end of the message was refused, and with it every recipient. */
export function refusedAtEnd(recipients: readonly string[], queueId: string, reply: string, origin: Origin): Outcome {
  return recipients.map((recipient) => refusal('reject', queueId, 'eod', reply, { recipient }, origin))
}

/** What else the server refuses in its own words: `message size (N) exceeds maximum (N)`, `rejecting server HELO from …`. */
export function readWords(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const words = text.slice(from)
  if (words.startsWith('message size (')) return [refusal('reject', queueId, 'eod', words, {}, origin)]
  const greeted = words.startsWith('rejecting server HELO from ')
  const proxy = words.indexOf(': probable open proxy: ')
  if (!greeted && proxy < 0) return 'unrecognised'
  const { ip, name } = relayOf(greeted ? words.slice(27) : words.slice(0, proxy))
  return [refusal('reject', queueId, greeted ? 'helo' : 'connect', words, { clientIp: ip, clientName: name }, origin)]
}

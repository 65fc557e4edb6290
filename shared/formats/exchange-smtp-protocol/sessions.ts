import type { Stage } from '../../failures/failure.ts'
import type { Interim, LogRecord, Origin, Refusal, ReportAction, Session } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import { codesOf } from '../../smtp.ts'
import { bracketed, reportsOf } from '../export/report.ts'
import { Dialogue, type Settled } from '../microsoft/dialogue.ts'
import { addressIn } from '../microsoft/trace.ts'

/** Whose log it is: of the server that takes mail in, or of the one that hands it on. */
export type Side = 'receive' | 'send'

/** A line of a protocol log by its columns. */
export interface ProtocolLine {
  readonly micros: number
  readonly connector: string
  readonly session: string
  readonly remote: string
  readonly event: string
  readonly data: string
  readonly context: string
}

/** What is known of a session. */
interface Known {
  readonly dialogue: Dialogue
  side: Side | null
  /** Of who is on the other side. */
  remoteName: string | null
  /** Of whose log it is. */
  host: string
  clientIp: string | null
  login: string | null
  messageId: string | null
  /** Whether a front end speaks for its client. */
  proxied: boolean
}

/** Most sessions that are open at a time; of more the oldest are forgotten. */
const most = 20_000

/** Connectors by which the front end speaks to its own server. */
const inner = /^(?:Inbound|Client) Proxy /

/** Reads the lines of protocol logs in their order; sessions stand among each other. `side`: as the log's head says. */
export function protocolReader(): (line: ProtocolLine, side: Side | null) => readonly LogRecord[] {
  const sessions = new Map<string, Known>()
  return (line, side) => {
    let known = sessions.get(line.session)
    if (known === undefined || line.event === '+') {
      known = newSession(line, side)
      sessions.set(line.session, known)
      if (sessions.size > most) sessions.delete(sessions.keys().next().value ?? '')
    }
    if (line.event === '-') sessions.delete(line.session)
    return saidBy(line, known)
  }
}

function newSession(line: ProtocolLine, side: Side | null): Known {
  const slash = line.connector.indexOf('\\')
  return {
    dialogue: new Dialogue(),
    side: side ?? (slash > 0 ? 'receive' : null),
    remoteName: null,
    host: slash > 0 ? line.connector.slice(0, slash) : '',
    clientIp: addressIn(hostOf(line.remote)),
    login: null,
    messageId: null,
    proxied: inner.test(line.connector),
  }
}

/** The address in `192.0.2.1:25` and `[2001:db8::1]:25`. */
function hostOf(endpoint: string): string {
  return endpoint.replace(/:[0-9]{1,5}$/, '').replace(/^\[|\]$/g, '')
}

function saidBy(line: ProtocolLine, known: Known): readonly LogRecord[] {
  switch (line.event) {
    case '+':
      return known.side === 'receive' ? [{ ...sessionOf(known, 'connect'), origin: originOf(line, known) }] : []
    case '-':
      return brokenOff(line, known)
    case '*':
      return noted(line, known)
    default:
      return spoken(line, known)
  }
}

/** Session ids count upwards: the last digits tell sessions of one time apart. */
function originOf(line: ProtocolLine, known: Known): Origin {
  const program = known.side === 'send' ? 'smtp-send' : 'smtp-receive'
  return { stamp: line.micros, zoned: true, yearless: false, host: known.host, program, pid: Number.parseInt(line.session.slice(-7), 16) }
}

function sessionOf(known: Known, action: Session['action']): Session {
  return { kind: 'session', action, clientIp: known.clientIp, clientName: null, stage: null, queueId: null }
}

function brokenOff(line: ProtocolLine, known: Known): readonly LogRecord[] {
  const stage = known.dialogue.brokenOff()
  if (known.side !== 'receive' || stage === null || known.proxied) return []
  return [{ ...sessionOf(known, 'lost'), stage, origin: originOf(line, known) }]
}

/** What Exchange notes by itself: who logged in, which mail is sent, a server that cannot be reached. */
function noted(line: ProtocolLine, known: Known): readonly LogRecord[] {
  const { data, context } = line
  if (context === 'authenticated') known.login = data === '' ? null : data
  const sending = /^sending message with RecordId [0-9]{1,20} and InternetMessageId (\S{1,998})/.exec(context)
  if (sending !== null) known.messageId = bracketed(sending[1] ?? null)
  if (!context.startsWith('Failed to connect.')) return []
  known.side ??= 'send'
  return tried(line, known, context)
}

/** One server did not take any mail: which mails waited for it is not said. */
function tried(line: ProtocolLine, known: Known, reply: string): readonly LogRecord[] {
  const interim: Interim = { kind: 'interim', queueId: null, reply, signature: signatureOf(reply, { host: known.remoteName }) }
  return [{ ...interim, origin: originOf(line, known) }]
}

function spoken(line: ProtocolLine, known: Known): readonly LogRecord[] {
  const { dialogue } = known
  const answer = /^([2-5][0-9]{2})(?:[ -]|$)/.exec(line.data)
  // A log without its head: who answers is the server.
  if (known.side === null && answer !== null) known.side = line.event === '>' ? 'receive' : 'send'
  const isAnswer = (line.event === '>') === (known.side === 'receive')
  if (!isAnswer) {
    const [verb = '', ...rest] = line.data.split(' ', 64)
    const argument = rest.join(' ')
    const proxy = /^XPROXY(?:FROM|TO)?$/.test(verb) ? / IP=(\S{2,45})/.exec(` ${argument}`) : null
    if (proxy !== null && known.side === 'receive') {
      known.proxied = true
      known.clientIp = addressIn(proxy[1] ?? null) ?? known.clientIp
    }
    dialogue.command(verb, argument.length === 0 ? line.data.slice(verb.length) : argument)
    if (known.side === 'send' && /^(?:EHLO|HELO)$/.test(verb)) known.host = argument
    return []
  }
  if (answer === null || line.data[3] === '-') return []
  const greeting = /^220 ([^ ]{1,255})/.exec(line.data)
  if (greeting !== null && dialogue.helo === null) {
    if (known.side === 'send') known.remoteName = greeting[1] ?? null
    else if (known.host === '') known.host = greeting[1] ?? ''
  }
  const settled = dialogue.answer(Number(answer[1]))
  if (settled === null) return []
  return known.side === 'send' ? handedOn(line, known, settled) : takenIn(line, known, settled)
}

/** What this server did with a mail that a client brought. */
function takenIn(line: ProtocolLine, known: Known, settled: Settled): readonly LogRecord[] {
  const origin = originOf(line, known)
  const { code, status } = codesOf(line.data)
  if (settled.settled === 'taken') {
    const messageId = /^250 2\.6\.0 (<[^ >]{1,996}>)/.exec(line.data)?.[1] ?? null
    return report(line, known, settled, 'accepted', messageId)
  }
  if (known.proxied) return []
  const { stage, sender, recipients } = settled
  const refusal: Omit<Refusal, 'recipient'> = {
    kind: 'refusal',
    action: 'reject',
    queueId: null,
    stage,
    clientIp: known.clientIp,
    clientName: null,
    helo: known.dialogue.helo,
    login: known.login,
    sender,
    dsn: status,
    code,
    reply: line.data,
    signature: signatureOf(line.data, { stage, status, code }),
  }
  return (recipients.length === 0 ? [null] : recipients).map((recipient): LogRecord => ({ ...refusal, recipient, origin }))
}

const beforeMail: ReadonlySet<Stage> = new Set<Stage>(['connect', 'helo', 'auth'])

/** What the next server did with a mail. */
function handedOn(line: ProtocolLine, known: Known, settled: Settled): readonly LogRecord[] {
  const isRefused = settled.settled === 'refused'
  if (known.proxied) return []
  if (isRefused && beforeMail.has(settled.stage)) return tried(line, known, line.data)
  return report(line, known, settled, !isRefused ? 'relayed' : settled.code < 500 ? 'deferred' : 'bounced', known.messageId)
}

function report(line: ProtocolLine, known: Known, settled: Settled, action: ReportAction, messageId: string | null): readonly LogRecord[] {
  const ip = hostOf(line.remote)
  return reportsOf({
    action,
    agent: 'exchange-smtp-protocol',
    queueId: messageId === null ? `${line.session};${settled.transaction}` : null,
    messageId,
    sender: settled.sender,
    recipients: settled.recipients,
    code: settled.code,
    clientIp: known.side === 'receive' ? known.clientIp : null,
    nextHop: known.side === 'receive' ? null : `${known.remoteName ?? ''}[${ip}]${/:[0-9]{1,5}$/.exec(line.remote)?.[0] ?? ''}`,
    reply: known.side === 'receive' ? '' : line.data,
    subject: null,
    sizeBytes: null,
    placement: null,
    direction: null,
    origin: originOf(line, known),
  })
}

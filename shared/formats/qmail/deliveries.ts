import { queueIdIn } from '../../queue-ids.ts'
import type { AttemptAction, LogRecord, Origin } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import { codesOf } from '../../smtp.ts'
import type { Outcome } from '../format.ts'
import { remember } from '../remembered/remember.ts'
import { countIn, numberAt, reportOf, wordAfter } from './words.ts'

/** A delivery that began. */
interface Started {
  readonly queueId: string
  readonly isLocal: boolean
  readonly recipient: string
}

/** Said of a mail that was given up because of its age, behind the last reason. */
const TOO_LONG = "I'm_not_going_to_try_again;_this_message_has_been_in_the_queue_too_long."

/** What qmail-send says of its queue: lines are joined by the number of a delivery and by the process that queued a mail. */
export function createQueue() {
  const deliveries = new Map<string, Started>()
  /** By the process of qmail-queue that takes the notice or the forwarded mail: the number of the mail that led to it. */
  const notices = new Map<string, string>()
  const forwards = new Map<string, string>()
  /** The number of the mail that a process queued. */
  const queued = new Map<string, string>()
  return {
    arrive: (text: string, origin: Origin): Outcome => readArrival(text, origin, { notices, forwards, queued }),
    start: (text: string): Outcome => {
      const number = numberAt(text, 18)
      const found = / msg ([0-9]{1,19}) to (local|remote) ([^ ]{0,1000})/.exec(text.slice(18, 1100))
      if (number === '' || found === null) return 'unrecognised'
      const [, queueId = '', where, address = ''] = found
      remember(deliveries, number, { queueId, isLocal: where === 'local', recipient: where === 'local' ? withoutPrefix(address) : address })
      return 'ignored'
    },
    finish: (text: string, origin: Origin): Outcome => {
      const number = numberAt(text, 9)
      const result = resultOf(text, 9 + number.length)
      if (result === null) return 'unrecognised'
      const started = deliveries.get(number)
      deliveries.delete(number)
      // It began before the log does: no line says whose it was.
      if (started === undefined) return 'ignored'
      return [readResult(started, result, origin, { forwards, queued })]
    },
    bounce: (text: string): Outcome => {
      const [queueId, process] = [numberAt(text, 11), numberAt(wordAfter(text, ' qp ', 11) ?? '', 0)]
      if (queueId === '' || process === '') return 'unrecognised'
      remember(notices, process, queueId)
      return 'ignored'
    },
    end: (text: string, origin: Origin): Outcome => {
      const queueId = numberAt(text, 8)
      return queueId === '' ? 'unrecognised' : [{ kind: 'end', action: 'removed', queueId, origin }]
    },
    /** Numbers of deliveries begin anew. */
    restart: (): void => deliveries.clear(),
  }
}

/** Takes what was remembered, once. */
function take(map: Map<string, string>, key: string): string | null {
  const value = map.get(key) ?? null
  map.delete(key)
  return value
}

/** The numbers of mails by the process that queued them. */
interface Processes {
  readonly notices: Map<string, string>
  readonly forwards: Map<string, string>
  readonly queued: Map<string, string>
}

/** `info msg 93869: bytes 2343 from <dave@example.com> qp 18695 uid 49491`. */
function readArrival(text: string, origin: Origin, processes: Processes): Outcome {
  const queueId = numberAt(text, 9)
  const tail = text.lastIndexOf('> qp ')
  const from = text.indexOf(' from <')
  const uid = numberAt(wordAfter(text, ' uid ', tail) ?? '', 0)
  const sizeBytes = countIn(numberAt(wordAfter(text, ': bytes ', 9) ?? '', 0))
  if (queueId === '' || from < 0 || tail < from || Number.isNaN(sizeBytes)) return 'unrecognised'
  const sender = text.slice(from + 7, tail)
  const process = numberAt(text, tail + 5)
  const reported = take(processes.notices, process)
  const linkedId = take(processes.forwards, process)
  remember(processes.queued, process, queueId)
  const login = uid === '' ? null : `uid=${uid}`
  const records: LogRecord[] = [
    { kind: 'arrival', queueId, clientIp: null, clientName: null, login, sender, linkedId, origin },
    { kind: 'queued', queueId, sender, sizeBytes, recipients: 0, origin },
  ]
  return reported === null ? records : [...records, { kind: 'notice', action: 'failure', queueId: reported, linkedId: queueId, origin }]
}

/** What `delivery 2392: success: …` says. */
interface Result {
  readonly word: 'success' | 'failure' | 'deferral'
  readonly text: string
}

function resultOf(text: string, at: number): Result | null {
  const written = text.replace(/ queue[0-9]{1,4}$/, '')
  for (const word of ['success', 'failure', 'deferral'] as const)
    if (written.startsWith(`: ${word}: `, at)) return { word, text: written.slice(at + word.length + 4) }
  return written.startsWith(': report mangled', at) ? { word: 'deferral', text: written.slice(at + 2) } : null
}

function readResult(started: Started, { word, text }: Result, origin: Origin, { forwards, queued }: Omit<Processes, 'notices'>): LogRecord {
  const { queueId, isLocal, recipient } = started
  const isExpired = word === 'failure' && text.includes(TOO_LONG)
  const { nextHop, reply } = reportOf(isExpired ? text.replace(TOO_LONG, '') : text)
  const done = /^did ([0-9]{1,9})\+([0-9]{1,9})\+([0-9]{1,9})(?:\/qp ([0-9]{1,19}))?/.exec(isLocal && word === 'success' ? reply : '')
  const action: AttemptAction = word === 'success' ? doneBy(done) : word === 'deferral' ? 'deferred' : isExpired ? 'expired' : 'bounced'
  const process = done?.[4]
  const forwarded = process === undefined || action !== 'expanded' ? null : (queued.get(process) ?? null)
  if (process !== undefined && action === 'expanded' && forwarded === null) remember(forwards, process, queueId)
  const host = isLocal ? 'local' : (nextHop ?? 'none')
  const { code, status } = codesOf(reply)
  return {
    kind: 'attempt',
    action,
    queueId,
    agent: isLocal ? 'local' : 'smtp',
    recipient,
    originalRecipient: null,
    nextHop: host,
    delaySeconds: null,
    dsn: status,
    code,
    reply,
    signature: word === 'success' ? null : signatureOf(reply, { host: null, status, code }),
    linkedId: action === 'sent' && !isLocal ? queueIdIn(reply) : forwarded,
    origin,
  }
}

/** `did a+b+c`: put into mailboxes, forwarded, handed to programs. */
function doneBy(done: RegExpExecArray | null): AttemptAction {
  if (done === null || Number(done[1]) + Number(done[3]) > 0) return 'sent'
  return Number(done[2]) > 0 ? 'expanded' : 'discarded'
}

/** Virtual domains are delivered to `example.com-user@example.com`. */
function withoutPrefix(address: string): string {
  const at = address.lastIndexOf('@')
  const prefix = `${address.slice(at + 1)}-`
  return at > prefix.length && address.startsWith(prefix) ? address.slice(prefix.length) : address
}

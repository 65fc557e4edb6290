import { queueIdIn } from '../../queue-ids.ts'
import type { AttemptAction, LogRecord, Origin } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import { codesOf } from '../../smtp.ts'
import type { Outcome } from '../format.ts'
import { remember } from '../remembered/remember.ts'

/** A client's mail that the server took, before it has a number. */
export interface Submission {
  readonly sender: string
  readonly recipients: readonly string[]
  readonly clientIp: string
  readonly helo: string | null
  readonly login: string | null
}

/** With what is asked for: by the sender alone, and with the recipients in order. */
interface Keyed extends Submission {
  readonly senderKey: string
  readonly key: string
}

/** A mail with its number. */
interface Mail {
  readonly id: string
  readonly recipients: readonly string[]
  /** Recipients that need no further attempt. */
  readonly done: Set<string>
  /** Why a recipient waits. */
  readonly waiting: Map<string, string>
  /** Whether it went to another server. */
  isExternal: boolean
  /** Whether it is tried again. */
  isScheduled: boolean
}

/** What is said of deliveries, and to whom answers of servers belong. */
export interface Deliveries {
  /** Reads what follows `SMTPDeliverer - ` in a line of the kind APPLICATION. */
  read(text: string, origin: Origin): Outcome
  /** A mail is being taken: it gets its number next. */
  submit(submission: Submission): void
  /** A server's answer about recipients of a sender; null where no mail with a number fits. */
  answer(sender: string, recipients: readonly string[], server: string, reply: string, origin: Origin): readonly LogRecord[]
}

/** Submissions whose number never came are forgotten from here on, the oldest first. */
const MOST_SUBMISSIONS = 1000

export function createDeliveries(): Deliveries {
  const mails = new Map<string, Mail>()
  /** The latest mail from a sender to a recipient. */
  const numbers = new Map<string, string>()
  const submissions: Keyed[] = []
  const begin = (id: string, text: string, origin: Origin): Outcome => {
    const found = /^Delivering message from ([^ ]{1,320}) to (.{1,20000}?)\. File: /.exec(text)
    if (found === null) return 'unrecognised'
    const sender = found[1] === '<Empty>' ? '' : (found[1] ?? '')
    const recipients = (found[2] ?? '').split(/, ?/, 1000)
    const known = mails.get(id)
    for (const recipient of recipients) remember(numbers, keyOf(sender, recipient), id)
    if (known !== undefined) {
      known.isScheduled = false
      return 'ignored'
    }
    remember(mails, id, {
      id,
      recipients,
      done: new Set<string>(),
      waiting: new Map<string, string>(),
      isExternal: false,
      isScheduled: false,
    })
    return arrivalOf(id, sender, recipients, takeSubmission(submissions, sender, recipients), origin)
  }
  const read = (text: string, origin: Origin): Outcome => {
    const head = /^SMTPDeliverer - Message ([0-9]{1,19}): /.exec(text.slice(0, 60))
    if (head === null) return 'ignored'
    const id = head[1] ?? ''
    const words = text.slice(head[0].length)
    if (words.startsWith('Delivering message from ')) return begin(id, words, origin)
    const mail = mails.get(id)
    return mail === undefined ? 'ignored' : readProgress(mail, words, origin)
  }
  return {
    read,
    submit: (submission) => {
      const { sender, recipients } = submission
      submissions.push({ ...submission, senderKey: keyOf(sender, ''), key: keyOfAll(sender, recipients) })
      if (submissions.length > MOST_SUBMISSIONS) submissions.shift()
    },
    answer: (sender, recipients, server, reply, origin) =>
      recipients.flatMap((recipient) => {
        const mail = mails.get(numbers.get(keyOf(sender, recipient)) ?? '')
        if (mail === undefined) return []
        mail.isExternal = true
        const action = reply.startsWith('2') ? 'sent' : reply.startsWith('4') ? 'deferred' : 'bounced'
        return [attemptOf(mail, recipient, action, server, reply, origin)]
      }),
  }
}

function keyOf(sender: string, recipient: string): string {
  return `${sender}|${recipient}`.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

function keyOfAll(sender: string, recipients: readonly string[]): string {
  return recipients
    .map((recipient) => keyOf(sender, recipient))
    .sort()
    .join()
}

/** The submission with these recipients, or the only one of this sender: aliases change recipients. */
function takeSubmission(submissions: Keyed[], sender: string, recipients: readonly string[]): Submission | null {
  const [senderKey, key] = [keyOf(sender, ''), keyOfAll(sender, recipients)]
  const own = submissions.filter((each) => each.senderKey === senderKey)
  const found = own.find((each) => each.key === key) ?? (own.length === 1 ? own[0] : undefined)
  if (found === undefined) return null
  submissions.splice(submissions.indexOf(found), 1)
  return found
}

function arrivalOf(id: string, sender: string, recipients: readonly string[], from: Submission | null, origin: Origin): Outcome {
  return [
    {
      kind: 'arrival',
      queueId: id,
      clientIp: from?.clientIp ?? null,
      clientName: null,
      login: from?.login ?? null,
      sender,
      linkedId: null,
      helo: from?.helo ?? null,
      origin,
    },
    { kind: 'queued', queueId: id, sender, sizeBytes: 0, recipients: recipients.length, origin },
  ]
}

function readProgress(mail: Mail, words: string, origin: Origin): Outcome {
  const open = mail.recipients.filter((recipient) => !mail.done.has(recipient))
  if (words.startsWith('Relaying to host ')) mail.isExternal = true
  if (words.startsWith('Message could not be delivered. Returning ')) {
    return attempts(open.map((recipient) => attemptOf(mail, recipient, 'expired', null, mail.waiting.get(recipient) ?? words, origin)))
  }
  if (words.startsWith('Message could not be delivered. ')) {
    mail.isScheduled = true
    const silent = open.filter((recipient) => !mail.waiting.has(recipient))
    return attempts(silent.map((recipient) => attemptOf(mail, recipient, 'deferred', null, words, origin)))
  }
  if (words.startsWith('Message will be deleted. ')) return [{ kind: 'end', action: 'deleted', queueId: mail.id, origin }]
  if (!words.startsWith('Message delivery thread completed') || mail.isScheduled) return 'ignored'
  const into = mail.isExternal ? [] : open.map((recipient) => attemptOf(mail, recipient, 'sent', 'local', words, origin))
  return [...into, { kind: 'end', action: 'removed', queueId: mail.id, origin }]
}

function attempts(records: readonly LogRecord[]): Outcome {
  return records.length === 0 ? 'ignored' : records
}

function attemptOf(mail: Mail, recipient: string, action: AttemptAction, server: string | null, reply: string, origin: Origin): LogRecord {
  if (action === 'deferred') mail.waiting.set(recipient, reply)
  else mail.done.add(recipient)
  const { code, status } = codesOf(reply)
  return {
    kind: 'attempt',
    action,
    queueId: mail.id,
    agent: server === 'local' ? 'local' : 'smtp',
    recipient,
    originalRecipient: null,
    nextHop: server ?? 'none',
    delaySeconds: null,
    dsn: status,
    code,
    reply,
    signature: action === 'sent' ? null : signatureOf(reply, { status, code }),
    linkedId: action === 'sent' && server !== 'local' ? queueIdIn(reply) : null,
    origin,
  }
}

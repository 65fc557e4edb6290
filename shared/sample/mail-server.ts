import { type Agenda, createAgenda } from './agenda.ts'
import { during, sampleEnd, times } from './calendar.ts'
import type { Chance } from './chance.ts'
import { type Attempt, createGoogleRelay, type GoogleRelay } from './google.ts'
import { type Answer, lastAnswer, type Notice, type Passage, type QueuedMail, type Submission } from './mail.ts'
import { fullMailbox, partners, relay, serviceDomain } from './organisation.ts'
import type { PostfixLog } from './postfix-log.ts'

/** Everything that passed the relay. */
export interface Traffic {
  readonly mails: readonly QueuedMail[]
  readonly notices: readonly Notice[]
}

/** `maximal_backoff_time` and `minimal_backoff_time` of Postfix, milliseconds. */
const backoff = { least: 300_000, most: 4_000_000 } as const

/** A host of Google that brings bounces. */
const googleOut = { name: 'mail-sor-f69.google.com', ip: '198.51.100.29', login: null } as const

/** Seconds as Postfix writes them: two digits that tell something. */
function seconds(milliseconds: number): string {
  const value = milliseconds / 1_000
  if (value < 0.005) return '0'
  return value >= 10 ? String(Math.round(value)) : String(Number(value.toFixed(value >= 1 ? 1 : 2)))
}

/** The relay's answer for a mailbox of its own. */
function dovecotAnswer(chance: Chance, time: number, recipient: string): Answer {
  const common = { time, relay: `${relay.fqdn}[private/dovecot-lmtp]`, leftBy: null, onward: null }
  if (recipient === fullMailbox) {
    const reply = `552 5.2.2 <${recipient}> Quota exceeded (mailbox for user is full)`
    const text = `host ${common.relay} said: ${reply} (in reply to end of DATA command)`
    return { ...common, status: 'bounced', dsn: '5.2.2', code: 552, reply, text, class: 'mailbox-full' }
  }
  const reply = `250 2.0.0 <${recipient}> ${chance.text('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 22)} Saved`
  return { ...common, status: 'sent', dsn: '2.0.0', code: 250, reply, text: reply, class: null }
}

/** A partner's server that asks to try again first. */
function greylistingAnswer(chance: Chance, time: number, recipient: string, known: boolean): Answer {
  const { host, ip } = partners.greylisting
  const common = { time, relay: `${host}[${ip}]:25`, leftBy: null, onward: null }
  if (!known) {
    const reply = `451 4.7.1 <${recipient}>: Recipient address rejected: Greylisted, please try again in 300 seconds`
    const text = `host ${host}[${ip}] said: ${reply} (in reply to RCPT TO command)`
    return { ...common, status: 'deferred', dsn: '4.7.1', code: 451, reply, text, class: 'greylisted' }
  }
  const reply = `250 2.0.0 Ok: queued as ${chance.text('0123456789ABCDEF', 10)}`
  return { ...common, status: 'sent', dsn: '2.0.0', code: 250, reply, text: reply, class: null }
}

function downAnswer(time: number): Answer {
  const { host, ip } = partners.down
  const text = `connect to ${host}[${ip}]:25: Connection timed out`
  return {
    time,
    status: 'deferred',
    relay: 'none',
    dsn: '4.4.1',
    code: null,
    reply: text,
    text,
    class: 'network-failure',
    leftBy: null,
    onward: null,
  }
}

/** Writes the lines of a client's session, and that of qmgr. */
function writeArrival(log: PostfixLog, queueId: string, { time, device, sender, recipients, sizeBytes, messageId }: Submission): void {
  const secured = device.login === null ? '' : ' starttls=1 auth=1'
  const program = device.login === null ? 'smtpd' : 'submission/smtpd'
  const pid = log.process(program, time, time + 400)
  const client = `${device.name}[${device.ip}]`
  const commands = (device.login === null ? 0 : 3) + 4 + recipients.length
  const greeting = device.login === null ? 'ehlo=1' : 'ehlo=2'
  log.write(time, program, pid, `connect from ${client}`)
  log.write(
    time + 31,
    program,
    pid,
    `${queueId}: client=${client}${device.login === null ? '' : `, sasl_method=PLAIN, sasl_username=${device.login}`}`,
  )
  log.write(time + 62, 'cleanup', log.process('cleanup', time, time + 400), `${queueId}: message-id=${messageId === '' ? '<>' : messageId}`)
  writeActive(log, time + 93, { queueId, sender, sizeBytes, recipients: recipients.length })
  log.write(
    time + 96,
    program,
    pid,
    `disconnect from ${client} ${greeting}${secured} mail=1 rcpt=${recipients.length} data=1 quit=1 commands=${commands}`,
  )
}

interface Active {
  readonly queueId: string
  readonly sender: string
  readonly sizeBytes: number
  readonly recipients: number
}

function writeActive(log: PostfixLog, time: number, { queueId, sender, sizeBytes, recipients }: Active): void {
  log.write(
    time,
    'qmgr',
    log.process('qmgr', time, 0),
    `${queueId}: from=<${sender}>, size=${sizeBytes}, nrcpt=${recipients} (queue active)`,
  )
}

/** The relay while it runs. */
interface Server {
  readonly agenda: Agenda
  readonly google: GoogleRelay
  readonly chance: Chance
  readonly log: PostfixLog
  /** Recipients that the greylisting partner has seen. */
  readonly greeted: Set<string>
  readonly mails: QueuedMail[]
  readonly notices: Notice[]
}

function answerOf({ chance, google, greeted }: Server, attempt: Attempt): Answer {
  const { time, recipient } = attempt
  if (recipient.endsWith(`@${serviceDomain}`)) return dovecotAnswer(chance, time, recipient)
  if (recipient.endsWith(`@${partners.down.domain}`) && during(times.depotDown, time)) return downAnswer(time)
  if (!recipient.endsWith(`@${partners.greylisting.domain}`)) return google.answer(attempt)
  const known = greeted.has(recipient)
  greeted.add(recipient)
  return greylistingAnswer(chance, time, recipient, known)
}

function enqueue(server: Server, mail: QueuedMail, time: number): QueuedMail {
  server.mails.push(mail)
  server.agenda.add(time, (now) => attemptAll(server, mail, 1, now))
  return mail
}

function accept(server: Server, submission: Submission, time: number): QueuedMail {
  const { messageId, sender, sizeBytes, recipients } = submission
  const queueId = server.log.queueId(time + 31)
  writeArrival(server.log, queueId, submission)
  const passages = recipients.map((recipient): Passage => ({ recipient, answers: [] }))
  return enqueue(server, { queueId, messageId, arrivedAt: time, sender, sizeBytes, passages, submission }, time + 100)
}

/** The relay's notice to the sender about what bounced in one run. */
function report(server: Server, mail: QueuedMail, passages: readonly Passage[], time: number): void {
  const { log, notices } = server
  const queueId = log.queueId(time)
  const messageId = `<${new Date(time).toISOString().slice(0, 19).replace(/\D/g, '')}.${queueId}@${relay.fqdn}>`
  const sizeBytes = 2_700 + passages.length * 900 + Math.min(mail.sizeBytes, 48_000)
  log.write(time, 'cleanup', log.process('cleanup', time, time + 90), `${queueId}: message-id=${messageId}`)
  writeActive(log, time + 14, { queueId, sender: '', sizeBytes, recipients: 1 })
  log.write(time + 17, 'bounce', log.process('bounce', time, time + 90), `${mail.queueId}: sender non-delivery notification: ${queueId}`)
  const notice = { queueId, messageId, arrivedAt: time, sender: '', sizeBytes, submission: null }
  const queued = enqueue(server, { ...notice, passages: [{ recipient: mail.sender, answers: [] }] }, time + 40)
  notices.push({ by: 'postfix', time, messageId, mail, passages, queued })
}

/** Google's notice about a copy that it took and could not hand on; for the relay's own mailboxes it comes through the relay. */
function hearFromGoogle(server: Server, mail: QueuedMail, passage: Passage, time: number): void {
  const { agenda, chance, notices } = server
  const random = (length: number): string => chance.text('0123456789abcdef', length)
  const messageId = `<${random(8)}.050a0220.${random(6)}.${random(4)}.GMR@mx.google.com>`
  const notice = { by: 'google', time, messageId, mail, passages: [passage] } as const
  if (!mail.sender.endsWith(`@${serviceDomain}`)) {
    notices.push({ ...notice, queued: null })
    return
  }
  const submission: Submission = {
    time,
    device: googleOut,
    sender: '',
    recipients: [mail.sender],
    sizeBytes: chance.whole(9_000, 12_000),
    subject: 'Delivery Status Notification (Failure)',
    messageId,
    look: 'harmless',
    story: null,
  }
  agenda.add(time, (now) => notices.push({ ...notice, queued: accept(server, submission, now) }))
}

/** @returns when the attempt was over */
function writeAnswer({ log }: Server, mail: QueuedMail, recipient: string, answer: Answer, took: number): number {
  const done = answer.time + took
  const agent = answer.relay.includes('private/') ? 'lmtp' : 'smtp'
  const [connecting, sending] = answer.relay === 'none' ? [took, 0] : [took * 0.55, took * 0.45]
  const delays = [seconds(answer.time - mail.arrivedAt), '0.01', seconds(connecting), seconds(sending)].join('/')
  log.write(
    done,
    agent,
    log.process(agent, answer.time, done),
    `${mail.queueId}: to=<${recipient}>, relay=${answer.relay}, delay=${seconds(done - mail.arrivedAt)}, delays=${delays}, dsn=${answer.dsn}, status=${answer.status} (${answer.text})`,
  )
  return done
}

/** Tries all recipients that have no final answer yet, then reports, removes or tries again later. */
function attemptAll(server: Server, mail: QueuedMail, tries: number, time: number): void {
  const { agenda, chance, log } = server
  if (tries > 1) writeActive(log, time, { ...mail, recipients: mail.passages.length })
  let end = time
  const bounced: Passage[] = []
  for (const passage of mail.passages) {
    if (tries > 1 && lastAnswer(passage)?.status !== 'deferred') continue
    const look = mail.submission?.look ?? 'harmless'
    const answer = answerOf(server, { time, sender: mail.sender, recipient: passage.recipient, look })
    passage.answers.push(answer)
    const took = answer.relay === 'none' ? 30_000 + chance.next() * 20 : 180 + chance.next() * 900
    end = Math.max(end, writeAnswer(server, mail, passage.recipient, answer, took))
    if (answer.status === 'bounced') bounced.push(passage)
    if (answer.onward?.status === 'BOUNCED') hearFromGoogle(server, mail, passage, answer.onward.time + 1_500 + chance.next() * 900)
  }
  if (bounced.length > 0 && mail.sender !== '') report(server, mail, bounced, end + 8)
  if (mail.passages.every((passage) => lastAnswer(passage)?.status !== 'deferred')) {
    log.write(end + 40, 'qmgr', log.process('qmgr', end, 0), `${mail.queueId}: removed`)
    return
  }
  const pause = Math.min(backoff.most, backoff.least * 2 ** (tries - 1)) + chance.next() * 60_000
  agenda.add(end + pause, (now) => attemptAll(server, mail, tries + 1, now))
}

/** Runs the relay over what is handed in, until the sample's end, and writes its log. */
export function runMailServer(submissions: readonly Submission[], chance: Chance, log: PostfixLog): Traffic {
  const agenda = createAgenda()
  const server: Server = { agenda, google: createGoogleRelay(chance), chance, log, greeted: new Set(), mails: [], notices: [] }
  for (const submission of submissions) agenda.add(submission.time, (now) => accept(server, submission, now))
  agenda.run(sampleEnd)
  return server
}

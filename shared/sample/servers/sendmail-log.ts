import { logZone } from '../calendar.ts'
import type { Answer, QueuedMail } from '../mail.ts'
import { relay, serviceDomain } from '../organisation.ts'
import type { TurnedAway } from '../outsiders.ts'
import {
  attemptTakes,
  createLines,
  hopOf,
  inDigits,
  replyLines,
  reportedBy,
  type ServerLogWriter,
  syslogHead,
  unreachable,
} from './server-log.ts'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx'

/** Year, month, day, hour, minute, second, two of a sequence, and the process: as since 8.12. */
function idOf(time: number, nth: number): string {
  const clock = new Date(time + logZone.hours * 3_600_000)
  const parts = [
    clock.getUTCFullYear() - 1_900,
    clock.getUTCMonth(),
    clock.getUTCDate(),
    clock.getUTCHours(),
    clock.getUTCMinutes(),
    clock.getUTCSeconds(),
  ]
  return `${parts.map((part) => digits[part % 60]).join('')}${inDigits(nth, digits, 2).slice(-2)}${String(11_000 + nth).padStart(6, '0')}`
}

/** Sendmail gives a Message-ID to mail that has none. */
function submission({ sender, sizeBytes, passages, messageId, submission: from }: QueuedMail, id: string): string | null {
  if (from === null) return null
  const { name, ip } = from.device
  return `${id}: from=<${sender}>, size=${sizeBytes}, class=0, nrcpts=${passages.length}, msgid=${messageId === '' ? `<${id}@${relay.fqdn}>` : messageId}, proto=ESMTPS, daemon=MTA-v4, relay=${name} [${ip}]`
}

function duration(milliseconds: number): string {
  return new Date(Math.max(0, milliseconds)).toISOString().slice(11, 19)
}

/** What `stat=` says of a refusal: the words that belong to its status. */
function stat({ dsn }: Answer): string {
  return dsn === '5.1.1' ? 'User unknown' : 'Service unavailable'
}

/** Of a reply of several lines Sendmail keeps the first. */
function outcome(answer: Answer): string {
  const [reply = ''] = replyLines(answer)
  const hop = hopOf(answer)
  if (hop === null) return `dsn=4.0.0, stat=Deferred: Connection timed out with ${unreachable.host}.`
  if (answer.status === 'sent')
    return hop.ip === null ? 'dsn=2.0.0, stat=Sent' : `dsn=2.0.0, stat=Sent (${reply.replace(/^250 2\.0\.0 /, '')})`
  return `dsn=${answer.dsn}, reply=${reply}, stat=${answer.status === 'deferred' ? `Deferred: ${reply}` : stat(answer)}`
}

function attempt(mail: QueuedMail, id: string, recipient: string, answer: Answer): string {
  const hop = hopOf(answer) ?? unreachable
  const way = hop.ip === null ? 'mailer=local, pri=31000' : `mailer=relay, pri=31000, relay=${hop.host}. [${hop.ip}]`
  const delay = duration(answer.time + attemptTakes - mail.arrivedAt)
  return `${id}: to=<${recipient}>, delay=${delay}, xdelay=00:00:00, ${way}, ${outcome(answer)}`
}

function turnedAway({ ip, sender, recipient, reason }: TurnedAway, id: string): readonly string[] {
  if (reason === 'login')
    return [
      `${id}: AUTH failure (LOGIN): authentication failure (-13) SASL(-13): authentication failure: checkpass failed, user=info, relay=[${ip}]`,
    ]
  const isOwn = recipient?.endsWith(`@${serviceDomain}`)
  return [
    isOwn
      ? `${id}: <${recipient}>... User unknown`
      : `${id}: ruleset=check_rcpt, arg1=<${recipient}>, relay=[${ip}], reject=550 5.7.1 <${recipient}>... Relaying denied`,
    `${id}: from=<${sender}>, size=0, class=0, nrcpts=0, proto=ESMTP, daemon=MTA-v4, relay=[${ip}]`,
  ]
}

/**
 * Sendmail's log (8.17). It keeps the first line of a reply and writes no login; where a password is refused a real one would go on
 * without it and be refused for that: here the mail waits, as in the sample's other logs.
 */
export const sendmailLog: ServerLogWriter = ({ mails, notices }, strangers) => {
  const lines = createLines()
  const write = (time: number, text: string): void => lines.write(time, `${syslogHead(time, 'sm-mta', 11_000)}${text}`)
  const ids = new Map(mails.map((mail, nth) => [mail, idOf(mail.arrivedAt, nth)]))
  const reported = reportedBy(notices)
  for (const [mail, id] of ids) {
    const origin = reported.get(mail)
    const text = origin === undefined ? submission(mail, id) : `${ids.get(origin)}: ${id}: DSN: ${stat(mailFailure(origin))}`
    if (text !== null) write(mail.arrivedAt + 60, text)
    for (const { recipient, answers } of mail.passages)
      for (const answer of answers) write(answer.time + attemptTakes, attempt(mail, id, recipient, answer))
  }
  for (const [nth, stranger] of strangers.entries())
    for (const text of turnedAway(stranger, idOf(stranger.time, mails.length + nth))) write(stranger.time + 600, text)
  return { name: 'maillog', text: lines.text(), queueIds: new Map([...ids].map(([mail, id]) => [mail.queueId, id])) }
}

/** The last refusal of a mail that a notice reports. */
function mailFailure({ passages }: QueuedMail): Answer {
  return passages.flatMap(({ answers }) => answers.filter(({ status }) => status === 'bounced')).at(-1)!
}

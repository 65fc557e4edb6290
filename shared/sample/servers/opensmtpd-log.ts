import type { Answer, QueuedMail } from '../mail.ts'
import type { TurnedAway } from '../outsiders.ts'
import { attemptTakes, createLines, hopOf, replyLines, type ServerLogWriter, syslogHead, unreachable } from './server-log.ts'

function hex(value: number, width: number): string {
  return Math.floor(value).toString(16).padStart(width, '0').slice(-width)
}

/** A session of its own for each mail and each stranger. */
function sessionOf(nth: number): string {
  return `cb20e39e${hex(0x10_0000 + nth * 7, 8)}`
}

/** Digits that look drawn, and no two alike: an odd factor is undone by another. */
function idOf(nth: number): string {
  return hex(Math.imul(nth + 1, 0x9e37_79b1) >>> 0, 8)
}

/** A mail's session: its client, its size, and an envelope for each recipient. */
function session({ submission, sender, sizeBytes, passages }: QueuedMail, id: string): readonly string[] {
  const { name, ip, login } = submission?.device ?? { name: 'mail', ip: 'local', login: null }
  return [
    `smtp connected address=${ip} host=${name}`,
    ...(login === null ? [] : [`smtp authentication user=${login} result=ok`]),
    `smtp message msgid=${id} size=${sizeBytes} nrcpt=${passages.length} proto=ESMTP`,
    ...passages.map(({ recipient }, at) => `smtp envelope evpid=${id}${hex(0x5f3c_0000 + at, 8)} from=<${sender}> to=<${recipient}>`),
    'smtp disconnected reason=quit',
  ]
}

const results = { sent: 'Ok', deferred: 'TempFail', bounced: 'PermFail' } as const

/** Lines of a reply are joined without a blank, and the code stands once. */
function statOf(answer: Answer): string {
  return replyLines(answer)
    .map((line, at) => (at === 0 ? line : line.slice(4)))
    .join('')
}

function attempt(mail: QueuedMail, envelope: string, recipient: string, answer: Answer): string {
  const hop = hopOf(answer)
  const delay = `${Math.round((answer.time + attemptTakes - mail.arrivedAt) / 1_000)}s`
  const head = `delivery evpid=${envelope} from=<${mail.sender}> to=<${recipient}>`
  if (hop === null) {
    return `mta ${head} rcpt=<-> source="-" relay="${unreachable.domain}" delay=${delay} result="TempFail" stat="Network error on destination MXs"`
  }
  if (hop.ip !== null)
    return `mta ${head} rcpt=<-> source="203.0.113.7" relay="${hop.ip} (${hop.host})" delay=${delay} result="${results[answer.status]}" stat="${statOf(answer)}"`
  const said = answer.status === 'sent' ? 'Delivered' : `Error ("${statOf(answer)}")`
  return `mda ${head} rcpt=<${recipient}> user=vmail delay=${delay} result=${results[answer.status]} stat=${said}`
}

/** Whom it refuses it tells apart by nothing: a guessed mailbox and a stranger's relaying are both an invalid recipient. */
function turnedAway({ ip, recipient, reason }: TurnedAway): readonly string[] {
  return [
    `smtp connected address=${ip} host=<unknown>`,
    reason === 'login'
      ? 'smtp authentication user=info result=permfail'
      : `smtp failed-command command="RCPT TO:<${recipient}>" result="550 Invalid recipient: <${recipient}>"`,
    'smtp disconnected reason=quit',
  ]
}

/**
 * OpenSMTPD's log (7.x). It holds no Message-ID, no sender of who is refused, and nothing that ties a notice to the mail that it
 * reports: an undeliverable notice cannot be told from any other mail that failed.
 */
export const opensmtpdLog: ServerLogWriter = ({ mails }, strangers) => {
  const lines = createLines()
  const write = (time: number, nth: number, text: string): void =>
    lines.write(time, `${syslogHead(time, 'smtpd', 811)}${sessionOf(nth)} ${text}`)
  for (const [nth, mail] of mails.entries()) {
    const id = idOf(nth)
    for (const [step, text] of session(mail, id).entries()) write(mail.arrivedAt + step, nth, text)
    for (const [at, { recipient, answers }] of mail.passages.entries())
      for (const answer of answers)
        write(answer.time + attemptTakes, mails.length + nth, attempt(mail, `${id}${hex(0x5f3c_0000 + at, 8)}`, recipient, answer))
  }
  for (const [nth, stranger] of strangers.entries())
    for (const [step, text] of turnedAway(stranger).entries()) write(stranger.time + step, 2 * mails.length + nth, text)
  return { name: 'maillog', text: lines.text(), queueIds: new Map(mails.map(({ queueId }, nth) => [queueId, idOf(nth)])) }
}

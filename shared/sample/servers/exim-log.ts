import { logZone } from '../calendar.ts'
import type { Answer, QueuedMail } from '../mail.ts'
import { domain, serviceDomain } from '../organisation.ts'
import type { TurnedAway } from '../outsiders.ts'
import {
  attemptTakes,
  createLines,
  doneAt,
  hopOf,
  inDigits,
  replyLines,
  reportedBy,
  type ServerLogWriter,
  stageOf,
  unreachable,
  wallClock,
} from './server-log.ts'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `SECONDS-PID-FRACTION`, as before 4.97. */
function idOf({ arrivedAt }: QueuedMail, nth: number): string {
  return `${inDigits(arrivedAt / 1_000, digits, 6)}-${inDigits(4_000 + nth, digits, 6)}-${inDigits((arrivedAt % 1_000) / 2, digits, 2)}`
}

/** `<= sender H=name [ip] P=esmtpsa A=plain:login S=size id=…`; what is no Message-ID in angle brackets is not logged. */
function arrival({ submission, sender, sizeBytes, messageId }: QueuedMail, reports: string | null): string {
  const from = `<= ${sender === '' ? '<>' : sender}`
  const id = messageId.startsWith('<') ? ` id=${messageId.slice(1, -1)}` : ''
  if (submission === null) return `${from} R=${reports} U=Debian-exim P=local S=${sizeBytes}`
  const { name, ip, login } = submission.device
  const how = login === null ? 'P=esmtp' : `P=esmtpsa X=TLS1.3:ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=no A=plain:${login}`
  return `${from} H=${name} [${ip}] ${how} S=${sizeBytes}${id}`
}

const after = { mail: 'MAIL FROM', rcpt: 'RCPT TO', eod: 'end of data' } as const

function attempt(sender: string, recipient: string, answer: Answer): string {
  const hop = hopOf(answer)
  if (hop === null)
    return `== ${recipient} R=dnslookup T=remote_smtp defer (110): Connection timed out H=${unreachable.host} [${unreachable.ip}]: SMTP timeout after initial connection`
  const isOwn = hop.ip === null
  const way = isOwn ? 'R=service T=dovecot_lmtp' : `R=smarthost T=smarthost_smtp`
  const server = isOwn ? '' : ` H=${hop.host} [${hop.ip}]`
  const reply = replyLines(answer).join('\\n')
  if (answer.status === 'sent') return `=> ${recipient} ${way}${server} C="${reply}"`
  const address = { mail: `:<${sender}>`, rcpt: `:<${recipient}>`, eod: '' }[stageOf(answer)]
  const said = `${isOwn ? 'LMTP error from remote mail server' : 'SMTP error from remote mail server'} after ${after[stageOf(answer)]}${address}: ${reply}`
  if (answer.status === 'bounced') return `** ${recipient} ${way}${server}: ${said}`
  return answer.code === 535
    ? `== ${recipient} ${way} defer (-42)${server}: authentication required but authentication attempt(s) failed`
    : `== ${recipient} ${way} defer (-44)${server}: ${said}`
}

function turnedAway({ ip, sender, recipient, reason }: TurnedAway): string {
  const client = `(localhost) [${ip}]`
  if (reason === 'login') return `login authenticator failed for ${client}: 535 Incorrect authentication data (set_id=info@${domain})`
  const isOwn = recipient?.endsWith(`@${serviceDomain}`)
  return `H=${client} F=<${sender}> rejected RCPT <${recipient}>: ${isOwn ? 'Unknown user' : 'relay not permitted'}`
}

/**
 * Exim's mainlog (4.96, `log_selector = +millisec +smtp_confirmation`, `log_timezone`). Without its own `Message-ID` where that has no
 * brackets; of a refused password it says only that it had no other way in, and nothing tells one stranger's session from the next.
 */
export const eximLog: ServerLogWriter = ({ mails, notices }, strangers) => {
  const lines = createLines()
  const write = (time: number, text: string): void => lines.write(time, `${wallClock(time)} ${logZone.text.replace(':', '')} ${text}`)
  const ids = new Map(mails.map((mail, nth) => [mail, idOf(mail, nth)]))
  const reported = reportedBy(notices)
  for (const [mail, id] of ids) {
    const origin = reported.get(mail)
    write(mail.arrivedAt + 60, `${id} ${arrival(mail, origin === undefined ? null : (ids.get(origin) ?? null))}`)
    for (const { recipient, answers } of mail.passages)
      for (const answer of answers) write(answer.time + attemptTakes, `${id} ${attempt(mail.sender, recipient, answer)}`)
    const done = doneAt(mail)
    if (done !== null) write(done, `${id} Completed`)
  }
  for (const stranger of strangers) write(stranger.time, turnedAway(stranger))
  return { name: 'mainlog', text: lines.text(), queueIds: new Map([...ids].map(([mail, id]) => [mail.queueId, id])) }
}

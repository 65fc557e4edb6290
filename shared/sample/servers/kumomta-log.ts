import type { Answer, Passage, QueuedMail } from '../mail.ts'
import { serviceDomain } from '../organisation.ts'
import type { TurnedAway } from '../outsiders.ts'
import { attemptTakes, createLines, hopOf, replyLines, type ServerLogWriter, stageOf, unreachable } from './server-log.ts'

/** An id as KumoMTA's spool makes it. */
function idOf(nth: number): string {
  return `${(0x2a10_0000 + nth).toString(16)}5d7711eea8c8000c29c33806`
}

function responseOf(reply: readonly string[], command: string | null): object {
  const [first = ''] = reply
  const [, code, enhanced = ''] = /^(\d{3})[- ](\d\.\d\.\d)?/.exec(first) ?? []
  const [digit, subject, detail] = enhanced.split('.').map(Number)
  const words = reply.map((line) => line.slice(4)).join(' ')
  return {
    code: Number(code ?? 400),
    enhanced_code: enhanced === '' ? null : { class: digit, subject, detail },
    content: enhanced === '' ? words : words.slice(enhanced.length + 1),
    command,
  }
}

function record(type: string, time: number, id: string, fields: object): string {
  const event_time = new Date(time).toISOString()
  return JSON.stringify({ type, id, queue: '', site: '', ...fields, timestamp: Math.floor(time / 1_000), event_time, num_attempts: 0 })
}

function reception({ submission, sender, passages, sizeBytes, messageId, arrivedAt }: QueuedMail, id: string): string {
  const { name, ip, login } = submission!.device
  const recipients = passages.map(({ recipient }) => recipient)
  return record('Reception', arrivedAt, id, {
    sender,
    recipient: recipients.length === 1 ? recipients[0] : recipients,
    size: sizeBytes,
    response: responseOf(['250 OK'], null),
    peer_address: { name, addr: ip },
    meta: login === null ? {} : { authz_id: login },
    headers: { ...(messageId === '' ? {} : { 'Message-ID': messageId }), Subject: submission!.subject },
    reception_protocol: 'ESMTP',
  })
}

function written(id: string): object {
  return { code: 200, enhanced_code: null, content: `wrote to maildir with id=${id}`, command: null }
}

const unconnected = {
  code: 400,
  enhanced_code: null,
  content: `KumoMTA internal: failed to connect to any candidate hosts: connect to ${unreachable.host}: Connection timed out`,
  command: null,
}

const types = { sent: 'Delivery', deferred: 'TransientFailure', bounced: 'Bounce' } as const

function attempt({ sender, sizeBytes }: QueuedMail, id: string, { recipient }: Passage, answer: Answer): string {
  const hop = hopOf(answer)
  const isOwn = hop !== null && hop.ip === null
  const command = { mail: `MAIL FROM:<${sender}>`, rcpt: `RCPT TO:<${recipient}>`, eod: '.' }[stageOf(answer)]
  return record(types[answer.status], answer.time + attemptTakes, id, {
    sender,
    recipient,
    size: sizeBytes,
    response: isOwn && answer.status === 'sent' ? written(id) : hop === null ? unconnected : responseOf(replyLines(answer), command),
    ...(hop === null || isOwn ? {} : { peer_address: { name: `${hop.host}.`, addr: hop.ip } }),
    delivery_protocol: isOwn ? 'Maildir' : 'ESMTP',
  })
}

function turnedAway({ time, ip, sender, recipient, reason }: TurnedAway, id: string): string {
  const isOwn = recipient?.endsWith(`@${serviceDomain}`)
  const reply = reason === 'login' ? '535 5.7.8 AUTH failed' : isOwn ? '550 5.1.1 User unknown' : '550 5.7.1 relaying not permitted'
  return record('Rejection', time, id, {
    sender: sender ?? '',
    recipient: recipient ?? '',
    size: 0,
    response: responseOf([reply], recipient === null ? 'AUTH' : `RCPT TO:<${recipient}>`),
    peer_address: { name: 'localhost', addr: ip },
  })
}

/**
 * KumoMTA's log, with the headers Message-ID and Subject. It makes no notices: those of the relay itself are not in it. Its maildirs
 * know no full mailbox: that one refuses in the words of the sample's.
 */
export const kumomtaLog: ServerLogWriter = ({ mails }, strangers) => {
  const lines = createLines()
  const own = mails.filter(({ submission }) => submission !== null)
  for (const [nth, mail] of own.entries()) {
    lines.write(mail.arrivedAt, reception(mail, idOf(nth)))
    for (const passage of mail.passages)
      for (const answer of passage.answers) lines.write(answer.time + attemptTakes, attempt(mail, idOf(nth), passage, answer))
  }
  for (const [nth, stranger] of strangers.entries()) lines.write(stranger.time, turnedAway(stranger, idOf(own.length + nth)))
  return { name: 'kumomta.jsonl', text: lines.text(), queueIds: new Map(own.map(({ queueId }, nth) => [queueId, idOf(nth)])) }
}

import { logZone } from './calendar.ts'
import { type Answer, lastAnswer, type Notice, type QueuedMail } from './mail.ts'
import { relay } from './organisation.ts'

/** A date of RFC 5322 in the log's zone. */
function date(time: number, zone: { readonly hours: number; readonly text: string } = logZone): string {
  const [day = '', rest = ''] = new Date(time + zone.hours * 3_600_000).toUTCString().replace(' GMT', '').split(', ')
  return `${day}, ${rest} ${zone.text.replace(':', '')}`
}

const pacific = { hours: -8, text: '-08:00' } as const

/** Breaks a text into lines of at most `width`, the following ones with an indent, as Postfix does. */
function folded(text: string, indent = '    ', width = 72): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line !== '' && line.length + word.length + 1 > width) lines.push(`${indent}${word}`)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.join('\n')
}

/** The headers of the mail that is returned. */
function returned({ sender, queueId, messageId, arrivedAt, submission, passages }: QueuedMail): string {
  if (submission === null) return ''
  const { name, ip } = submission.device
  return [
    `Return-Path: <${sender}>`,
    `Received: from ${name} (${name} [${ip}])`,
    `\tby ${relay.fqdn} (Postfix) with ESMTP id ${queueId};`,
    `\t${date(arrivedAt)} (CET)`,
    `From: <${sender}>`,
    `To: ${passages.map(({ recipient }) => `<${recipient}>`).join(', ')}`,
    `Subject: ${submission.subject}`,
    `Date: ${date(arrivedAt - 400)}`,
    ...(messageId === '' ? [] : [`Message-ID: ${messageId}`]),
  ].join('\n')
}

function postfixBlock({ recipient }: Notice['passages'][number], answer: Answer): string {
  return [
    `Final-Recipient: rfc822; ${recipient}`,
    `Original-Recipient: rfc822;${recipient}`,
    'Action: failed',
    `Status: ${answer.dsn}`,
    `Remote-MTA: dns; ${answer.relay.replace(/\[.*/, '')}`,
    folded(`Diagnostic-Code: smtp; ${answer.reply}`),
  ].join('\n')
}

/** A notice as Postfix's bounce(8) writes it. */
function postfixNotice({ time, messageId, mail, passages }: Notice): string {
  const boundary = `${mail.queueId}.${Math.floor(time / 1_000)}/${relay.fqdn}`
  const failed = passages.flatMap((passage) => {
    const answer = lastAnswer(passage)
    return answer === null ? [] : [{ passage, answer }]
  })
  return [
    'Return-Path: <>',
    `Date: ${date(time)} (CET)`,
    `From: MAILER-DAEMON@${relay.fqdn} (Mail Delivery System)`,
    'Subject: Undelivered Mail Returned to Sender',
    `To: ${mail.sender}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    `\tboundary="${boundary}"`,
    `Message-Id: ${messageId}`,
    '',
    'This is a MIME-encapsulated message.',
    '',
    `--${boundary}`,
    'Content-Description: Notification',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    `This is the mail system at host ${relay.fqdn}.`,
    '',
    "I'm sorry to have to inform you that your message could not",
    "be delivered to one or more recipients. It's attached below.",
    '',
    'For further assistance, please send mail to postmaster.',
    '',
    '                   The mail system',
    '',
    ...failed.flatMap(({ passage, answer }) => [folded(`<${passage.recipient}>: ${answer.text}`), '']),
    `--${boundary}`,
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; ${relay.fqdn}`,
    `X-Postfix-Queue-ID: ${mail.queueId}`,
    `X-Postfix-Sender: rfc822; ${mail.sender}`,
    `Arrival-Date: ${date(mail.arrivedAt)} (CET)`,
    '',
    ...failed.flatMap(({ passage, answer }) => [postfixBlock(passage, answer), '']),
    `--${boundary}`,
    'Content-Description: Undelivered Message Headers',
    'Content-Type: text/rfc822-headers',
    '',
    returned(mail),
    '',
    `--${boundary}--`,
    '',
  ].join('\n')
}

/** A notice as Gmail writes it. */
function googleNotice({ time, messageId, mail, passages }: Notice): string {
  const [passage] = passages
  const onward = passage === undefined ? null : (lastAnswer(passage)?.onward ?? null)
  if (passage === undefined || onward === null) return ''
  const { recipient } = passage
  const boundary = `000000000000${mail.queueId.toLowerCase()}`
  const status = /^\d{3} (\d\.\d\.\d)/.exec(onward.description)?.[1] ?? '5.0.0'
  const place = recipient.slice(recipient.indexOf('@') + 1)
  return [
    'Return-Path: <>',
    'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
    `To: ${mail.sender}`,
    'Auto-Submitted: auto-replied',
    'Subject: Delivery Status Notification (Failure)',
    `Message-ID: ${messageId}`,
    `X-Failed-Recipients: ${recipient}`,
    `In-Reply-To: ${mail.messageId}`,
    `References: ${mail.messageId}`,
    `Date: ${date(time, pacific)} (PST)`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; boundary="${boundary}"; report-type=delivery-status`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset="UTF-8"',
    '',
    onward.class === 'recipient-unknown' ? '** Address not found **' : '** Message blocked **',
    '',
    onward.class === 'recipient-unknown'
      ? `Your message wasn't delivered to ${recipient} because the address couldn't be found, or is unable to receive mail.`
      : `Your message to ${recipient} has been blocked. See technical details below for more information.`,
    '',
    `The response from the remote server was:`,
    onward.description,
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; googlemail.com',
    `Arrival-Date: ${date(onward.time - 700, pacific)} (PST)`,
    `X-Original-Message-ID: ${mail.messageId}`,
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    `Status: ${status}`,
    `Remote-MTA: dns; ${onward.host}. (${onward.ip}, the server for the`,
    ` domain ${place}.)`,
    folded(`Diagnostic-Code: smtp; ${onward.description}`, ' '),
    `Last-Attempt-Date: ${date(onward.time, pacific)} (PST)`,
    '',
    `--${boundary}`,
    'Content-Type: message/rfc822',
    '',
    returned(mail),
    '',
    '----- Message truncated -----',
    '',
    `--${boundary}--`,
    '',
  ].join('\n')
}

/** The mail that a notice is. */
export function noticeText(notice: Notice): string {
  return notice.by === 'postfix' ? postfixNotice(notice) : googleNotice(notice)
}

/** Notices as a mailbox file (mboxrd), in the order of their times. */
export function mailbox(notices: readonly Notice[]): string {
  return [...notices]
    .sort((a, b) => a.time - b.time)
    .map((notice) => {
      const clock = new Date(notice.time).toUTCString()
      const [, day, date, month, year, time] = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(clock) ?? []
      return `From MAILER-DAEMON ${day} ${month} ${String(Number(date)).padStart(2)} ${time} ${year}\n${noticeText(notice).replace(/^(>*From )/gm, '>$1')}\n`
    })
    .join('')
}

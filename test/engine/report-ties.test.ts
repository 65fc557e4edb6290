import { afterEach, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import type { Message } from '../../shared/message.ts'
import { caseOf } from './small-case.ts'

let db: CaseDb | null = null

afterEach(async () => {
  if (db !== null) await closeCase(db)
  db = null
})

async function messagesOf(files: Readonly<Record<string, string>>): Promise<readonly Message[]> {
  db = await caseOf(files)
  const all: Message[] = []
  for await (const batch of allMessages(db)) all.push(...batch)
  return all
}

/** What is told of each mail: its files, and of each recipient the fate, how it is known, and the attempts. */
function told(messages: readonly Message[]) {
  return messages.map(({ sources, deliveries }) => [
    sources.join(' '),
    ...deliveries.map(({ recipient, fate, evidence, attempts }) => [recipient, fate, evidence, attempts].join(' ')),
  ])
}

/** A mail that Postfix hands to a service at a minute past nine, to each recipient. */
function handed(id: string, minute: number, nextHop: string, recipients: readonly string[], sender = 'scanner@example.com'): string {
  const line = (program: string, second: number, text: string) =>
    `2026-03-02T09:${String(minute).padStart(2, '0')}:0${second}.000000+00:00 mx1 postfix/${program}[101]: ${id}: ${text}\n`
  return [
    line('smtpd', 0, 'client=mfp.lan[192.0.2.10]'),
    line('cleanup', 0, `message-id=<${id}@mfp.example.com>`),
    line('qmgr', 0, `from=<${sender}>, size=1800, nrcpt=${recipients.length} (queue active)`),
    ...recipients.map((to) =>
      line(
        'smtp',
        1,
        `to=<${to}>, relay=${nextHop}[198.51.100.9]:587, delay=1, delays=0/0/0.5/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued)`,
      ),
    ),
    line('qmgr', 2, 'removed'),
  ].join('')
}

const reply = '550 5.1.1 No such user'
const at = (minute: number, second: number) => `2026-03-02T09:${String(minute).padStart(2, '0')}:0${second}Z`
const seconds = (minute: number, second: number) => Date.parse(at(minute, second)) / 1000

/** A bounce, or `sent`, as each service says it of a mail of the scanner. */
const events: Readonly<Record<string, (to: string, minute: number, subject?: string) => object>> = {
  mandrill: (email, minute, subject) => ({
    event: 'hard_bounce',
    ts: seconds(minute, 4),
    msg: { _id: `m${email}${minute}`, email, sender: 'scanner@example.com', subject, diag: reply },
  }),
  mailersend: (email, minute, subject) => ({
    type: 'activity.hard_bounced',
    data: {
      created_at: at(minute, 4),
      email: { from: 'scanner@example.com', subject, message: { id: `s${minute}` }, recipient: { email } },
      morph: { reason: reply },
    },
  }),
  sparkpost: (to, minute, subject) => ({
    msys: {
      message_event: {
        type: 'bounce',
        message_id: `p${to}${minute}`,
        timestamp: String(seconds(minute, 4)),
        friendly_from: 'Scans <scanner@example.com>',
        rcpt_to: to,
        subject,
        bounce_class: '10',
        raw_reason: reply,
      },
    },
  }),
  postmark: (to, minute, subject) => ({
    RecordType: 'Bounce',
    Type: 'HardBounce',
    MessageID: `k${to}${minute}`,
    From: 'scanner@example.com',
    Email: to,
    BouncedAt: at(minute, 4),
    Details: reply,
    Subject: subject,
  }),
}

const lines = (...records: readonly object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')

describe('events that name neither Message-ID nor size', () => {
  test.each([
    ['mandrill', 'smtp.mandrillapp.com'],
    ['mailersend', 'smtp.mailersend.net'],
    ['sparkpost', 'smtp.sparkpostmail.com'],
    ['postmark', 'smtp.postmarkapp.com'],
  ])('of %s are of the mail that was handed on then from that sender to that recipient', async (service, nextHop) => {
    const event = events[service]!
    const messages = await messagesOf({
      'mail.log':
        handed('4Zx2lq1Wk3z1', 1, nextHop, ['amy@example.net', 'bob@example.net']) +
        handed('4Zx2lq1Wk3z2', 3, nextHop, ['eve@example.org']),
      'events.json': lines(event('amy@example.net', 1), event('eve@example.org', 3), event('eve@example.org', 40)),
    })
    expect(told(messages)).toEqual([
      ['mail.log events.json', 'amy@example.net bounced inferred 1', 'bob@example.net relayed proved 1'],
      ['mail.log events.json', 'eve@example.org bounced inferred 1'],
      ['events.json', 'eve@example.org bounced proved 1'],
    ])
  })

  test('are told apart by the subject where the log has it', async () => {
    const mail = (id: string, minute: number, subject: string) =>
      [
        `<= scanner@example.com H=mfp.lan [192.0.2.10] P=esmtp S=1800 id=${id}@mfp.example.com T="${subject}"`,
        '=> amy@example.net R=smarthost T=remote_smtp H=smtp.mandrillapp.com [198.51.100.9] C="250 2.0.0 Ok: queued"',
        'Completed',
      ]
        .map((text) => `2026-03-02 09:0${minute}:00.000 +0000 ${id} ${text}\n`)
        .join('')
    const event = events['mandrill']!
    const messages = await messagesOf({
      mainlog: mail('1vwDhn-0003ab-D3', 1, 'One') + mail('1vwDhn-0003ac-D4', 2, 'Two'),
      'events.json': lines(event('amy@example.net', 3, 'Two')),
    })
    expect(told(messages).map(([sources]) => sources)).toEqual(['mainlog', 'mainlog events.json'])
  })

  test('stay on their own where two mails may be meant, or two events one', async () => {
    const event = events['mandrill']!
    const nextHop = 'smtp.mandrillapp.com'
    const messages = await messagesOf({
      'mail.log':
        handed('4Zx2lq1Wk3z1', 1, nextHop, ['amy@example.net']) +
        handed('4Zx2lq1Wk3z2', 3, nextHop, ['amy@example.net']) +
        handed('4Zx2lq1Wk3z3', 20, nextHop, ['bob@example.net']),
      'events.json': lines(event('amy@example.net', 2), event('bob@example.net', 20), event('bob@example.net', 21)),
    })
    expect(told(messages).map(([sources]) => sources)).toEqual([
      'mail.log',
      'events.json',
      'mail.log',
      'mail.log',
      'events.json',
      'events.json',
    ])
  })

  test('are of nobody’s mail that another sender sent, or that was put into a mailbox', async () => {
    const event = events['mandrill']!
    const local = handed('4Zx2lq1Wk3z2', 20, 'local', ['bob@example.net'])
      .replace('local[198.51.100.9]:587', 'local')
      .replace('postfix/smtp[', 'postfix/local[')
    const messages = await messagesOf({
      'mail.log': handed('4Zx2lq1Wk3z1', 1, 'smtp.mandrillapp.com', ['amy@example.net'], 'other@example.com') + local,
      'events.json': lines(event('amy@example.net', 1), event('bob@example.net', 20)),
    })
    expect(messages.map(({ sources }) => sources.length)).toEqual([1, 1, 1, 1])
  })

  test('of a delivery by Postmark, without a sender, are of the mail that was handed to Postmark', async () => {
    const delivered = (to: string) => ({ RecordType: 'Delivery', MessageID: to, Recipient: to, DeliveredAt: at(1, 4), Details: '250 OK' })
    const messages = await messagesOf({
      'mail.log':
        handed('4Zx2lq1Wk3z1', 1, 'smtp.postmarkapp.com', ['amy@example.net']) +
        handed('4Zx2lq1Wk3z2', 1, 'mx.example.org', ['eve@example.org']),
      'events.json': lines(delivered('amy@example.net'), delivered('eve@example.org')),
    })
    expect(told(messages).map(([sources]) => sources)).toEqual(['mail.log events.json', 'mail.log', 'events.json'])
  })
})

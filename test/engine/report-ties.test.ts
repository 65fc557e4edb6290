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
    [...sources].sort().join(' '),
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
      ['events.json mail.log', 'amy@example.net bounced inferred 1', 'bob@example.net relayed proved 1'],
      ['events.json mail.log', 'eve@example.org bounced inferred 1'],
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
    expect(told(messages).map(([sources]) => sources)).toEqual(['mainlog', 'events.json mainlog'])
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
    expect(told(messages).map(([sources]) => sources)).toEqual(['events.json mail.log', 'mail.log', 'events.json'])
  })
})

/** Email Log Search: a reporter that knows mails by their Message-ID. */
const google = 'Message ID,Sender,Recipient address,Event target,Event date,Event status,Event SMTP reply code,Event description\n'
const searched = (id: string, time: string, target: string, status: string, code = 250, text = 'No Error') =>
  `${id},scanner@example.com,amy@example.net,${target},${time} UTC,${status},${code},"${text}"\n`

describe('several reporters of one mail', () => {
  const smtpId = '<job.7@mfp.example.com>'
  const sendgrid = (event: string, time: number, more: object = {}) => ({
    event,
    timestamp: time,
    email: 'amy@example.net',
    sg_message_id: 'sg7.filter1',
    sg_event_id: event,
    'smtp-id': smtpId,
    ...more,
  })

  test('count what both saw as one attempt', async () => {
    const messages = await messagesOf({
      'search.csv':
        google +
        searched(smtpId, '2026/03/02 09:01:00', 'SMTP_IN', 'DELIVERED') +
        searched(smtpId, '2026/03/02 09:01:04', 'SMTP_OUT', 'BOUNCED', 550, reply),
      'events.json': lines(sendgrid('processed', seconds(1, 1)), sendgrid('bounce', seconds(1, 4), { reason: reply })),
    })
    expect(told(messages)).toEqual([['events.json search.csv', 'amy@example.net bounced proved 1']])
  })

  test('count each try that one of them saw', async () => {
    const tries = [1, 5, 9].map((minute) => sendgrid('deferred', seconds(minute, 4), { response: '450 4.2.0 Greylisted' }))
    const messages = await messagesOf({ 'events.json': lines(...tries, sendgrid('delivered', seconds(20, 4), { response: '250 OK' })) })
    expect(told(messages)).toEqual([['events.json', 'amy@example.net relayed proved 4']])
  })

  test.each([
    ['by minutes', '2026/03/02 09:04:30'],
    ['by an hour', '2026/03/02 10:01:00'],
  ])('leave a delivery proved that another with a clock ahead %s took in', async (_, time) => {
    const messages = await messagesOf({
      'search.csv': google + searched(smtpId, time, 'SMTP_IN', 'DELIVERED'),
      'events.json': lines(sendgrid('delivered', seconds(1, 4), { response: '250 OK' })),
    })
    expect(told(messages)).toEqual([['events.json search.csv', 'amy@example.net relayed proved 1']])
  })

  test('are one mail also where some events of its id lack the Message-ID', async () => {
    const { 'smtp-id': _, ...nameless } = sendgrid('delivered', seconds(2, 4), { response: '250 OK' })
    const messages = await messagesOf({ 'events.json': lines(sendgrid('processed', seconds(1, 1)), nameless) })
    expect(told(messages)).toEqual([['events.json', 'amy@example.net relayed proved 1']])
    expect(messages[0]?.messageId).toBe(smtpId)
  })
})

describe('a device that writes one Message-ID into every mail', () => {
  const constant = '<1@mfp.example.com>'
  const day = (nth: number) => `2026/03/${String(nth).padStart(2, '0')}`
  const mailOf = (nth: number) =>
    searched(constant, `${day(nth)} 09:00:00`, 'SMTP_IN', 'DELIVERED') + searched(constant, `${day(nth)} 09:00:02`, 'SMTP_OUT', 'DELIVERED')

  test('sent as many mails as were taken in, days apart or minutes', async () => {
    const messages = await messagesOf({ 'search.csv': google + [1, 2, 3, 20].map(mailOf).join('') })
    expect(told(messages)).toEqual(Array(4).fill(['search.csv', 'amy@example.net relayed proved 1']))
  })

  test('sent each mail once that two reporters tell of', async () => {
    const events = [1, 2, 20].map((nth) => ({
      event: 'delivered',
      timestamp: Date.parse(`2026-03-${String(nth).padStart(2, '0')}T09:00:05Z`) / 1000,
      email: 'amy@example.net',
      sg_message_id: `sg${nth}.filter1`,
      sg_event_id: `e${nth}`,
      'smtp-id': constant,
    }))
    const messages = await messagesOf({ 'search.csv': google + [1, 2, 20].map(mailOf).join(''), 'events.json': lines(...events) })
    expect(told(messages)).toEqual(Array(3).fill(['events.json search.csv', 'amy@example.net relayed proved 1']))
  })

  test('and a bounce weeks later are two mails', async () => {
    const bounced = searched(constant, '2026/03/22 09:00:02', 'SMTP_OUT', 'BOUNCED', 550, reply)
    const messages = await messagesOf({ 'search.csv': google + mailOf(1) + bounced })
    expect(told(messages)).toEqual([
      ['search.csv', 'amy@example.net relayed proved 1'],
      ['search.csv', 'amy@example.net bounced proved 1'],
    ])
  })

  test('sent the next mail although the last one was still put off', async () => {
    const putOff = (nth: number) =>
      searched(constant, `${day(nth)} 09:00:00`, 'SMTP_IN', 'DELIVERED') +
      searched(constant, `${day(nth)} 09:00:02`, 'SMTP_OUT', 'DEFERRED', 450, '450 4.2.0 Greylisted')
    const messages = await messagesOf({ 'search.csv': google + putOff(1) + mailOf(2) })
    expect(told(messages)).toEqual([
      ['search.csv', 'amy@example.net deferred open 1'],
      ['search.csv', 'amy@example.net relayed proved 1'],
    ])
  })

  test('one mail put off before it was taken in is one', async () => {
    const messages = await messagesOf({
      'search.csv': google + searched(constant, '2026/03/01 09:00:00', 'SMTP_IN', 'DEFERRED', 450, '450 4.2.1 Try again later') + mailOf(2),
    })
    expect(told(messages)).toEqual([['search.csv', 'amy@example.net relayed proved 2']])
  })

  test('one mail put off and taken in again is one', async () => {
    const messages = await messagesOf({
      'search.csv':
        google +
        searched(constant, '2026/03/01 09:00:00', 'SMTP_IN', 'DELIVERED') +
        searched(constant, '2026/03/01 09:00:02', 'SMTP_OUT', 'DEFERRED', 450, '450 4.2.0 Greylisted') +
        searched(constant, '2026/03/03 09:00:02', 'SMTP_OUT', 'DELIVERED'),
    })
    expect(told(messages)).toEqual([['search.csv', 'amy@example.net relayed proved 2']])
  })
})

describe('the SMTP service of Windows', () => {
  const head =
    '#Software: Microsoft Internet Information Services 6.0\n#Date: 2026-03-02 05:00:15\n#Fields: date time c-ip cs-username s-sitename s-computername s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status sc-win32-status sc-bytes cs-bytes time-taken cs-version cs-host cs(User-Agent) cs(Cookie) cs(Referer)\n'
  const takes = (time: string, id: string, ...recipients: readonly string[]) =>
    [
      ['HELO', '+MFP-3', '250', '13'],
      ['MAIL', '+FROM:+<scan@example.com>', '250', '13'],
      ...recipients.map((to) => ['RCPT', `+TO:+<${to}>`, '250', '13']),
      ['DATA', `+<${id}@mfp3.example.com>`, '250', '1399'],
      ['QUIT', '-', '240', '13'],
    ]
      .map(
        ([verb, said, status, bytes]) =>
          `2026-03-02 ${time} 203.0.113.44 MFP-3 SMTPSVC1 MAIL01 192.0.2.2 0 ${verb} - ${said} ${status} 0 48 ${bytes} 0 SMTP - - - -\n`,
      )
      .join('')
  const hands = (time: string, to: string, answer: string) =>
    [
      ['Response', '-', '220+mx.example.net+ESMTP'],
      ['Command', 'EHLO', 'mail.example.com'],
      ['Response', '-', '250+SIZE'],
      ['Command', 'MAIL', 'FROM:<scan@example.com>+SIZE=1722'],
      ['Response', '-', '250+2.1.0+Ok'],
      ['Command', 'RCPT', `TO:<${to}>`],
      ['Response', '-', answer],
      ...(answer.startsWith('250')
        ? [
            ['Command', 'DATA', '-'],
            ['Response', '-', '354+Go+ahead'],
            ['Response', '-', '250+2.0.0+Ok:+queued'],
          ]
        : []),
      ['Command', 'QUIT', '-'],
    ]
      .map(
        ([kind, verb, said]) =>
          `2026-03-02 ${time} 198.51.100.20 OutboundConnection${kind} SMTPSVC1 MAIL01 - 25 ${verb} - ${said} 0 0 48 0 0 SMTP - - - -\n`,
      )
      .join('')
  const fine = '250+2.1.5+Ok'
  const later = '450+4.2.0+Greylisted'

  test('tells of one mail what it took in and handed on, with each try', async () => {
    const messages = await messagesOf({
      'ex260302.log': [
        head,
        takes('05:00:00', 'job.1', 'amy@example.net', 'bob@example.net'),
        hands('05:00:02', 'amy@example.net', later),
        hands('05:00:03', 'bob@example.net', '550+5.1.1+User+unknown'),
        hands('05:30:03', 'amy@example.net', fine),
        takes('06:00:00', 'job.2', 'amy@example.net'),
        hands('06:00:02', 'amy@example.net', fine),
      ].join(''),
    })
    expect(told(messages)).toEqual([
      ['ex260302.log', 'amy@example.net relayed inferred 2', 'bob@example.net bounced inferred 1'],
      ['ex260302.log', 'amy@example.net relayed inferred 1'],
    ])
    expect(messages.map(({ messageId }) => messageId)).toEqual(['<job.1@mfp3.example.com>', '<job.2@mfp3.example.com>'])
  })

  const on = (day: string, rows: string) => rows.replaceAll('2026-03-02', day)
  const stuck = takes('05:00:00', 'job.1', 'amy@example.net') + hands('05:00:02', 'amy@example.net', later)

  test('takes a mail of which nothing was heard for longer than it is kept for none of those that wait', async () => {
    const next = (id: string) => takes('06:00:00', id, 'amy@example.net') + hands('06:00:02', 'amy@example.net', fine)
    const messages = await messagesOf({ 'ex260302.log': head + stuck + on('2026-03-03', next('job.2')) + on('2026-03-06', next('job.3')) })
    expect(told(messages).flatMap(([, ...deliveries]) => deliveries)).toEqual([
      'amy@example.net deferred open 1',
      'amy@example.net unknown open 1',
      'amy@example.net relayed proved 1',
      'amy@example.net relayed inferred 1',
    ])
  })

  test('takes neither of two mails for over while one of them may be what was handed on', async () => {
    const takesAnd = (id: string) => takes('08:00:00', id, 'amy@example.net') + hands('08:00:02', 'amy@example.net', fine)
    const messages = await messagesOf({
      'ex260302.log': head + stuck + on('2026-03-03', takesAnd('job.2')) + on('2026-03-04', takesAnd('job.3')),
    })
    expect(told(messages).flatMap(([, ...deliveries]) => deliveries)).toEqual([
      'amy@example.net deferred open 1',
      'amy@example.net unknown open 1',
      'amy@example.net relayed proved 1',
      'amy@example.net unknown open 1',
      'amy@example.net relayed proved 1',
    ])
  })

  test('gives a mail that it did not take in by SMTP to none that is over', async () => {
    const messages = await messagesOf({ 'ex260302.log': head + stuck + on('2026-03-05', hands('06:00:02', 'amy@example.net', fine)) })
    expect(told(messages).flatMap(([, ...deliveries]) => deliveries)).toEqual([
      'amy@example.net deferred open 1',
      'amy@example.net relayed proved 1',
    ])
  })

  test('keeps a mail that it goes on trying, however long', async () => {
    const again = (day: string) => on(day, hands('05:00:02', 'amy@example.net', later))
    const messages = await messagesOf({
      'ex260302.log':
        head + stuck + again('2026-03-03') + again('2026-03-04') + on('2026-03-05', hands('06:00:02', 'amy@example.net', fine)),
    })
    expect(told(messages)).toEqual([['ex260302.log', 'amy@example.net relayed inferred 4']])
  })

  test('leaves open which of two mails it handed on', async () => {
    const messages = await messagesOf({
      'ex260302.log': [
        head,
        takes('05:00:00', 'job.1', 'amy@example.net'),
        takes('05:00:01', 'job.2', 'amy@example.net'),
        hands('05:00:02', 'amy@example.net', fine),
        hands('05:00:03', 'amy@example.net', '550+5.1.1+User+unknown'),
        takes('06:00:00', 'job.3', 'amy@example.net'),
        hands('06:00:02', 'amy@example.net', fine),
      ].join(''),
    })
    expect(told(messages).flatMap(([, ...deliveries]) => deliveries)).toEqual([
      'amy@example.net unknown open 1',
      'amy@example.net unknown open 1',
      'amy@example.net relayed proved 1',
      'amy@example.net bounced proved 1',
      'amy@example.net relayed inferred 1',
    ])
  })
})

import { afterEach, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { checkCaseRows } from '../../electron/engine/queries/check.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { messageStory } from '../../electron/engine/queries/story.ts'
import { hideSource } from '../../electron/engine/sources.ts'
import type { Message } from '../../shared/message.ts'
import { addFiles, caseOf, smallLog } from './small-case.ts'

const log = `${smallLog.join('\n')}\n`

const header =
  'Message ID,Start date,End date,Sender,Message size,Subject,Direction,Attachments,Recipient address,Event target,Event date,Event status,Event target IP address,Has encryption,Event SMTP reply code,Event description,Client Type,Device User Session ID'

interface Row {
  readonly id: string
  readonly time: string
  readonly sender?: string
  readonly size?: string
  readonly to?: string
  readonly target: string
  readonly status: string
  readonly ip?: string
  readonly code?: number
  readonly text?: string
}

function row({
  id,
  time,
  sender = 'N/A',
  size = 'N/A',
  to = 'N/A',
  target,
  status,
  ip = 'N/A',
  code = 250,
  text = 'No Error',
}: Row): string {
  return `${id},${time},${time},${sender},${size},Invoice,Sent,0,${to},${target},${time},${status},${ip},Encrypted,${code},"${text}",,`
}

const jon = { id: '<second.2@acme.test>', sender: 'jane@acme.test', size: '5000', to: 'jon@slow.example' }
const sure = { id: '1a2b.SMTPIN_ADDED_MISSING.77@mx.google.com', sender: "o'brien@acme.test", size: '905', to: '100%_sure@example.org' }

/** The search of an administrator: the mail that waits, one that was handed on, a refusal, a mail that no log of ours has. */
const search = `${[
  header,
  row({ ...jon, time: '2026/03/03 09:40:00 UTC', target: 'SMTP_IN', status: 'DELIVERED', ip: '203.0.113.7' }),
  row({ ...jon, time: '2026/03/03 09:40:01 UTC', target: 'SMTP_OUT', status: 'DELIVERED', ip: '198.51.100.40' }),
  row({ ...sure, time: '2026/03/02 11:00:01 UTC', target: 'SMTP_IN', status: 'DELIVERED', ip: '203.0.113.7' }),
  row({ ...sure, time: '2026/03/02 11:00:02 UTC', target: 'GMAIL_SPAM', status: 'DELIVERED' }),
  row({
    id: '99aa.SMTPIN_ADDED_REJECT_SESSION.78@mx.google.com',
    time: '2026/03/02 10:00:03 UTC',
    target: 'SMTP_IN',
    status: 'BOUNCED',
    ip: '203.0.113.7',
    code: 550,
    text: '550-5.7.1 Invalid credentials for relay [203.0.113.7].',
  }),
  row({
    id: '<alone.9@acme.test>',
    sender: 'jane@acme.test',
    size: '700',
    to: 'far@example.org',
    time: '2026/03/02 12:00:00 UTC',
    target: 'SMTP_OUT',
    status: 'BOUNCED',
    ip: '198.51.100.77',
    code: 550,
    text: '550 5.1.1 User unknown',
  }),
].join('\n')}\n`

const bounce = (messageId: string, recipient: string): string => `Return-Path: <>
Date: Mon, 2 Mar 2026 09:31:00 +0000
From: MAILER-DAEMON@mx.example.com
To: jane@acme.test
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn.${recipient}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

It could not be delivered.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com
Arrival-Date: Mon, 2 Mar 2026 09:20:02 +0000

Final-Recipient: rfc822; ${recipient}
Action: failed
Status: 5.2.2
Remote-MTA: dns; store.example.com
Diagnostic-Code: smtp; 552 5.2.2 The mailbox is over quota

--=_b
Content-Type: text/rfc822-headers

Message-ID: ${messageId}
Subject: Invoice

--=_b--
`

let db: CaseDb | null = null

afterEach(async () => {
  if (db !== null) await closeCase(db)
  db = null
})

async function messagesOf(open: CaseDb): Promise<readonly Message[]> {
  const all: Message[] = []
  for await (const batch of allMessages(open)) all.push(...batch)
  return all
}

/** What is the same whatever the order of import: names and numbers of sources are not. */
function told(messages: readonly Message[]) {
  return messages.map((message) => ({ ...message, aliases: [], sources: [...message.sources].sort() }))
}

const files = { 'mail.log': log, 'search.csv': search, 'bounce.eml': bounce('<first.1@acme.test>', 'sue@mail.example.com') }

function deliveryTo(messages: readonly Message[], recipient: string) {
  const found = messages
    .flatMap((message) => message.deliveries.map((delivery) => ({ message, delivery })))
    .filter(({ delivery }) => delivery.recipient === recipient)
  expect(found.map(({ delivery }) => delivery.recipient)).toEqual([recipient])
  return found[0]!
}

describe('log, export and bounce', () => {
  test('are one message with all that is said of it, in any order of import', async () => {
    const orders = [
      ['mail.log', 'search.csv', 'bounce.eml'],
      ['bounce.eml', 'search.csv', 'mail.log'],
      ['search.csv', 'mail.log', 'bounce.eml'],
    ] as const
    const results: unknown[] = []
    for (const order of orders) {
      const open = await caseOf({ [order[0]]: files[order[0]] })
      for (const name of order.slice(1)) await addFiles(open, { [name]: files[name] })
      const messages = await messagesOf(open)
      results.push(told(messages))
      expect(await checkCaseRows(open), order.join(' ')).toEqual([])
      await closeCase(open)
    }
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
  })

  test('complete each other: a bounce after acceptance, an export after the log ends, the folder a copy lies in', async () => {
    db = await caseOf(files)
    const messages = await messagesOf(db)
    const sue = deliveryTo(messages, 'sue@mail.example.com')
    expect(sue.delivery).toMatchObject({
      fate: 'bounced',
      class: 'mailbox-full',
      consequence: 'lost',
      evidence: 'proved',
      enhancedCode: '5.2.2',
      attempts: 2,
    })
    expect(sue.delivery.lines).toEqual([{ source: 'bounce.eml', sourceId: expect.any(String) as string, line: 25 }])
    expect(sue.message).toMatchObject({ queueIds: ['mx1/4Zx2lq1Wk3z9'], subject: 'Invoice', sources: ['mail.log', 'bounce.eml'] })
    expect(deliveryTo(messages, 'jon@slow.example').delivery).toMatchObject({
      fate: 'relayed',
      evidence: 'proved',
      consequence: 'handed-on',
    })
    expect(deliveryTo(messages, '100%_sure@example.org').delivery).toMatchObject({
      fate: 'delivered',
      placement: 'spam',
      evidence: 'inferred',
    })
    expect(deliveryTo(messages, 'far@example.org')).toMatchObject({
      message: { queueIds: [], direction: 'own', messageId: '<alone.9@acme.test>' },
      delivery: { fate: 'bounced', class: 'recipient-unknown', hop: 'google→destination' },
    })
    const story = await messageStory(db, sue.message.id)
    expect(story.steps.filter(({ kind }) => kind === 'report')).toMatchObject([
      { action: 'bounced', recipient: 'sue@mail.example.com', raw: 'Diagnostic-Code: smtp; 552 5.2.2 The mailbox is over quota' },
    ])
    expect((await queryReport(db, 'source:bounce.eml')).messages).toBe(1)
    expect((await queryReport(db, '"over quota"')).total).toBe(1)
  })

  test('count a refusal once that both saw', async () => {
    db = await caseOf(files)
    const refused = (await messagesOf(db)).filter(({ deliveries }) => deliveries.some((delivery) => delivery.class === 'relay-credentials'))
    expect(refused).toHaveLength(1)
    expect(refused[0]).toMatchObject({
      queueIds: ['mx1/4Zx2mt3QqRr4'],
      deliveries: [{ fate: 'bounced', lines: [{ source: 'mail.log' }, { source: 'search.csv' }] }],
    })
  })

  test('leave nothing behind when they are removed', async () => {
    db = await caseOf(files)
    const before = told(await messagesOf(db))
    const [source] = await db.rows<{ id: string }>("SELECT id FROM sources WHERE name = 'bounce.eml'")
    await hideSource(db, source!.id, derive)
    const without = await messagesOf(db)
    expect(deliveryTo(without, 'sue@mail.example.com').delivery).toMatchObject({
      fate: 'relayed',
      class: null,
      lines: [{ source: 'mail.log' }],
    })
    await addFiles(db, { 'bounce.eml': files['bounce.eml'] })
    expect(told(await messagesOf(db))).toEqual(before)
  })

  test('keep the id of a message that was known by an export first', async () => {
    db = await caseOf({ 'search.csv': search })
    const first = deliveryTo(await messagesOf(db), 'jon@slow.example').message.id
    await addFiles(db, { 'mail.log': log })
    const later = deliveryTo(await messagesOf(db), 'jon@slow.example').message
    expect(later.aliases).toEqual([first])
    expect((await messageStory(db, first)).message.id).toBe(later.id)
  })
})

test('bounces of an mbox that no log knows are messages of their own', async () => {
  const mbox = ['one@example.net', 'two@example.net']
    .map((to, i) => `From MAILER-DAEMON Mon Mar  2 09:31:00 2026\n${bounce(`<lost.${i}@acme.test>`, to)}`)
    .join('\n')
  db = await caseOf({ 'bounces.mbox': mbox })
  const messages = await messagesOf(db)
  expect(messages).toMatchObject([
    {
      messageId: '<lost.0@acme.test>',
      sender: 'jane@acme.test',
      direction: 'own',
      subject: 'Invoice',
      deliveries: [{ recipient: 'one@example.net', fate: 'bounced' }],
    },
    {
      messageId: '<lost.1@acme.test>',
      sender: 'jane@acme.test',
      direction: 'own',
      subject: 'Invoice',
      deliveries: [{ recipient: 'two@example.net', fate: 'bounced' }],
    },
  ])
  expect(messages.map(({ deliveries }) => deliveries[0]?.lines[0]?.line)).toEqual([26, 61])
})

test('a mail that reports on none is kept and says nothing', async () => {
  db = await caseOf({
    'mail.log': log,
    'letter.eml': 'From: ann@example.net\nDate: Mon, 2 Mar 2026 09:31:00 +0000\nSubject: Hello\n\nHow are you?\n',
  })
  expect((await messagesOf(db)).flatMap(({ sources }) => sources)).not.toContain('letter.eml')
  expect(await db.rows("SELECT format, lines, ignored FROM sources WHERE name = 'letter.eml'")).toEqual([
    { format: 'mail', lines: 5, ignored: 5 },
  ])
})

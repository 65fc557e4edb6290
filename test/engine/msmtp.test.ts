import { describe, expect, test } from 'vitest'
import { closeCase } from '../../electron/engine/database.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import type { Message } from '../../shared/message.ts'
import { caseOf, smallLog } from './small-case.ts'

const client = 'host=mx1.acme.test tls=on auth=on user=jane from=jane@acme.test'
const log = `2026-03-02T09:00:00+00:00 ${client} recipients=bob@example.net,sue@mail.example.com mailsize=20990000 smtpstatus=250 smtpmsg='250 2.0.0 Ok: queued as 4Zx2lq1Wk3z9' exitcode=EX_OK
2026-03-02T12:00:00+00:00 ${client} recipients=amy@example.net,tom@example.net smtpstatus=550 smtpmsg='550 5.1.1 <amy@example.net>: no such user' errormsg='recipient address amy@example.net not accepted by the server' exitcode=EX_DATAERR
`

test('a line of msmtp is one mail: that of the server that took it, else its own', async () => {
  const alone = await caseOf({ 'mail.log': `${smallLog.join('\n')}\n` })
  const db = await caseOf({ 'mail.log': `${smallLog.join('\n')}\n`, 'msmtp.log': log })
  const found: Message[] = []
  let before = 0
  for await (const batch of allMessages(alone)) before += batch.length
  for await (const batch of allMessages(db)) found.push(...batch)
  expect(found.length).toBe(before + 1)
  const taken = found.find(({ queueIds }) => queueIds.some((id) => id.endsWith('4Zx2lq1Wk3z9')))
  expect([taken?.sources, taken?.deliveries.map(({ fate }) => fate)]).toEqual([
    ['mail.log', 'msmtp.log'],
    ['bounced', 'relayed'],
  ])
  const refused = found.find(({ sources }) => sources.length === 1 && sources[0] === 'msmtp.log')
  expect(refused?.deliveries.map(({ recipient, fate, class: cause, hop }) => [recipient, fate, cause, hop])).toEqual([
    ['amy@example.net', 'rejected', 'recipient-unknown', 'device→own-relay'],
    ['tom@example.net', 'rejected', 'recipient-unknown', 'device→own-relay'],
  ])
  await closeCase(alone)
  await closeCase(db)
})

test('a refusal that both msmtp and the server have logged is one mail', async () => {
  const refused = `host=mx1.acme.test tls=on auth=on user=jane from=jane@acme.test recipients=bob@example.net,amy@example.net smtpstatus=554 smtpmsg='554 5.7.1 <amy@example.net>: Relay access denied' errormsg='recipient address amy@example.net not accepted by the server' exitcode=EX_UNAVAILABLE`
  const server = (second: number) =>
    `2026-03-02T12:00:${second}+00:00 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from ws7.lan[192.0.2.10]: 554 5.7.1 <amy@example.net>: Relay access denied; from=<jane@acme.test> to=<amy@example.net> proto=ESMTP helo=<ws7>\n`
  const told = async (...lines: readonly string[]) => {
    const db = await caseOf({ 'mail.log': lines.join(''), 'msmtp.log': `2026-03-02T12:00:11+00:00 ${refused}\n` })
    const mails: (readonly string[])[] = []
    for await (const batch of allMessages(db))
      mails.push(
        ...batch.map(({ sources, deliveries }) => [...sources, ...deliveries.map(({ recipient, fate }) => `${recipient} ${fate}`)]),
      )
    await closeCase(db)
    return mails
  }
  expect(await told(server(10))).toEqual([['mail.log', 'msmtp.log', 'amy@example.net rejected', 'bob@example.net rejected']])
  // Another try a minute later is another mail.
  expect(await told(server(10), server(40))).toEqual([
    ['mail.log', 'msmtp.log', 'amy@example.net rejected', 'bob@example.net rejected'],
    ['mail.log', 'amy@example.net rejected'],
  ])
})

test('each of many refusals of a session that no connect opens is one with what msmtp says of it', async () => {
  const mails = 6000
  const server: string[] = []
  const told: string[] = []
  for (let i = 0; i < mails; i++) {
    const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 0, 0, i * 10 + second)).toISOString()
    const reply = `554 5.7.1 <amy${i}@example.net>: Relay access denied`
    server.push(
      `${at(0)} mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from ws7.lan[192.0.2.10]: ${reply}; from=<jane@acme.test> to=<amy${i}@example.net> proto=ESMTP helo=<ws7>`,
    )
    told.push(`${at(1)} ${client} recipients=amy${i}@example.net smtpstatus=554 smtpmsg='${reply}' exitcode=EX_UNAVAILABLE`)
  }
  const db = await caseOf({ 'mail.log': `${server.join('\n')}\n`, 'msmtp.log': `${told.join('\n')}\n` })
  const found = await db.rows('SELECT count(*) AS deliveries, count(DISTINCT recipient) AS recipients FROM deliveries')
  expect(found).toEqual([{ deliveries: mails, recipients: mails }])
  await closeCase(db)
})

test.each([
  { apart: 'two minutes', told: '12:02:59', mails: 1 },
  { apart: 'more', told: '12:03:00', mails: 2 },
])('a refusal that msmtp logs $apart later makes $mails', async ({ told, mails }) => {
  const reply = '554 5.7.1 <amy@example.net>: Relay access denied'
  const db = await caseOf({
    'mail.log': `2026-03-02T12:00:59+00:00 mx1.acme.test postfix/smtpd[9]: NOQUEUE: reject: RCPT from ws7.lan[192.0.2.10]: ${reply}; from=<jane@acme.test> to=<amy@example.net> proto=ESMTP helo=<ws7>\n`,
    'msmtp.log': `2026-03-02T${told}+00:00 ${client} recipients=amy@example.net smtpstatus=554 smtpmsg='${reply}' exitcode=EX_UNAVAILABLE\n`,
  })
  expect(await db.rows('SELECT count(*) AS mails FROM messages')).toEqual([{ mails }])
  await closeCase(db)
})

test.each([
  { host: 'mx1', mails: 1 },
  { host: 'MX1.acme.test', mails: 1 },
  { host: '192.0.2.25', mails: 1 },
  { host: '192.0.2.26', mails: 2 },
  { host: 'smtp.provider.example', mails: 2 },
])('refusals by mx1 and, says msmtp, by $host are of $mails', async ({ host, mails }) => {
  const db = await caseOf({
    'mail.log': `2026-03-02T10:00:00+00:00 mx1 postfix/smtpd[8]: 4Zx2lq1Wk3z9: client=web1.acme.test[192.0.2.7]
2026-03-02T10:00:00+00:00 web1 postfix/smtp[8]: 4F03520E8B1: to=<bob@acme.test>, relay=mx1.acme.test[192.0.2.25]:25, delay=1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4Zx2lq1Wk3z9)
2026-03-02T12:00:10+00:00 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from ws7.lan[192.0.2.10]: 554 5.7.1 <amy@example.net>: Relay access denied; from=<jane@acme.test> to=<amy@example.net> proto=ESMTP helo=<ws7>
`,
    'msmtp.log': `2026-03-02T12:01:11+00:00 host=${host} tls=on auth=on user=jane from=jane@acme.test recipients=amy@example.net smtpstatus=554 smtpmsg='554 5.7.1 Message rejected as spam' errormsg='the server did not accept the mail' exitcode=EX_UNAVAILABLE\n`,
  })
  const found = await db.rows("SELECT next_hop AS host, reply FROM deliveries WHERE recipient = 'amy@example.net' ORDER BY first_attempt")
  const refusals = [
    { host: null, reply: '554 5.7.1 <amy@example.net>: Relay access denied' },
    { host, reply: '554 5.7.1 Message rejected as spam' },
  ]
  expect(found).toEqual(refusals.slice(0, mails))
  await closeCase(db)
})

/** One second of a server's refusal and msmtp's line about it, `after` seconds later. */
interface Sides {
  readonly server?: string
  readonly host: string
  readonly after?: number
  readonly text?: string
}

const accessDenied = '554 5.7.1 <amy@example.net>: Relay access denied'
const second = (seconds: number) => new Date(Date.UTC(2026, 2, 2, 12, 0, seconds)).toISOString()
const postfixRefusal = (seconds: number, host = 'mx1') =>
  `${second(seconds)} ${host} postfix/smtpd[9]: NOQUEUE: reject: RCPT from ws7.lan[192.0.2.10]: ${accessDenied}; from=<jane@acme.test> to=<amy@example.net> proto=ESMTP helo=<ws7>\n`
const msmtpRefusal = ({ host, after = 1, text = accessDenied }: Sides) =>
  `${second(10 + after)} host=${host} tls=on auth=on user=jane from=jane@acme.test recipients=amy@example.net smtpstatus=554 smtpmsg='${text}' errormsg='recipient address amy@example.net not accepted by the server' exitcode=EX_UNAVAILABLE\n`

async function mailsOf(files: Readonly<Record<string, string>>): Promise<number> {
  const db = await caseOf(files)
  const [found] = await db.rows<{ readonly mails: bigint | number }>(
    "SELECT count(DISTINCT message) AS mails FROM deliveries WHERE recipient = 'amy@example.net'",
  )
  await closeCase(db)
  return Number(found?.mails)
}

describe('a refusal at a server that msmtp calls otherwise than its log', () => {
  const exim = `${second(10).slice(0, 19).replace('T', ' ')} H=ws7.lan [192.0.2.10] F=<jane@acme.test> rejected RCPT <amy@example.net>: relay not permitted\n`
  test.each([
    { what: 'an alias', mail: postfixRefusal(10), told: msmtpRefusal({ host: 'smtp.acme.test' }), mails: 1 },
    { what: 'localhost', mail: postfixRefusal(10), told: msmtpRefusal({ host: 'localhost' }), mails: 1 },
    {
      what: 'a name, while the log of the server has none',
      mail: exim,
      told: msmtpRefusal({ host: 'mx1.acme.test', text: '550 relay not permitted' }).replace('=554', '=550'),
      mails: 1,
    },
    {
      what: 'an alias, with other words',
      mail: postfixRefusal(10),
      told: msmtpRefusal({ host: 'smtp.acme.test', text: '554 5.7.1 Message rejected as spam' }),
      mails: 2,
    },
    {
      what: 'an alias, with words over lines and an apostrophe',
      mail: postfixRefusal(10).replace('Relay access denied', "You're no client of ours"),
      told: msmtpRefusal({ host: 'smtp.acme.test', text: '554-5.7.1 <amy@example.net>: You?re no\\n554 5.7.1 client of ours' }),
      mails: 1,
    },
    {
      what: 'an alias, half a minute later',
      mail: postfixRefusal(10),
      told: msmtpRefusal({ host: 'smtp.acme.test', after: 30 }),
      mails: 2,
    },
    {
      what: 'an alias, where two refusals may be meant',
      mail: postfixRefusal(10) + postfixRefusal(12),
      told: msmtpRefusal({ host: 'smtp.acme.test' }),
      mails: 3,
    },
    {
      what: 'an alias, where two of its lines may be meant',
      mail: postfixRefusal(10),
      told: msmtpRefusal({ host: 'smtp.acme.test' }) + msmtpRefusal({ host: 'smtp.acme.test', after: 3 }),
      mails: 3,
    },
    {
      what: 'the name of another server with a log',
      mail: postfixRefusal(10) + postfixRefusal(10, 'mx2').replaceAll('amy@', 'bob@'),
      told: msmtpRefusal({ host: 'mx2' }),
      mails: 2,
    },
  ])('by $what, makes $mails', async ({ mail, told, mails }) => {
    expect(await mailsOf({ 'mail.log': mail, 'msmtp.log': told })).toBe(mails)
  })
})

describe('a refusal at localhost, a minute and other words apart', () => {
  test.each([
    { device: 'mx1', mails: 1 },
    { device: 'web2', mails: 2 },
  ])('as msmtp on $device says, makes $mails', async ({ device, mails }) => {
    const told = msmtpRefusal({ host: 'localhost', after: 60, text: '554 5.7.1 Message rejected as spam' })
    expect(await mailsOf({ 'mail.log': postfixRefusal(10), 'msmtp.log': told.replace(' ', ` ${device} msmtp: `) })).toBe(mails)
  })
})

describe('a server whose log calls it mx1', () => {
  const notice = (
    domain: string,
  ) => `2026-03-02T11:00:00+00:00 mx1 postfix/cleanup[4]: 4F03520E8B1: message-id=<20260302110000.4F03520E8B1@${domain}>
2026-03-02T11:00:00+00:00 mx1 postfix/qmgr[5]: 4F03520E8B1: from=<>, size=900, nrcpt=1 (queue active)\n`
  const otherWords = (host: string) => msmtpRefusal({ host, after: 60, text: '554 5.7.1 Message rejected as spam' })

  test.each([
    { host: 'mx1', mails: 1 },
    { host: 'mx1.acme.test', mails: 1 },
    { host: 'MX1.Acme.Test', mails: 1 },
    { host: 'mx1.other.example', mails: 2 },
  ])('and its Message-IDs mx1.acme.test: its refusals and those by $host are of $mails', async ({ host, mails }) => {
    expect(await mailsOf({ 'mail.log': notice('mx1.acme.test') + postfixRefusal(10), 'msmtp.log': otherWords(host) })).toBe(mails)
  })

  test('is nobody of a longer name that nothing proves', async () => {
    expect(await mailsOf({ 'mail.log': postfixRefusal(10), 'msmtp.log': otherWords('mx1.other.example') })).toBe(2)
  })
})

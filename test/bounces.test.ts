import { describe, expect, test } from 'vitest'
import { allTextFamilies } from '../shared/bounces/text-bounce.ts'
import { dsn, read } from './bounce-mail.ts'

const returned = `--b
Content-Type: text/rfc822-headers

From: printer@example.org
Subject: =?utf-8?Q?Pr=C3=BCfbericht?=
Message-ID: <1@printer.example.org>

`

test('a reason in ISO 2022, which announces itself, is read where no charset is named', async () => {
  const listed = '\x1b$B%f!<%6!<\x1b(B nobody (nobody@example.net) \x1b$B$O\x1b(B Domino \x1b$B%G%#%l%/%H%j$K$O8+$D$+$j$^$;$s!#\x1b(B'
  const group = `Final-Recipient: rfc822;nobody@example.net\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: X-Notes; ${listed}\n`
  expect(await read(dsn(`Reporting-MTA: dns;mx.example.org\n\n${group}`))).toMatchObject([
    { diagnostic: 'ユーザー nobody (nobody@example.net) は Domino ディレクトリには見つかりません。', class: 'recipient-unknown' },
  ])
})

describe('the part for programs', () => {
  test.each([
    ['dns; mx.example.net. (198.51.100.7, the server for the\n domain example.net.)', 'mx.example.net'],
    ['dns;mx.example.net (TCP|192.0.2.1|47323|198.51.100.7|25)', 'mx.example.net'],
    ['dns; mx.example.net [198.51.100.7]', 'mx.example.net [198.51.100.7]'],
    ['dns; [198.51.100.7]', '[198.51.100.7]'],
  ])('names the server without what is explained: %s', async (written, name) => {
    const [report] = await read(dsn(`Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\nRemote-MTA: ${written}\n`))
    expect(report?.remoteMta).toBe(name)
  })

  test('every recipient, with folded fields, and what is known of the original', async () => {
    const groups = `Reporting-MTA: dns; mx.example.org
Arrival-Date: Mon, 2 Mar 2026 10:00:00 +0100 (CET)

Original-Recipient: rfc822;team@example.org
Final-Recipient: rfc822; nobody@example.net
Action: failed
Status: 5.0.0
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 550-5.1.1 <nobody@example.net>: user
    unknown

Final-Recipient: RFC822; <full@example.net>
Action: delayed
Status: 4.2.2 (mailbox full)
Diagnostic-Code: smtp; 452 4.2.2 mailbox full
`
    const [first, second, ...more] = await read(dsn(groups, undefined, returned))
    expect(more).toEqual([])
    expect(first).toEqual({
      kind: 'dsn',
      recipient: 'nobody@example.net',
      originalRecipient: 'team@example.org',
      actualRecipient: null,
      action: 'failed',
      enhancedCode: '5.1.1',
      smtpCode: 550,
      class: 'recipient-unknown',
      cause: null,
      permanent: true,
      reportingMta: 'mx.example.org',
      remoteMta: 'mx.example.net',
      diagnostic: '550-5.1.1 <nobody@example.net>: user unknown',
      originalMessageId: '<1@printer.example.org>',
      originalSubject: 'Prüfbericht',
      originalDate: null,
      handedBy: null,
      arrival: '2026-03-02T09:00:00Z',
      queueId: null,
    })
    expect(second).toMatchObject({ recipient: 'full@example.net', action: 'delayed', class: 'mailbox-full', permanent: false })
  })

  test('success notices have no class', async () => {
    const groups = ['delivered', 'relayed', 'expanded'].map(
      (action) => `Final-Recipient: rfc822; ${action}@example.net\nAction: ${action}\nStatus: 2.0.0\n`,
    )
    const reports = await read(dsn(`Reporting-MTA: dns; mx.example.org\n\n${groups.join('\n')}`))
    expect(reports.map(({ action }) => action)).toEqual(['delivered', 'relayed', 'expanded'])
    expect(reports.map((report) => report.class)).toEqual([null, null, null])
  })

  test('internationalised reports, a missing third part and groups without a blank line between', async () => {
    const groups = `Reporting-MTA: dns; mx.example.org

Final-Recipient: utf-8; j\\x{FC}rgen@example.net
Action: failed
Status: 5.1.1
Final-Recipient: utf-8; anna@example.net
Action: failed
Status: 5.2.2
`
    const reports = await read(dsn(groups, 'message/global-delivery-status'))
    expect(reports.map(({ recipient, enhancedCode }) => [recipient, enhancedCode])).toEqual([
      ['jürgen@example.net', '5.1.1'],
      ['anna@example.net', '5.2.2'],
    ])
    expect(reports[0]).toMatchObject({ originalMessageId: null, originalSubject: null })
  })

  test('a bounce that somebody forwarded, and one whose boundary was lost', async () => {
    const inner = dsn('Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; nobody@example.net\nAction: failed\nStatus: 5.1.1\n')
    const forwarded = `From: user@example.org\nSubject: what is this?\nContent-Type: multipart/mixed; boundary="outer"\n\n--outer\n\nSee below.\n--outer\nContent-Type: message/rfc822\n\n${inner}\n--outer--\n`
    const expected = [expect.objectContaining({ kind: 'dsn', recipient: 'nobody@example.net', enhancedCode: '5.1.1' })]
    expect(await read(forwarded)).toEqual(expected)
    expect(await read(inner.replace('boundary="b"', 'boundary="lost"'))).toEqual(expected)
    expect(await read(inner.replaceAll('\n', '\r'))).toEqual(expected)
    expect(await read(inner.replaceAll('\n', '\r\n'))).toEqual(expected)
  })

  test('fields of a part that lost its place are no reason', async () => {
    const mail = `From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>
Subject: Returned mail: Service unavailable

   ----- The following addresses had permanent fatal errors -----
<nobody@example.net>

   ----- Transcript of session follows -----
mail.local: unknown user: nobody
554 <nobody@example.net>... Service unavailable

Reporting-MTA: dns; mx.example.org
Final-Recipient: RFC822; <nobody@example.net>
Action: failed
Status: 5.5.0
`
    const [report] = await read(mail)
    expect(report).toMatchObject({ kind: 'dsn', recipient: 'nobody@example.net', class: 'recipient-unknown' })
    expect(report?.diagnostic).not.toContain('Reporting-MTA')
  })
})

describe('what is no failure', () => {
  test('a complaint', async () => {
    const mail = `From: abuse@example.net\nSubject: complaint\nContent-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n--b\n\nSpam.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: <user@example.net>\nArrival-Date: Mon, 2 Mar 2026 09:00:00 +0000\n\n${returned}--b--\n`
    expect(await read(mail)).toEqual([
      expect.objectContaining({
        kind: 'arf',
        recipient: 'user@example.net',
        class: null,
        diagnostic: 'abuse',
        originalMessageId: '<1@printer.example.org>',
        arrival: '2026-03-02T09:00:00Z',
      }),
    ])
  })

  test.each([
    ['Auto-Submitted: auto-replied (vacation)', 'Re: report'],
    ['X-Autoreply: yes', 'Re: report'],
    ['Precedence: auto_reply', 'Re: report'],
    ['MIME-Version: 1.0', 'Automatische Antwort: report'],
  ])('an automatic answer: %s, %s', async (field, subject) => {
    const mail = `From: Anna <anna@example.net>\nSubject: ${subject}\n${field}\nIn-Reply-To: <1@printer.example.org>\n\nI am away until 550 o'clock.\n`
    expect(await read(mail)).toEqual([
      expect.objectContaining({
        kind: 'autoreply',
        recipient: 'anna@example.net',
        class: null,
        action: null,
        originalMessageId: '<1@printer.example.org>',
      }),
    ])
  })

  test('a delay that asks the writer to prove that he is known', async () => {
    const group = (action: string) =>
      `Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; anna@example.net\nAction: ${action}\nStatus: 4.7.0\nDiagnostic-Code: smtp; Sender not pre-approved. Follow the instructions above\n`
    expect(await read(dsn(group('delayed')))).toMatchObject([
      { kind: 'autoreply', recipient: 'anna@example.net', class: null, action: null },
    ])
    expect(await read(dsn(group('failed')))).toMatchObject([{ kind: 'dsn', class: 'recipient-policy', action: 'failed' }])
  })

  test('a click on Unsubscribe in the mail program of Apple', async () => {
    const mail = 'From: Anna <anna@example.net>\nSubject: unsubscribe\nAuto-Submitted: auto-replied\nX-Apple-Unsubscribe: true\n\nText.\n'
    expect(await read(mail)).toMatchObject([{ kind: 'arf', recipient: 'anna@example.net', diagnostic: 'opt-out', action: null }])
  })

  test('the words that a virus scanner adds below', async () => {
    const scanned = `Delivery to the following recipients failed.\n\n       nobody@example.net\n\n${'_'.repeat(72)}\n** This email was scanned for viruses and offensive content **`
    const group = 'Final-Recipient: rfc822; nobody@example.net\nAction: failed\nStatus: 5.1.1\n'
    const mail = dsn(`Reporting-MTA: dns; mx.example.org\n\n${group}`).replace('Not delivered.', scanned)
    expect(await read(mail)).toMatchObject([
      { diagnostic: 'Delivery to the following recipients failed. nobody@example.net', class: 'recipient-unknown' },
    ])
  })

  test('an ordinary mail', async () => {
    const mail = 'From: anna@example.net\nTo: user@example.org\nSubject: lunch\n\nWe could meet: bob@example.net\n'
    expect(await read(mail)).toEqual([expect.objectContaining({ kind: 'not-a-bounce', recipient: null, class: null })])
  })
})

describe('bounces in words', () => {
  test.each(allTextFamilies.map((family) => [family.id, family] as const))('%s', async (_, family) => {
    const { from, subject, text, recipients, class: expected } = family.example
    const head = `${from}\n${subject}\n${text}`
    expect(allTextFamilies.find((other) => other.mark.test(head))?.id).toBe(family.id)
    const reports = await read(`From: ${from}\nSubject: ${subject}\nContent-Type: text/plain; charset=utf-8\n\n${text}`)
    expect(reports.map(({ kind, recipient }) => [kind, recipient])).toEqual(recipients.map((recipient) => ['text-bounce', recipient]))
    expect(reports[0]?.class).toBe(expected)
    if (text.includes('Message-ID:')) expect(reports[0]?.originalMessageId).toBe('<1@example.org>')
  })
})

describe('words below a rule', () => {
  const rule = '_'.repeat(72)
  const said = 'host mx.example.net [192.0.2.25]: 550 Scanned: virus found'
  const footer = 'This email has been scanned for viruses. See your provider for more.'
  const exim = [
    'This message was created automatically by mail delivery software.',
    'A message that you sent could not be delivered to one or more of its recipients.',
  ]
  const failed = (address: string) => [`  ${address}`, `    ${said}`]
  const reasons = async (...lines: string[]) => {
    const reports = await read(`From: MAILER-DAEMON@mx.example.org\nSubject: Mail delivery failed\n\n${lines.join('\n')}\n`)
    return reports.map(({ recipient, diagnostic }) => [recipient, diagnostic])
  }

  test('are the bounce where nobody is named above', async () => {
    const postfix = 'This is the mail system at host mx.example.org.'
    const refused = '<bob@example.net>: host mx.example.net[192.0.2.25] said: 554 5.7.1 Message scanned and found to contain a virus'
    expect(await reasons(rule, postfix, '', refused)).toEqual([['bob@example.net', refused.slice(19)]])
    expect(await reasons(...exim, rule, ...failed('bob@example.net'))).toEqual([['bob@example.net', said]])
  })

  test('are the bounce where they are many', async () => {
    const others = ['b', 'c', 'd'].flatMap((name) => failed(`${name}@example.net`))
    const read = await reasons(...exim, ...failed('a@example.net'), rule, ...others)
    expect(read.map(([recipient]) => recipient)).toEqual(['a@example.net', 'b@example.net', 'c@example.net', 'd@example.net'])
  })

  test('are a filter’s where somebody is named above and they are few', async () => {
    expect(await reasons(...exim, ...failed('bob@example.net'), rule, footer)).toEqual([['bob@example.net', said]])
    expect(await reasons(...exim, ...failed('bob@example.net'), '', rule, footer, rule, '')).toEqual([['bob@example.net', said]])
  })

  test('are the bounce where a rule closes them that speaks of scanning', async () => {
    expect(await reasons(...exim, rule, ...failed('bob@example.net'), rule)).toEqual([['bob@example.net', said]])
    expect(await reasons(...exim, ...failed('a@example.net'), rule, ...failed('b@example.net'), rule, footer)).toEqual([
      ['a@example.net', said],
      ['b@example.net', said],
    ])
  })
})

describe('notifications of Amazon SES', () => {
  const mail = (type: string, part: object) => {
    const original = {
      timestamp: '2026-03-02T09:00:00.000Z',
      messageId: 'ses-1',
      commonHeaders: { messageId: '<1@example.org>', subject: 'report' },
    }
    const json = JSON.stringify({ notificationType: type, mail: original, ...part }).replace(/(.{200})/g, '$1\n')
    return `From: no-reply@example.com\nSubject: AWS Notification Message\n\n${json}\n\n--\nUnsubscribe here\n`
  }

  test('bounce, complaint and delivery', async () => {
    const recipient = {
      emailAddress: 'nobody@example.net',
      action: 'failed',
      status: '5.1.1',
      diagnosticCode: 'smtp; 550 5.1.1 user unknown',
    }
    const bounce = await read(mail('Bounce', { bounce: { bouncedRecipients: [recipient], reportingMTA: 'dsn; mta.example.com' } }))
    expect(bounce).toEqual([
      expect.objectContaining({
        kind: 'text-bounce',
        recipient: 'nobody@example.net',
        smtpCode: 550,
        enhancedCode: '5.1.1',
        class: 'recipient-unknown',
        reportingMta: 'mta.example.com',
        originalMessageId: '<1@example.org>',
        arrival: '2026-03-02T09:00:00Z',
      }),
    ])
    const complaint = await read(mail('Complaint', { complaint: { complainedRecipients: [{ emailAddress: 'user@example.net' }] } }))
    expect(complaint).toEqual([expect.objectContaining({ kind: 'arf', recipient: 'user@example.net', class: null })])
    const delivery = await read(
      mail('Delivery', { delivery: { recipients: ['user@example.net'], smtpResponse: '250 2.6.0 Message received' } }),
    )
    expect(delivery).toEqual([expect.objectContaining({ action: 'delivered', smtpCode: 250, enhancedCode: '2.6.0', class: null })])
  })
})

describe('hostile mails', () => {
  /** Seconds of the processor, whatever else the machine does. */
  const seconds = async (mail: string) => {
    const start = process.cpuUsage()
    const reports = await read(mail)
    return { reports, seconds: process.cpuUsage(start).user / 1e6 }
  }

  test('ten thousand parts, and ten thousand recipients', async () => {
    const parts = '--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n'.repeat(10_000)
    const many = await seconds(`Subject: x\nContent-Type: multipart/report; boundary="b"\n\n${parts}--b--\n`)
    expect(many.reports.map(({ kind }) => kind)).toEqual(['not-a-bounce'])
    expect(many.seconds).toBeLessThan(5)
    const groups = 'Final-Recipient: rfc822; nobody@example.net\nAction: failed\nStatus: 5.1.1\n\n'.repeat(20_000)
    const wide = await seconds(dsn(groups))
    expect(wide.reports.length).toBe(10_000)
    expect(wide.seconds).toBeLessThan(10)
  })

  test('headers without end are refused, long lines are read in linear time', async () => {
    await expect(read(`Subject: ${'x'.repeat(3_000_000)}\n\n`)).rejects.toThrow(/header/i)
    for (const family of allTextFamilies) {
      for (const filler of [
        'a@'.repeat(100_000),
        '<'.repeat(200_000),
        ' '.repeat(200_000),
        'x: '.repeat(70_000),
        'a\n'.repeat(10_000),
        '\n'.repeat(10_000),
      ]) {
        const { from, subject, text } = family.example
        const { seconds: taken } = await seconds(
          `From: ${from}\nSubject: ${subject}\n\n${text.split('\n').slice(0, 3).join('\n')}\n${filler}\n`,
        )
        expect(taken, `${family.id} ${filler.slice(0, 4)}`).toBeLessThan(5)
      }
    }
  }, 60_000)

  test('nesting beyond the limit is refused', async () => {
    const levels = Array.from({ length: 200 }, (_, at) => `Content-Type: multipart/mixed; boundary="n${at}"\n\n--n${at}\n`).join('')
    await expect(read(`Subject: x\n${levels}\n`)).rejects.toThrow(/nest/i)
  })
})

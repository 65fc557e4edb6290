import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { caseReport } from '../../electron/engine/queries/case-report.ts'
import { overview } from '../../electron/engine/queries/overview.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { reportText } from '../../report/format.ts'
import { backscatterSentence } from '../../shared/backscatter.ts'
import { busyLog, caseOf } from './small-case.ts'

interface Forged {
  readonly to?: string
  readonly arrival?: string | null
  readonly messageId?: string
  readonly date?: string | null
  readonly recipient?: string
  readonly reporter?: string
  readonly handedBy?: string | null
  readonly action?: string
  readonly subject?: string
}

/** Taken at that time of that day, as soon as it was written. */
const at = (time: string): Forged => ({ arrival: `Mon, 2 Mar 2026 ${time}:00 +0000`, date: `Mon, 2 Mar 2026 ${time}:00 +0000` })

/** A bounce by a server far away, of a message that claims to be of jane. */
function bounceOf({
  to = 'jane@acme.test',
  arrival = 'Mon, 2 Mar 2026 10:10:00 +0000',
  date = 'Mon, 2 Mar 2026 10:09:00 +0000',
  messageId = '<forged.1@dsl-9.isp.example>',
  recipient = 'victim@far.example',
  reporter = 'mx9.far.example',
  handedBy = 'dsl-9.isp.example (unknown [203.0.113.9])',
  action = 'failed',
  subject = 'Win a prize',
}: Forged): string {
  return `Return-Path: <>
Date: Mon, 2 Mar 2026 10:11:00 +0000
From: MAILER-DAEMON@far.example
To: ${to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

The message could not be delivered.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; ${reporter}
${arrival === null ? '' : `Arrival-Date: ${arrival}\n`}
Final-Recipient: rfc822; ${recipient}
Action: ${action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <${recipient}>: User unknown

--=_b
Content-Type: text/rfc822-headers

${handedBy === null ? '' : `Received: from ${handedBy} by ${reporter} with SMTP; Mon, 2 Mar 2026 10:10:00 +0000\n`}From: ${to}
Message-ID: ${messageId}
${date === null ? '' : `Date: ${date}\n`}Subject: ${subject}

--=_b--
`
}

async function backscatterOf(log: readonly string[]): Promise<number> {
  const db = await caseOf({ 'mail.log': log.join('\n'), 'bounce.eml': bounceOf({}) })
  try {
    return (await queryReport(db, 'is:backscatter')).total
  } finally {
    await closeCase(db)
  }
}

describe('a bounce for a message that the logged servers never sent', () => {
  test('is backscatter: noise, not lost mail, with what it means', async () => {
    const db = await caseOf({ 'mail.log': busyLog().join('\n'), 'bounce.eml': bounceOf({}) })
    try {
      const { lists, own } = await overview(db)
      expect(lists.noise.parts).toMatchObject([
        { whose: 'strangers', count: 1 },
        { whose: 'backscatter', count: 1, query: 'is:noise is:backscatter' },
      ])
      for (const { query, count } of lists.noise.parts) expect((await queryReport(db, query)).total).toBe(count)
      expect([lists.lost.count, own.lost.count]).toEqual([2, 2])
      const whole = await caseReport(db, { query: '', rows: 50 }, { caseName: 'monday', madeAt: '2026-03-04T08:00:00.000Z' })
      for (const format of ['html', 'markdown'] as const)
        expect(await reportText[format].write(whole)).toContain('1 bounce of the noise: backscatter.')
      const report = await caseReport(db, { query: 'is:backscatter', rows: 50 }, { caseName: 'monday', madeAt: '2026-03-04T08:00:00.000Z' })
      const text = await reportText.markdown.write(report)
      expect(text).toContain(backscatterSentence.slice(0, 30))
      expect(text).toContain('Send nothing again')
      expect(text).not.toContain('Correct the address')
    } finally {
      await closeCase(db)
    }
  })

  test('is not claimed where a mail of that time has lost its beginning', async () => {
    const headless = busyLog().filter((line) => !/4Zx2mt3QqRr4: (?:client|message-id|from)=/.test(line))
    expect(await backscatterOf(headless)).toBe(0)
  })

  test('is not claimed across a gap of the log', async () => {
    const gap = busyLog().filter((line) => !/T10:(?:[23][0-9])/.test(line))
    expect(await backscatterOf(gap)).toBe(0)
  })

  test('is not claimed by a clock that was assumed', async () => {
    const months = ['Jan', 'Feb', 'Mar']
    const assumed = busyLog().map((line) =>
      line.replace(/^2026-0(\d)-0(\d)T([0-9:]{8})\S*/, (_, month, day, time) => `${months[Number(month) - 1]}  ${day} ${time}`),
    )
    expect(await backscatterOf(assumed)).toBe(0)
  })

  test('is not claimed without a log', async () => {
    const db = await caseOf({ 'bounce.eml': bounceOf({}) })
    try {
      expect((await queryReport(db, 'is:backscatter')).total).toBe(0)
    } finally {
      await closeCase(db)
    }
  })
})

/** What each says of itself so that nobody may claim it. */
const contrary: readonly (readonly [string, Forged])[] = [
  ['the bounce does not say when its server took the message', { arrival: null }],
  ['no line is near that time', at('13:00')],
  ['the log begins when it was under way', at('09:10')],
  ['the message does not say when it was written', { date: null }],
  ['the message was under way for long', { date: 'Mon, 2 Mar 2026 09:00:00 +0000' }],
  ['the address sends through no logged server', { to: 'bob@acme.test' }],
  ['a server of its own domain reports it', { reporter: 'exchange.acme.test' }],
  ['a server without a public name reports it', { reporter: 'EXCH01.corp.local' }],
  ['an operator reports it through whom the user may send', { reporter: 'mail-ed1-f41.google.com' }],
  ['its mail was delivered', { action: 'delivered' }],
  ['its mail is only late', { action: 'delayed' }],
  ['nothing says who handed it in', { handedBy: null }],
  ['a server of its own domain handed it in', { handedBy: 'crm.acme.test (crm.acme.test [203.0.113.8])' }],
  ['an operator handed it in', { handedBy: 'mail-lf1-f54.google.com (mail-lf1-f54.google.com [209.85.167.54])' }],
  ['a server of the logs handed it in', { handedBy: 'mx1 (unknown [203.0.113.8])' }],
  ['a server to which the logs hand mail reports it', { reporter: 'mx.example.org' }],
  ["its Message-ID is an operator's", { messageId: '<CAF7xyz@mail.gmail.com>' }],
  ['its Message-ID is of an own domain', { messageId: '<forged.1@acme.test>' }],
  ['the log holds its Message-ID', { messageId: "<odd'%_\\1@acme.test>" }],
  ['the sender wrote to that recipient at that time', { recipient: 'sue@mail.example.com' }],
  ['the address is of no own domain', { to: 'ann@example.org' }],
  ['a server of the logs reports it', { reporter: 'mx1.far.example' }],
]

describe('a bounce beside others in one case', () => {
  const subjectOf = (at: number): string => `Prize ${at + 100}`
  let db: CaseDb

  beforeAll(async () => {
    const named = [{}, ...contrary.map(([, forged]) => forged)].map((forged, at) => {
      const bounce = bounceOf({ messageId: `<forged.${at}@dsl-9.isp.example>`, subject: subjectOf(at), ...forged })
      return [`bounce-${at}.eml`, bounce] as const
    })
    db = await caseOf({ 'mail.log': busyLog().join('\n'), ...Object.fromEntries(named) })
  })

  afterAll(() => closeCase(db))

  const found = async (query: string): Promise<number> => (await queryReport(db, query)).total

  test('is backscatter where nothing is against it', async () => {
    expect(await found(`is:backscatter subject:"${subjectOf(0)}"`)).toBe(1)
    expect(await found('is:backscatter')).toBe(1)
  })

  test.each(contrary.map(([why], at) => [why, subjectOf(at + 1)]))('is claimed by nobody where %s', async (_, subject) => {
    expect(await found(`subject:"${subject}"`)).toBeGreaterThan(0)
    expect(await found(`is:backscatter subject:"${subject}"`)).toBe(0)
  })
})

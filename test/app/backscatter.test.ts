import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, axeFaults, startApp } from './browser.ts'
import { relayLog } from './relay-log.ts'

let app: App
let page: Page

/** A bounce from far away, of a message that its server took while the relay was logging, and that the relay never sent. */
const forged = `Date: Mon, 2 Mar 2026 05:13:30 +0000
From: MAILER-DAEMON@far.example
To: alice@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx9.far.example
Arrival-Date: Mon, 2 Mar 2026 05:13:00 +0000

Final-Recipient: rfc822; victim@far.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/rfc822-headers

Received: from dsl-9.isp.example (unknown [203.0.113.9]) by mx9.far.example; Mon, 2 Mar 2026 05:13:00 +0000
Message-ID: <forged.1@dsl-9.isp.example>
Date: Mon, 2 Mar 2026 05:13:00 +0000
Subject: Win a prize

--b--
`

/** Somebody connects every ten minutes. */
const calls = Array.from(
  { length: 15 },
  (_, i) =>
    `${new Date(Date.UTC(2026, 2, 2, 4, i * 10)).toISOString()} relay1 postfix/smtpd[2200]: connect from ws9.example.org[192.0.2.9]`,
)

/** The relay's log with a mail for alice, by which her domain is the user's own. */
const log = `${relayLog.replaceAll('Mar  2 06:', '2026-03-02T05:').replaceAll(/^(2026-\S+)/gm, '$1+00:00')}2026-03-02T05:14:03+00:00 relay1 postfix/smtpd[2361]: 4Zx2mD3fQ1z9: client=ws8.example.org[192.0.2.8]
2026-03-02T05:14:03+00:00 relay1 postfix/cleanup[2315]: 4Zx2mD3fQ1z9: message-id=<note-3@example.org>
2026-03-02T05:14:03+00:00 relay1 postfix/qmgr[900]: 4Zx2mD3fQ1z9: from=<sue@example.com>, size=900, nrcpt=1 (queue active)
2026-03-02T05:14:04+00:00 relay1 postfix/local[2341]: 4Zx2mD3fQ1z9: to=<alice@example.org>, relay=local, delay=0.4, dsn=2.0.0, status=sent (delivered to mailbox)
2026-03-02T05:14:04+00:00 relay1 postfix/qmgr[900]: 4Zx2mD3fQ1z9: removed
`

beforeAll(async () => {
  app = await startApp()
  page = await app.open()
  await page.getByRole('heading', { name: 'Where is this message' }).waitFor()
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles([
      {
        name: 'mail.log',
        mimeType: 'text/plain',
        buffer: Buffer.from([...log.trimEnd().split('\n'), ...calls].toSorted().join('\n')),
      },
      { name: 'forged.eml', mimeType: 'message/rfc822', buffer: Buffer.from(forged) },
    ])
  await page.waitForURL(/#\/overview/)
  await page.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
})

afterAll(async () => {
  await app.close()
})

describe('backscatter', () => {
  it('stands among the noise, with the way to what it means', async () => {
    await page.getByRole('link', { name: '1 bounces for mail that the logged servers never sent' }).waitFor()
    await page.getByRole('link', { name: 'What to do about it' }).click()
    await page.getByRole('heading', { name: 'Backscatter' }).waitFor()
    await page.getByText('Send nothing again').waitFor()
    await page.getByRole('columnheader', { name: 'Failed' }).waitFor()
    expect(page.url()).toContain('all=true')
  })

  it('opens the message with a verdict that does not call it lost', async () => {
    await page.getByRole('link', { name: '1 bounces for mail that the logged servers never sent' }).click()
    await page.getByRole('heading', { level: 1, name: '1 delivery of 1 message' }).waitFor()
    await page.getByText('victim@far.example').first().click()
    await page.getByText(/^Backscatter: a bounce for a message that the servers of these logs never sent/).waitFor()
  })
})

describe('the screen', () => {
  it('has no fault that axe can find', async () => {
    const checked = await app.open({ bypassCSP: true })
    await checked.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
    await checked.goto(`${new URL(checked.url()).origin}/#/failures?all=true`)
    await checked.getByRole('heading', { name: 'Backscatter' }).waitFor()
    expect(await axeFaults(checked)).toEqual([])
    await checked.context().close()
  })

  it('asks for nothing outside of the host', () => {
    expect(app.complaints).toEqual([])
  })
})

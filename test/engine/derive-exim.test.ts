import { afterEach, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { failures } from '../../electron/engine/queries/failures.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { overview } from '../../electron/engine/queries/overview.ts'
import type { Message } from '../../shared/message.ts'
import { caseOf, smallLog } from './small-case.ts'

const open: CaseDb[] = []
afterEach(async () => {
  for (const db of open.splice(0)) await closeCase(db)
})

/** Lines `time text` of one day. */
async function read(text: string, others: Readonly<Record<string, string>> = {}): Promise<readonly Message[]> {
  const lines = text.trim().split('\n')
  const db = await caseOf({ mainlog: lines.map((line) => `2026-03-02 ${line.trim()}\n`).join(''), ...others })
  open.push(db)
  const all: Message[] = []
  for await (const batch of allMessages(db)) all.push(...batch)
  return all
}

function inWords({ queueIds, deliveries }: Message): string {
  const answers = deliveries.map(({ recipient, fate, class: name, cause, attempts }) =>
    [recipient, fate, cause ?? name, attempts].join(' '),
  )
  return `${queueIds.join('+') || 'NOQUEUE'}: ${answers.join(', ')}`
}

const arrived = '09:14:05 1vwDhn-0003ab-D3 <= scan@example.com H=mfp3.example.com (MFP-3) [192.0.2.33] P=smtp S=900 T="Scan \\303\\274ber"'

test('a mail has the subject and the client of its arrival', async () => {
  const [message] = await read(`${arrived}
    09:14:06 1vwDhn-0003ab-D3 => ann <ann@example.com> R=localuser T=maildir
    09:14:06 1vwDhn-0003ab-D3 Completed`)
  expect(message).toMatchObject({ subject: 'Scan über', client: { ip: '192.0.2.33', name: 'mfp3.example.com', helo: 'MFP-3', user: null } })
  expect(inWords(message!)).toBe('1vwDhn-0003ab-D3: ann@example.com delivered  1')
})

test('the cause of what expired is the last answer, not the end of the time', async () => {
  const [message] = await read(`${arrived}
    09:14:06 1vwDhn-0003ab-D3 == bob@example.net R=dnslookup T=remote_smtp defer (-44) H=mx.example.net [198.51.100.9]: SMTP error from remote mail server after RCPT TO:<bob@example.net>: 452 4.2.2 Mailbox full
    09:44:06 1vwDhn-0003ab-D3 == bob@example.net R=dnslookup T=remote_smtp defer (-54): retry time not reached for any host for 'example.net'
    13:14:06 1vwDhn-0003ab-D3 ** bob@example.net: retry timeout exceeded
    13:14:06 1vwDhn-0003ab-D3 Completed`)
  expect(inWords(message!)).toBe('1vwDhn-0003ab-D3: bob@example.net expired mailbox-full 3')
})

test('refusals without a process are told apart by their client and by silence', async () => {
  const refused = (time: string, ip: string, recipient: string) =>
    `${time} H=(pc) [${ip}] F=<a@example.org> rejected RCPT <${recipient}>: relay not permitted`
  const messages = await read(`${refused('09:14:05', '198.51.100.1', 'b@example.net')}
    ${refused('09:14:05', '198.51.100.2', 'c@example.net')}
    ${refused('09:14:06', '198.51.100.1', 'd@example.net')}
    ${refused('11:00:00', '198.51.100.1', 'e@example.net')}`)
  expect(messages.map(inWords)).toEqual([
    'NOQUEUE: b@example.net rejected relay-denied 1, d@example.net rejected relay-denied 1',
    'NOQUEUE: c@example.net rejected relay-denied 1',
    'NOQUEUE: e@example.net rejected relay-denied 1',
  ])
})

test('a recipient that an ACL discarded belongs to the mail that follows', async () => {
  const discarded =
    '09:14:05 H=mfp3.example.com (MFP-3) [192.0.2.33] F=<scan@example.com> RCPT <fax@example.com>: discarded by RCPT ACL: no fax'
  const [message] = await read(`${discarded}
    ${arrived}
    09:14:06 1vwDhn-0003ab-D3 => ann <ann@example.com> R=localuser T=maildir
    09:14:06 1vwDhn-0003ab-D3 Completed`)
  expect(message?.deliveries.map(({ recipient, fate }) => `${recipient} ${fate}`).sort()).toEqual([
    'ann@example.com delivered',
    'fax@example.com discarded',
  ])
  const [alone] = await read(`${discarded}
    ${arrived}
    09:14:05 1vwDhn-0003ab-D3 => blackhole (RCPT ACL discarded recipients)
    09:14:05 1vwDhn-0003ab-D3 Completed`)
  expect(alone?.deliveries.map(({ recipient, fate }) => `${recipient} ${fate}`)).toEqual(['fax@example.com discarded'])
})

test('a bounce is tied by the id that Exim gave the mail, and an alias is blamed only for who failed', async () => {
  const bounce = `From: Mail Delivery System <Mailer-Daemon@mx1.example.com>
To: scan@example.com
Date: Mon, 02 Mar 2026 09:14:07 +0000
Message-Id: <E1vwDhq-0003ac-01@mx1.example.com>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-type: text/plain

A message that you sent could not be delivered.

--b
Content-type: message/delivery-status

Reporting-MTA: dns; mx1.example.com

Action: failed
Final-Recipient: rfc822;team@example.com
Status: 5.0.0
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-type: message/rfc822

Received: from mfp3.example.com ([192.0.2.33] helo=MFP-3)
\tby mx1.example.com with smtp (Exim 4.96)
\tid 1vwDhn-0003ab-D3;
\tMon, 02 Mar 2026 09:14:05 +0000
From: <scan@example.com>
Subject: Scan

--b--
`
  const messages = await read(
    `${arrived}
    09:14:06 1vwDhn-0003ab-D3 => bob@example.org <team@example.com> R=dnslookup T=remote_smtp H=mx.example.org [198.51.100.9] C="250 OK"
    09:14:06 1vwDhn-0003ab-D3 ** eve@example.net <team@example.com> R=dnslookup T=remote_smtp H=mx.example.net [198.51.100.10]: SMTP error from remote mail server after RCPT TO:<eve@example.net>: 550 5.1.1 User unknown
    09:14:06 1vwDhn-0003ab-D3 Completed`,
    { 'bounce.eml': bounce },
  )
  expect(messages.map(inWords)).toEqual(['1vwDhn-0003ab-D3: bob@example.org relayed  1, eve@example.net bounced recipient-unknown 1'])
  expect(messages[0]?.sources).toContain('bounce.eml')
})

test('what to do names the commands of the server whose log tells of a failure', async () => {
  const lines = [
    arrived,
    '09:14:06 1vwDhn-0003ab-D3 ** bob@example.net R=dnslookup T=remote_smtp H=mx.example.net [198.51.100.9]: SMTP error from remote mail server after RCPT TO:<bob@example.net>: 550 5.1.1 User unknown',
    '09:14:06 1vwDhn-0003ab-D3 == sue@example.net R=dnslookup T=remote_smtp defer (110): Connection timed out',
  ].map((line) => `2026-03-02 ${line}\n`)
  const mtasOf = async (db: CaseDb) =>
    (await failures(db, '')).map(({ class: id, remedies }) => [id, ...remedies.map(({ mta }) => mta)].join(' '))
  const exim = await caseOf({ mainlog: lines.join('') })
  open.push(exim)
  expect(await mtasOf(exim)).toEqual(['network-failure exim', 'recipient-unknown exim'])
  expect((await overview(exim)).mainCause).toMatchObject({ class: 'recipient-unknown', mta: 'exim' })
  expect((await failures(exim, 'class:network-failure'))[0]?.remedies[0]?.remedy.steps.at(-1)).toBe('When the test connects: exim -qff.')

  const both = await caseOf({ mainlog: lines.join(''), 'mail.log': `${smallLog.join('\n')}\n` })
  open.push(both)
  expect(await mtasOf(both)).toEqual(expect.arrayContaining(['network-failure exim postfix', 'recipient-unknown exim postfix']))
  const all: Message[] = []
  for await (const batch of allMessages(both)) all.push(...batch)
  const found = all.flatMap(({ deliveries }) => deliveries.map(({ recipient, mta }) => `${recipient} ${mta}`))
  expect(found).toEqual(expect.arrayContaining(['bob@example.net exim', 'ann@gmail.com postfix']))
})

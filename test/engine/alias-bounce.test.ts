import { expect, test } from 'vitest'
import { closeCase } from '../../electron/engine/database.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { caseOf } from './small-case.ts'

const id = '6ANNNZGl012100'
const line = (text: string) => `2026-03-02T09:14:05.000000+00:00 mail sm-mta[811]: ${id}: ${text}\n`
const log = [
  line('from=<nas01@corp.example>, size=1478, class=0, nrcpts=1, msgid=<1@nas01>, proto=ESMTP, daemon=MTA, relay=nas01.lan [192.0.2.33]'),
  line(
    'to=gone@example.net, ctladdr=<nas01@corp.example> (1001/1001), delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=91671, relay=mx.example.net. [198.51.100.9], dsn=5.1.1, reply=550 5.1.1 No such user, stat=User unknown',
  ),
  line(
    'to=bob@example.org, ctladdr=<nas01@corp.example> (1001/1001), delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=91671, relay=mx.example.org. [198.51.100.10], dsn=2.0.0, stat=Sent (OK)',
  ),
].join('')

const bounce = `From: Mail Delivery Subsystem <MAILER-DAEMON>
Date: Mon, 02 Mar 2026 09:14:06 +0000
Subject: Returned mail: see transcript for details
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

The following addresses had permanent fatal errors
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.corp.example
Arrival-Date: Mon, 2 Mar 2026 09:14:05 GMT

Final-Recipient: RFC822; team@corp.example
X-Actual-Recipient: rfc822; gone@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: SMTP; 550 5.1.1 No such user

--b
Content-Type: message/rfc822

From: <nas01@corp.example>
Message-ID: <1@nas01>

--b--
`

test('a bounce that names an alias and whom it stood for is about that recipient, not about the alias', async () => {
  const db = await caseOf({ 'mail.log': log, 'bounce.eml': bounce })
  try {
    const told: string[] = []
    for await (const batch of allMessages(db))
      for (const { sources, deliveries } of batch)
        told.push(...deliveries.map(({ recipient, fate }) => `${[...sources].sort().join(' ')}: ${recipient} ${fate}`))
    expect(told.sort()).toEqual(['bounce.eml mail.log: bob@example.org relayed', 'bounce.eml mail.log: gone@example.net bounced'])
  } finally {
    await closeCase(db)
  }
})

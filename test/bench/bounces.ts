import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { decodeEncodedWords } from '../../electron/mail/mime.ts'
import { parseMail } from '../../electron/mail/parse-mail.ts'
import { readMails } from '../../electron/mail/read-mails.ts'
import { readBounce } from '../../shared/bounces/read-bounce.ts'
import { allTextFamilies } from '../../shared/bounces/text-bounce.ts'
import { allProviderSigns } from '../../shared/failures/index.ts'

/** About the size of a returned mail of some paragraphs, so that a bounce has ten kilobytes. */
const returned = `Subject: Report\nMessage-ID: <ID@example.org>\nFrom: printer@example.org\n\n${'A line of the mail that is given back, of the usual length.\n'.repeat(140)}`

/** A report of RFC 3464 with a provider's reply. */
function report(number: number): string {
  const reply = allProviderSigns[number % allProviderSigns.length]?.example ?? ''
  return `From: MAILER-DAEMON@mx.example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b${number}"

--b${number}

<user${number}@example.net>: ${reply}
--b${number}
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Mon, 2 Mar 2026 09:00:00 +0000

Final-Recipient: rfc822; user${number}@example.net
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; ${reply}

--b${number}
Content-Type: message/rfc822

${returned.replace('ID@', `${number}@`)}
--b${number}--
`
}

/** A bounce in the words of one of the programs that write no report. */
function words(number: number): string {
  const example = allTextFamilies[number % allTextFamilies.length]?.example
  return `From: ${example?.from}\nSubject: ${example?.subject}\nMessage-ID: <b${number}@mx.example.org>\n\n${example?.text}\n${returned}`
}

/** Writes an mbox of so many bounces: three reports for programs, then one in words. */
export async function writeBounces(path: string, mails: number): Promise<void> {
  const out = createWriteStream(path)
  for (let number = 0; number < mails; number++) {
    const mail = number % 4 === 3 ? words(number) : report(number)
    if (!out.write(`From MAILER-DAEMON Mon Mar  2 09:00:00 2026\n${mail.replaceAll('\nFrom ', '\n>From ')}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}

/** Reads an mbox as `bounces` does: how many mails and recipients it held, and the seconds that took. */
export async function readBounces(
  path: string,
): Promise<{ readonly mails: number; readonly recipients: number; readonly seconds: number }> {
  const start = performance.now()
  let mails = 0
  let recipients = 0
  for await (const mail of readMails(path, 'bounces.mbox')) {
    if ('error' in mail) throw mail.error
    mails++
    recipients += readBounce(parseMail(mail.bytes), decodeEncodedWords).length
  }
  return { mails, recipients, seconds: (performance.now() - start) / 1000 }
}

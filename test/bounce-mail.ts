import { decodeEncodedWords } from '../electron/mail/mime.ts'
import { parseMail } from '../electron/mail/parse-mail.ts'
import { readBounce } from '../shared/bounces/read-bounce.ts'

/** What a mail reports. */
export const read = async (mail: string | Buffer) => readBounce(parseMail(Buffer.from(mail)), decodeEncodedWords)

/** A bounce of RFC 3464 with these status groups. */
export function dsn(groups: string, type = 'message/delivery-status', rest = ''): string {
  return `From: Mail Delivery System <mailer-daemon@mx.example.org>
To: printer@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Not delivered.

--b
Content-Type: ${type}

${groups}
${rest}--b--
`
}

import type { Origin, Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

const header =
  'Message ID,Start date,End date,Sender,Message size,Subject,Direction,Attachments,Recipient address,Event target,Event date,Event status,Event target IP address,Has encryption,Event SMTP reply code,Event description,Client Type,Device User Session ID'

const scan: Omit<Report, 'action'> = {
  kind: 'report',
  agent: 'google-email-log-search',
  queueId: null,
  messageId: '<scan-0412@mfp3.example.com>',
  sender: 'scanner@example.com',
  recipient: 'k.lee@example.net',
  originalRecipient: null,
  clientIp: null,
  nextHop: null,
  dsn: null,
  code: 250,
  reply: '',
  signature: null,
  subject: 'Scan, page "1"',
  sizeBytes: 482113,
  placement: null,
  direction: 'sent',
}

function at(time: string, report: Report): Outcome {
  const origin: Origin = {
    stamp: Date.parse(time) * 1000,
    zoned: time.endsWith('Z'),
    yearless: false,
    host: 'google',
    program: 'email-log-search',
    pid: 0,
  }
  if (!origin.zoned) return [{ ...report, origin: { ...origin, stamp: Date.parse(`${time}Z`) * 1000 } }]
  return [{ ...report, origin }]
}

function failure(
  host: string,
  reply: string,
  code: number,
  dsn: string | null,
): Pick<Report, 'nextHop' | 'reply' | 'code' | 'dsn' | 'signature'> {
  return { nextHop: host, reply, code, dsn, signature: signatureOf(reply, { host, status: dsn, code }) }
}

const mail =
  '<scan-0412@mfp3.example.com>,2026/03/02 10:14:05 CET,2026/03/02 10:14:07 CET,scanner@example.com,482113,"Scan, page ""1""",Sent,1,'

const unknownUser = '550-5.1.1 The email account that you tried to reach does not exist.'
const denied = 'Mail relay denied [203.0.113.99]'

const lines: readonly (readonly [string, Outcome])[] = [
  [header, 'ignored'],
  [
    `${mail}k.lee@example.net,SMTP_IN,2026/03/02 10:14:05 CET,DELIVERED,203.0.113.7,Encrypted,250,No Error,,`,
    at('2026-03-02T09:14:05Z', { ...scan, action: 'accepted', clientIp: '203.0.113.7', nextHop: 'smtp-relay.gmail.com' }),
  ],
  [`${mail}k.lee@example.net,SMTP_OUT,2026/03/02 10:14:07 CET,BOUNCED,198.51.100.20,Encrypted,550,"${unknownUser}`, 'ignored'],
  [
    'Please try again.",,',
    at('2026-03-02T09:14:07Z', {
      ...scan,
      action: 'bounced',
      ...failure('[198.51.100.20]', `${unknownUser}\nPlease try again.`, 550, '5.1.1'),
    }),
  ],
  [
    `${mail}ann@example.com,GMAIL_SPAM,2026/03/02 10:14:08 CST,DELIVERED,N/A,Not encrypted,250,No Error,,`,
    at('2026-03-02T10:14:08', { ...scan, action: 'delivered', recipient: 'ann@example.com', placement: 'spam' }),
  ],
  [
    `55760c10.0f4e810a.SMTPIN_ADDED_REJECT_SESSION.56cd.GMR@mx.google.com,2026/03/02 09:15:00 UTC,2026/03/02 09:15:00 UTC,N/A,N/A,N/A,Sent,N/A,N/A,SMTP_IN,2026/03/02 09:15:00 UTC,BOUNCED,203.0.113.99,Not encrypted,550,"${denied}",,`,
    at('2026-03-02T09:15:00Z', {
      ...scan,
      action: 'rejected',
      queueId: '55760c10.0f4e810a.SMTPIN_ADDED_REJECT_SESSION.56cd.GMR@mx.google.com',
      messageId: null,
      sender: null,
      recipient: null,
      clientIp: '203.0.113.99',
      ...failure('smtp-relay.gmail.com', denied, 550, null),
      subject: null,
      sizeBytes: null,
    }),
  ],
  ['Total,42', 'unrecognised'],
]

/** One file, since rows mean nothing without the header. */
export const examples: LogFormat['examples'] = [
  { text: lines.map(([line]) => line).join('\n'), gives: lines.map(([, outcome]) => outcome) },
]

import type { Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

const sent: Report = {
  kind: 'report',
  action: 'accepted',
  agent: 'google-gmail-log-events',
  queueId: null,
  messageId: '<scan-0412@mfp3.example.com>',
  sender: 'scanner@example.com',
  recipient: 'k.lee@example.net',
  originalRecipient: null,
  clientIp: '203.0.113.7',
  nextHop: null,
  dsn: null,
  code: null,
  reply: '',
  signature: null,
  subject: 'Scan',
  sizeBytes: null,
  placement: null,
  direction: 'sent',
}

function at(time: string, report: Report, zoned = true): Outcome {
  const stamp = Date.parse(time) * 1000
  return [{ ...report, origin: { stamp, zoned, yearless: false, host: 'google', program: 'gmail-log-events', pid: 0 } }]
}

const mail = 'scanner@example.com,k.lee@example.net,Scan,<scan-0412@mfp3.example.com>,203.0.113.7'
const denied = '550 5.7.1 Daily SMTP relay sending limit exceeded for customer.'
const unknownUser = '550 5.1.1 The email account that you tried to reach does not exist.'

const chosen: readonly (readonly [string, Outcome])[] = [
  ['Date,Event,Description,From (Envelope),To (Envelope),Subject,Message ID,IP address', 'ignored'],
  [`2026-03-02T10:14:05+01:00,Send,,${mail}`, at('2026-03-02T09:14:05Z', sent)],
  [
    `2026-03-02T10:14:07+01:00,Bounce,${unknownUser},${mail}`,
    at('2026-03-02T09:14:07Z', {
      ...sent,
      action: 'bounced',
      code: 550,
      dsn: '5.1.1',
      reply: unknownUser,
      signature: signatureOf(unknownUser, { host: null, status: '5.1.1', code: 550 }),
      direction: null,
    }),
  ],
  [
    `2026-03-02T10:15:00+01:00,Rate limited,${denied},${mail}`,
    at('2026-03-02T09:15:00Z', {
      ...sent,
      action: 'rejected',
      nextHop: 'smtp-relay.gmail.com',
      code: 550,
      dsn: '5.7.1',
      reply: denied,
      signature: signatureOf(denied, { host: 'smtp-relay.gmail.com', status: '5.7.1', code: 550 }),
      direction: null,
    }),
  ],
  [`2026-03-02T11:00:00+01:00,View,,${mail}`, 'ignored'],
  ['yesterday,Send,,,,,,', 'unrecognised'],
]

const received: readonly (readonly [string, Outcome])[] = [
  ['Event\tOwner\tDate\tSpam classification\tTraffic source', 'ignored'],
  [
    'Receive\tann@example.com\tMar 2, 2026, 3:14:05 PM\tSpam\tOutside',
    at(
      '2026-03-02T15:14:05Z',
      {
        ...sent,
        action: 'delivered',
        messageId: null,
        sender: null,
        recipient: 'ann@example.com',
        clientIp: null,
        subject: null,
        placement: 'spam',
        direction: 'received',
      },
      false,
    ),
  ],
]

/** One file each, since rows mean nothing without the header. */
export const examples: LogFormat['examples'] = [chosen, received].map((lines) => ({
  text: lines.map(([line]) => line).join('\n'),
  gives: lines.map(([, outcome]) => outcome),
}))

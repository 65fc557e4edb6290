import type { Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

const nothing: Report = {
  kind: 'report',
  action: 'accepted',
  agent: 'postmark',
  queueId: null,
  messageId: null,
  sender: null,
  recipient: 'k.lee@example.net',
  originalRecipient: null,
  clientIp: null,
  nextHop: null,
  dsn: null,
  code: null,
  reply: '',
  signature: null,
  subject: null,
  sizeBytes: null,
  placement: null,
  direction: 'sent',
}

function said(report: Partial<Report>): Outcome {
  const origin = { stamp: 1_772_442_847_000_000, zoned: true, yearless: false, host: 'postmark', program: 'postmark', pid: 0 }
  return [{ ...nothing, ...report, origin }]
}

const reply = '550 5.1.1 No such user'
const failed: Partial<Report> = { action: 'bounced', code: 550, dsn: '5.1.1', reply }

const mail = {
  MessageID: '883953f4',
  From: 'scanner@example.com',
  Email: 'k.lee@example.net',
  BouncedAt: '2026-03-02T04:14:07.0000000-05:00',
}
const ids = { queueId: '883953f4', sender: 'scanner@example.com' }

const lines: readonly (readonly [string, Outcome])[] = [
  [
    JSON.stringify({
      RecordType: 'Delivery',
      MessageID: '883953f4',
      Recipient: 'k.lee@example.net',
      DeliveredAt: '2026-03-02T09:14:07Z',
      Details: '250 OK',
    }),
    said({ queueId: '883953f4', action: 'relayed', code: 250, reply: '250 OK' }),
  ],
  [
    JSON.stringify({ ...mail, RecordType: 'Bounce', Type: 'HardBounce', Details: reply }),
    said({ ...ids, ...failed, signature: signatureOf(reply, { host: null, status: '5.1.1', code: 550 }) }),
  ],
  [JSON.stringify({ ...mail, RecordType: 'Bounce', Type: 'AutoResponder' }), 'ignored'],
  [JSON.stringify({ ...mail, RecordType: 'Teleport' }), 'unrecognised'],
]

export const examples: LogFormat['examples'] = lines.map(([line, outcome]) => ({ text: line, gives: [outcome] }))

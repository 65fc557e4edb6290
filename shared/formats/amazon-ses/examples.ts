import type { Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

const nothing: Report = {
  kind: 'report',
  action: 'accepted',
  agent: 'amazon-ses',
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
  const origin = { stamp: 1_772_442_847_000_000, zoned: true, yearless: false, host: 'amazon-ses', program: 'amazon-ses', pid: 0 }
  return [{ ...nothing, ...report, origin }]
}

const reply = '550 5.1.1 No such user'
const failed: Partial<Report> = { action: 'bounced', code: 550, dsn: '5.1.1', reply }

const mail = {
  timestamp: '2026-03-02T09:14:07.000Z',
  messageId: '0100017a',
  source: 'scanner@example.com',
  destination: ['k.lee@example.net'],
  commonHeaders: { messageId: '<scan-0412@mfp3.example.com>', subject: 'Scan' },
}
const ids = { queueId: '0100017a', messageId: '<scan-0412@mfp3.example.com>', sender: 'scanner@example.com', subject: 'Scan' }
const bounced = [{ emailAddress: 'k.lee@example.net', action: 'failed', status: '5.1.1', diagnosticCode: `smtp; ${reply}` }]
const bounce = {
  notificationType: 'Bounce',
  bounce: { bounceType: 'Permanent', bouncedRecipients: bounced, timestamp: mail.timestamp },
  mail,
}
const asFailed = said({ ...ids, ...failed, signature: signatureOf(reply, { host: null, status: '5.1.1', code: 550 }) })

const lines: readonly (readonly [string, Outcome])[] = [
  [JSON.stringify({ eventType: 'Send', send: {}, mail }), said(ids)],
  [JSON.stringify(bounce), asFailed],
  [JSON.stringify({ Type: 'Notification', Message: JSON.stringify(bounce) }), asFailed],
  [JSON.stringify({ eventType: 'Open', open: {}, mail }), 'ignored'],
  [JSON.stringify({ eventType: 'Teleport', mail }), 'unrecognised'],
]

export const examples: LogFormat['examples'] = lines.map(([line, outcome]) => ({ text: line, gives: [outcome] }))

import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { failed, reply, saidBy } from '../sending-service/examples.ts'

const said = saidBy('amazon-ses')

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

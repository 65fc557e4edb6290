import type { Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

const nothing: Report = {
  kind: 'report',
  action: 'accepted',
  agent: 'mailgun',
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
  const origin = { stamp: 1_772_442_847_000_000, zoned: true, yearless: false, host: 'mailgun', program: 'mailgun', pid: 0 }
  return [{ ...nothing, ...report, origin }]
}

const reply = '550 5.1.1 No such user'
const failed: Partial<Report> = { action: 'bounced', code: 550, dsn: '5.1.1', reply }

const mail = {
  timestamp: 1_772_442_847,
  'log-level': 'info',
  recipient: 'k.lee@example.net',
  envelope: { sender: 'scanner@example.com' },
  message: { headers: { 'message-id': 'scan-0412@mfp3.example.com', subject: 'Scan' } },
}
const ids = { messageId: '<scan-0412@mfp3.example.com>', sender: 'scanner@example.com', subject: 'Scan' }
const host = 'mx.example.net'
const status = { code: 550, message: '5.1.1 No such user', 'mx-host': host }
const signature = signatureOf(reply, { host, status: '5.1.1', code: 550 })

const lines: readonly (readonly [string, Outcome])[] = [
  [JSON.stringify({ signature: {}, 'event-data': { ...mail, event: 'accepted' } }), said(ids)],
  [
    JSON.stringify({ ...mail, event: 'failed', severity: 'permanent', 'delivery-status': status }),
    said({ ...ids, ...failed, nextHop: host, signature }),
  ],
  [
    JSON.stringify({ ...mail, event: 'failed', severity: 'temporary', 'delivery-status': status }),
    said({ ...ids, ...failed, action: 'deferred', nextHop: host, signature }),
  ],
  [JSON.stringify({ ...mail, event: 'opened' }), 'ignored'],
  [JSON.stringify({ ...mail, event: 'teleported' }), 'unrecognised'],
]

export const examples: LogFormat['examples'] = lines.map(([line, outcome]) => ({ text: line, gives: [outcome] }))

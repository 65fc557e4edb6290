import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { failed, reply, saidBy } from '../sending-service/examples.ts'

const said = saidBy('mailgun')

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

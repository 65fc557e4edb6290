import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { failed, reply, saidBy } from '../sending-service/examples.ts'

const said = saidBy('brevo')

const mail = {
  email: 'k.lee@example.net',
  'message-id': '<scan-0412@mfp3.example.com>',
  date: '2026-03-02 10:14:07',
  ts_event: 1_772_442_847,
  subject: 'Scan',
}
const ids = { messageId: '<scan-0412@mfp3.example.com>', subject: 'Scan' }

const lines: readonly (readonly [string, Outcome])[] = [
  [JSON.stringify({ ...mail, event: 'request' }), said(ids)],
  [JSON.stringify({ ...mail, ts_event: undefined, ts_epoch: 1_772_442_847_000, event: 'delivered' }), said({ ...ids, action: 'relayed' })],
  [
    JSON.stringify({ ...mail, event: 'hard_bounce', reason: reply }),
    said({ ...ids, ...failed, signature: signatureOf(reply, { host: null, status: '5.1.1', code: 550 }) }),
  ],
  [JSON.stringify({ ...mail, event: 'unique_opened' }), 'ignored'],
  [JSON.stringify({ ...mail, event: 'teleported' }), 'unrecognised'],
]

export const examples: LogFormat['examples'] = lines.map(([line, outcome]) => ({ text: line, gives: [outcome] }))

import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { failed, reply, saidBy } from '../sending-service/examples.ts'

const said = saidBy('sendgrid')

const mail = {
  email: 'k.lee@example.net',
  timestamp: 1_772_442_847,
  'smtp-id': '<scan-0412@mfp3.example.com>',
  sg_event_id: 'ZyjA',
  sg_message_id: 'wrfR.filter0425.13037.0',
}
const ids = { queueId: 'wrfR', messageId: '<scan-0412@mfp3.example.com>' }

const lines: readonly (readonly [string, Outcome])[] = [
  [
    JSON.stringify({ ...mail, event: 'delivered', response: '250 2.0.0 OK' }),
    said({ ...ids, action: 'relayed', code: 250, dsn: '2.0.0', reply: '250 2.0.0 OK' }),
  ],
  [
    JSON.stringify({ ...mail, event: 'bounce', reason: reply, status: '5.0.0' }),
    said({ ...ids, ...failed, signature: signatureOf(reply, { host: null, status: '5.1.1', code: 550 }) }),
  ],
  [JSON.stringify({ ...mail, event: 'open' }), 'ignored'],
  [JSON.stringify({ ...mail, event: 'teleported' }), 'unrecognised'],
]

export const examples: LogFormat['examples'] = lines.map(([line, outcome]) => ({ text: line, gives: [outcome] }))

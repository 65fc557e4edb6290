import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { failed, reply, saidBy } from '../sending-service/examples.ts'

const said = saidBy('postmark')

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

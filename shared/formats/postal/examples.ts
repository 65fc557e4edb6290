import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { failed, reply, saidBy } from '../sending-service/examples.ts'

const said = saidBy('postal')

const message = {
  id: 156,
  token: 'Qx7',
  message_id: 'scan-0412@mfp3.example.com',
  to: 'k.lee@example.net',
  from: 'scanner@example.com',
  subject: 'Scan',
}
const ids = { queueId: 'Qx7', messageId: '<scan-0412@mfp3.example.com>', sender: 'scanner@example.com', subject: 'Scan' }
const event = (name: string, payload: object): string => JSON.stringify({ event: name, timestamp: 1_772_442_847, uuid: '0db8-1', payload })

const lines: readonly (readonly [string, Outcome])[] = [
  [
    event('MessageSent', {
      message,
      status: 'Sent',
      details: 'Accepted by mx.example.net',
      output: '250 2.0.0 OK',
      timestamp: 1_772_442_847,
    }),
    said({ ...ids, action: 'relayed', code: 250, dsn: '2.0.0', reply: '250 2.0.0 OK' }),
  ],
  [
    event('MessageDeliveryFailed', { message, status: 'HardFail', details: 'Rejected', output: reply }),
    said({ ...ids, ...failed, signature: signatureOf(reply, { host: null, status: '5.1.1', code: 550 }) }),
  ],
  [
    event('MessageBounced', { original_message: message, bounce: { ...message, token: 'Rz8', from: '' } }),
    said({ ...ids, action: 'bounced', signature: signatureOf('', { host: null, status: null, code: null }) }),
  ],
  [event('MessageDeliveryFailed', { message: { ...message, direction: 'incoming' }, output: reply }), 'ignored'],
  [event('MessageLoaded', { message, ip_address: '192.0.2.9' }), 'ignored'],
  [event('MessageTeleported', { message }), 'unrecognised'],
]

export const examples: LogFormat['examples'] = lines.map(([line, outcome]) => ({ text: line, gives: [outcome] }))

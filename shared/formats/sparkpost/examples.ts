import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { failed, reply, saidBy } from '../sending-service/examples.ts'

const said = saidBy('sparkpost')

const mail = { message_id: '0004e372', timestamp: '1772442847', friendly_from: 'Scans <scanner@example.com>', rcpt_to: 'k.lee@example.net' }
const ids = { queueId: '0004e372', sender: 'scanner@example.com' }
const bounce = { ...mail, type: 'bounce', bounce_class: '10', reason: '550 5.1.1 ...', raw_reason: reply }
const event = (fields: object): string => JSON.stringify({ msys: { message_event: fields } })

const lines: readonly (readonly [string, Outcome])[] = [
  [event({ ...mail, type: 'injection', subject: 'Scan' }), said({ ...ids, subject: 'Scan' })],
  [JSON.stringify({ ...mail, type: 'delivery', event_id: '92' }), said({ ...ids, action: 'relayed' })],
  [event(bounce), said({ ...ids, ...failed, signature: signatureOf(reply, { host: null, status: '5.1.1', code: 550 }) })],
  [event({ ...bounce, type: 'out_of_band', bounce_class: '60' }), 'ignored'],
  [event({ ...mail, type: 'teleport' }), 'unrecognised'],
]

export const examples: LogFormat['examples'] = lines.map(([line, outcome]) => ({ text: line, gives: [outcome] }))

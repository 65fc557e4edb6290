import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { failed, reply, saidBy } from '../sending-service/examples.ts'

const said = saidBy('mailersend')

const email = { from: 'scanner@example.com', subject: 'Scan', message: { id: '63fd1c1d' }, recipient: { email: 'k.lee@example.net' } }
const ids = { queueId: '63fd1c1d', sender: 'scanner@example.com', subject: 'Scan' }
const event = (type: string, reason: string | null = null): string =>
  JSON.stringify({ type, data: { object: 'activity', created_at: '2026-03-02T09:14:07.000000Z', email, morph: { reason } } })

const lines: readonly (readonly [string, Outcome])[] = [
  [event('activity.delivered'), said({ ...ids, action: 'relayed' })],
  [
    event('activity.hard_bounced', reply),
    said({ ...ids, ...failed, signature: signatureOf(reply, { host: null, status: '5.1.1', code: 550 }) }),
  ],
  [event('activity.opened'), 'ignored'],
  [event('activity.teleported'), 'unrecognised'],
]

export const examples: LogFormat['examples'] = lines.map(([line, outcome]) => ({ text: line, gives: [outcome] }))

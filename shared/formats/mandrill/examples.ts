import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { failed, reply, saidBy } from '../sending-service/examples.ts'

const said = saidBy('mandrill')

const msg = { _id: 'abcdef01', ts: 1_772_442_840, email: 'k.lee@example.net', sender: 'scanner@example.com', subject: 'Scan' }
const ids = { queueId: 'abcdef01', sender: 'scanner@example.com', subject: 'Scan' }
const event = (name: string, more: object = {}): string =>
  JSON.stringify({ event: name, _id: 'abcdef01', ts: 1_772_442_847, msg: { ...msg, ...more } })
const diag = `smtp;${reply}`

const lines: readonly (readonly [string, Outcome])[] = [
  [event('send'), said(ids)],
  [
    event('hard_bounce', { bounce_description: 'bad_mailbox', diag }),
    said({ ...ids, ...failed, reply: diag, signature: signatureOf(diag, { host: null, status: '5.1.1', code: 550 }) }),
  ],
  [event('open'), 'ignored'],
  [event('teleport'), 'unrecognised'],
]

export const examples: LogFormat['examples'] = lines.map(([line, outcome]) => ({ text: line, gives: [outcome] }))

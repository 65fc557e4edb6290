import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { failed, reply, saidBy } from '../sending-service/examples.ts'

const said = saidBy('mailjet')

const mail = {
  time: 1_772_442_847,
  MessageID: 19_421_777_835_146_490,
  Message_GUID: '1ab23cd4',
  email: 'k.lee@example.net',
  mj_campaign_id: 7,
}
const ids = { queueId: '1ab23cd4' }
const signature = signatureOf(reply, { host: null, status: '5.1.1', code: 550 })

const lines: readonly (readonly [string, Outcome])[] = [
  [
    JSON.stringify({ ...mail, event: 'sent', smtp_reply: 'sent (250 2.0.0 OK)' }),
    said({ ...ids, action: 'relayed', code: 250, dsn: '2.0.0', reply: '250 2.0.0 OK' }),
  ],
  [
    JSON.stringify({ ...mail, event: 'bounce', hard_bounce: true, error: 'user unknown', comment: reply }),
    said({ ...ids, ...failed, signature }),
  ],
  [
    JSON.stringify({ ...mail, Message_GUID: undefined, event: 'bounce', hard_bounce: false, comment: reply }),
    said({ ...failed, action: 'deferred', signature }),
  ],
  [JSON.stringify({ ...mail, event: 'open' }), 'ignored'],
  [JSON.stringify({ ...mail, event: 'teleport' }), 'unrecognised'],
]

export const examples: LogFormat['examples'] = lines.map(([line, outcome]) => ({ text: line, gives: [outcome] }))

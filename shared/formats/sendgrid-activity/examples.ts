import { signatureOf } from '../../signature.ts'
import type { LogFormat } from '../format.ts'
import { failed, reply, saidBy } from '../sending-service/examples.ts'

const said = saidBy('sendgrid-activity')

const header = 'processed,message_id,event,api_key_id,recv_message_id,credential_id,subject,from,email,reason,mx'
const row = (event: string, reason = '', mx = ''): string =>
  `2026-03-02T09:14:07Z,wrfR.filter0425.13037.0,${event},,wrfR,7,"Scan, 2 pages",scanner@example.com,k.lee@example.net,${reason},${mx}`
const ids = { queueId: 'wrfR', sender: 'scanner@example.com', subject: 'Scan, 2 pages' }
const host = 'mx.example.net'

export const examples: LogFormat['examples'] = [
  {
    text: [header, row('processed'), row('bounced', reply, host), row('opened'), row('teleported')].join('\n'),
    gives: [
      'ignored',
      said(ids),
      said({ ...ids, ...failed, nextHop: host, signature: signatureOf(reply, { host, status: '5.1.1', code: 550 }) }),
      'ignored',
      'unrecognised',
    ],
  },
]

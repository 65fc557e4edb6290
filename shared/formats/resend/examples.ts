import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { failed, reply, saidBy } from '../sending-service/examples.ts'

const said = saidBy('resend')

const data = { email_id: '56761188', from: 'Scans <scanner@example.com>', to: ['K Lee <k.lee@example.net>'], subject: 'Scan' }
const several = ['ann.k.lee@example.net', 'k.lee@example.net']
const naming = '550 5.1.1 <K.Lee@example.net>: no such user'
const ids = { queueId: '56761188', sender: 'scanner@example.com', subject: 'Scan' }
const event = (type: string, more: object = {}): string =>
  JSON.stringify({ type, created_at: '2026-03-02T09:14:07.000Z', data: { ...data, ...more } })

const lines: readonly (readonly [string, Outcome])[] = [
  [event('email.sent'), said(ids)],
  [
    event('email.bounced', { bounce: { type: 'Permanent', subType: 'General', message: reply } }),
    said({ ...ids, ...failed, signature: signatureOf(reply, { host: null, status: '5.1.1', code: 550 }) }),
  ],
  [
    event('email.bounced', { bounce: { message: 'The mail server of the recipient refused it.', diagnosticCode: [`smtp; ${reply}`] } }),
    said({ ...ids, ...failed, signature: signatureOf(reply, { host: null, status: '5.1.1', code: 550 }) }),
  ],
  [event('email.sent', { to: several }), several.flatMap((recipient) => said({ ...ids, recipient }))],
  [event('email.delivered', { to: several }), said({ ...ids, action: 'relayed', recipient: null })],
  [
    event('email.bounced', { to: several, bounce: { message: reply } }),
    said({ ...ids, ...failed, recipient: null, signature: signatureOf(reply, { host: null, status: '5.1.1', code: 550 }) }),
  ],
  [
    event('email.bounced', { to: several, bounce: { message: naming } }),
    said({ ...ids, ...failed, reply: naming, signature: signatureOf(naming, { host: null, status: '5.1.1', code: 550 }) }),
  ],
  [event('email.opened'), 'ignored'],
  [event('email.opened', { to: several }), 'ignored'],
  [event('email.teleported'), 'unrecognised'],
]

export const examples: LogFormat['examples'] = lines.map(([line, outcome]) => ({ text: line, gives: [outcome] }))

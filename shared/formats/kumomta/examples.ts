import type { Attempt, LogRecord, Origin, Refusal, Statement } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

const origin: Origin = { stamp: 1_772_442_847_000_000, zoned: true, yearless: false, host: 'kumomta', program: 'kumod', pid: 0 }

const told = (...statements: readonly Statement[]): Outcome => statements.map((statement): LogRecord => ({ ...statement, origin }))

const queueId = 'd7ef132b5d7711eea8c8000c29c33806'
const server = { name: 'mx.example.net.', addr: '198.51.100.27' }
const mail = {
  id: queueId,
  sender: 'scanner@example.com',
  recipient: 'k.lee@example.net',
  queue: 'example.net',
  size: 1047,
  num_attempts: 0,
  timestamp: 1_772_442_847,
}

const line = (type: string, more: object): string => JSON.stringify({ type, ...mail, ...more })
const response = (code: number, subject: number, detail: number, content: string): object => ({
  code,
  enhanced_code: { class: Math.floor(code / 100), subject, detail },
  content,
  command: 'RCPT TO:<k.lee@example.net>',
})

function attempt(action: Attempt['action'], code: number, dsn: string, reply: string, linkedId: string | null = null): Attempt {
  const nextHop = 'mx.example.net[198.51.100.27]'
  const absent = { originalRecipient: null, delaySeconds: null }
  const signature = action === 'sent' ? null : signatureOf(reply, { host: nextHop, status: dsn, code })
  return {
    kind: 'attempt',
    action,
    queueId,
    agent: 'smtp',
    recipient: 'k.lee@example.net',
    ...absent,
    nextHop,
    dsn,
    code,
    reply,
    signature,
    linkedId,
  }
}

const unknown = '550 5.1.1 No such user'
const denied = '550 5.7.1 relaying not permitted'
const refusal: Refusal = {
  kind: 'refusal',
  action: 'reject',
  queueId: null,
  stage: null,
  clientIp: '192.0.2.33',
  clientName: null,
  helo: 'mfp3',
  login: null,
  sender: 'scanner@example.com',
  recipient: 'k.lee@example.net',
  dsn: '5.7.1',
  code: 550,
  reply: denied,
  signature: signatureOf(denied, { status: '5.7.1', code: 550 }),
}
const client = { name: 'mfp3', addr: '192.0.2.33' }

const lines: readonly (readonly [string, Outcome])[] = [
  [
    line('Reception', {
      peer_address: client,
      meta: { authz_id: 'scan' },
      headers: { 'Message-ID': '<a@mfp3>', Subject: 'Scan' },
      response: response(250, 0, 0, ''),
    }),
    told(
      {
        kind: 'arrival',
        queueId,
        clientIp: '192.0.2.33',
        clientName: null,
        login: 'scan',
        sender: 'scanner@example.com',
        linkedId: null,
        helo: 'mfp3',
        subject: 'Scan',
      },
      { kind: 'queued', queueId, sender: 'scanner@example.com', sizeBytes: 1047, recipients: 1 },
      { kind: 'message-id', queueId, messageId: '<a@mfp3>' },
    ),
  ],
  [
    line('Delivery', {
      peer_address: server,
      response: { ...response(250, 0, 0, 'OK'), enhanced_code: { class: 2, subject: 0, detail: 0 } },
    }),
    told(attempt('sent', 250, '2.0.0', '250 2.0.0 OK')),
  ],
  [
    line('Bounce', { peer_address: server, response: response(550, 1, 1, 'No such user') }),
    told(attempt('bounced', 550, '5.1.1', unknown)),
  ],
  [
    line('TransientFailure', {
      peer_address: server,
      recipient: ['k.lee@example.net', 'a@example.net'],
      response: response(452, 2, 2, 'Full'),
    }),
    told(attempt('deferred', 452, '4.2.2', '452 4.2.2 Full'), {
      ...attempt('deferred', 452, '4.2.2', '452 4.2.2 Full'),
      recipient: 'a@example.net',
    }),
  ],
  [line('Rejection', { peer_address: client, response: response(550, 7, 1, 'relaying not permitted') }), told(refusal)],
  [line('AdminBounce', { response: response(551, 0, 0, 'Administrator bounced') }), told({ kind: 'end', action: 'deleted', queueId })],
  [line('Feedback', {}), 'ignored'],
  [line('Teleport', {}), 'unrecognised'],
]

export const examples: LogFormat['examples'] = lines.map(([text, outcome]) => ({ text, gives: [outcome] }))

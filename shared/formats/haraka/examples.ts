import type { Attempt, LogRecord, Origin, Statement } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

const origin: Origin = { stamp: Date.UTC(2026, 2, 2, 9, 14, 5) * 1000, zoned: true, yearless: false, host: '', program: 'haraka', pid: 0 }
const told = (...statements: readonly Statement[]): Outcome => statements.map((statement): LogRecord => ({ ...statement, origin }))

const UUID = 'D33D6290-C923-4DAC-A4B4-D0E7B8FAF010'
const queueId = `${UUID}.1`
const sender = 'scanner@example.com'

function attempt(over: Partial<Attempt> & Pick<Attempt, 'action' | 'reply' | 'recipient'>): Attempt {
  const { action, reply, dsn = null, code = null } = over
  const absent = { originalRecipient: null, delaySeconds: null, linkedId: null, dsn, code, nextHop: 'none' }
  const signature = action === 'sent' ? null : signatureOf(reply, { host: null, status: dsn, code })
  return { kind: 'attempt', queueId, agent: 'smtp', ...absent, signature, ...over }
}

function refusal(stage: 'rcpt' | 'connect', reply: string, code: number, client: string, over: object): Statement {
  const absent = { queueId: null, clientName: null, helo: null, login: null, sender: null, recipient: null, dsn: null }
  const signature = signatureOf(reply, { stage, status: null, code })
  return { kind: 'refusal', action: 'reject', ...absent, stage, clientIp: client, code, reply, signature, ...over }
}

const unknown = '550 5.1.1 No such user'
const foreign = '550 I cannot deliver mail for <x@example.org>'
const listed = '554 host [192.0.2.9] is blacklisted by bl.example.org'
const timeout = 'Ongoing connection failed to 198.51.100.40:25 : socket timeout waiting on rcpt'

/** One mail to three recipients at two domains, and who was turned away. */
const lines: readonly (readonly [string, Outcome])[] = [
  [`[NOTICE] [${UUID}] [core] connect ip=192.0.2.33 port=59300 local_ip=:: local_port=587`, 'ignored'],
  [`[NOTICE] [${queueId}] [core] sender <${sender}> code=CONT msg=""`, 'ignored'],
  [`[NOTICE] [${queueId}] [core] recipient <k.lee@example.net> code=OK msg="" sender=${sender}`, 'ignored'],
  [`level=NOTICE uuid=${queueId} origin=core message="recipient <a@example.net>" code=OK msg="" sender=${sender}`, 'ignored'],
  [`[NOTICE] [${queueId}] [core] recipient <b@slow.example> code=OK msg="" sender=${sender}`, 'ignored'],
  [
    `[NOTICE] [${queueId}] [core] recipient <x@example.org> code=DENY msg="I cannot deliver mail for <x@example.org>" sender=${sender}`,
    told(refusal('rcpt', foreign, 550, '192.0.2.33', { sender, recipient: 'x@example.org' })),
  ],
  [
    `[NOTICE] [${queueId}] [core] message mid=<scan-0412@mfp3> size=451 rcpts=3/0/1 delay=0.009 code=CONT msg=""`,
    told(
      { kind: 'arrival', queueId, clientIp: '192.0.2.33', clientName: null, login: null, sender, linkedId: null },
      { kind: 'message-id', queueId, messageId: '<scan-0412@mfp3>' },
      { kind: 'queued', queueId, sender, sizeBytes: 451, recipients: 3 },
    ),
  ],
  [`[NOTICE] [${queueId}] [core] queue code=OK msg="Message Queued (${queueId})"`, 'ignored'],
  [
    `[NOTICE] [${queueId}.1] [outbound] recipient <a@example.net> rejected: ${unknown}`,
    told(attempt({ action: 'bounced', recipient: 'a@example.net', code: 550, dsn: '5.1.1', reply: unknown })),
  ],
  [`[INFO] [${queueId}.1] [outbound] bouncing mail: Some recipients failed: <a@example.net>`, 'ignored'],
  [
    `[INFO] [${queueId}.1] [outbound] Created transaction: 7A11C0DE-1B5F-47DB-AFBF-4E91BBC2DE89`,
    told(
      { kind: 'notice', action: 'failure', queueId, linkedId: '7A11C0DE-1B5F-47DB-AFBF-4E91BBC2DE89' },
      { kind: 'queued', queueId: '7A11C0DE-1B5F-47DB-AFBF-4E91BBC2DE89', sender: '', sizeBytes: 0, recipients: 1 },
    ),
  ],
  [
    `[NOTICE] [${queueId}.1] [outbound]  delivered file=16_0 domain=example.net host=mx.example.net ip=198.51.100.27 port=25 mode=SMTP tls=Y auth=N response="Ok: queued as BA5AF7A207E" delay=1.7 fails=0 rcpts=1/0/1`,
    told(
      attempt({
        action: 'sent',
        recipient: 'k.lee@example.net',
        nextHop: 'mx.example.net[198.51.100.27]:25',
        delaySeconds: 1.7,
        reply: 'Ok: queued as BA5AF7A207E',
        linkedId: 'BA5AF7A207E',
      }),
    ),
  ],
  [`[ERROR] [${queueId}.2] [outbound] ${timeout}`, 'ignored'],
  [
    `[INFO] [${queueId}.2] [outbound] Temp failing 16_0 for 64 seconds: Tried all MXs`,
    told(attempt({ action: 'deferred', recipient: 'b@slow.example', reply: timeout })),
  ],
  [
    `[INFO] [${queueId}.2] [outbound] bouncing mail: Too many failures (Upstream error: 450 4.7.1 Later)`,
    told(attempt({ action: 'expired', recipient: 'b@slow.example', code: 450, dsn: '4.7.1', reply: '450 4.7.1 Later' })),
  ],
  [
    `[NOTICE] [59AF050A] [core] disconnect ip=192.0.2.9 rdns=NXDOMAIN helo="" txns=0 rcpts=0/0/0 lr="${listed}" time=0.2`,
    told(refusal('connect', listed, 554, '192.0.2.9', {})),
  ],
]

const json = { level: 'NOTICE', uuid: '69D20955', origin: 'core', message: 'disconnect', ip: '192.0.2.9', txns: 0, lr: listed }

export const examples: LogFormat['examples'] = [
  { text: lines.map(([line]) => `2026-03-02T09:14:05.000Z ${line}`).join('\n'), gives: lines.map(([, outcome]) => outcome) },
  {
    text: JSON.stringify({ ...json, timestamp: '2026-03-02T09:14:05.000Z' }),
    gives: [told(refusal('connect', listed, 554, '192.0.2.9', {}))],
  },
  { text: '[NOTICE] [59AF050A] [core] connect ip=192.0.2.9 port=4712 local_ip=:: local_port=25', gives: ['unrecognised'] },
]

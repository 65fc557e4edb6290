import type { Attempt, LogRecord, Origin, Statement } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

const origin: Origin = {
  stamp: Date.UTC(2026, 2, 2, 9, 14, 5, 123) * 1000,
  zoned: false,
  yearless: false,
  host: '',
  program: 'hmailserver',
  pid: 0,
}
const told = (...statements: readonly Statement[]): Outcome => statements.map((statement): LogRecord => ({ ...statement, origin }))

const TIME = '"2026-03-02 09:14:05.123"'
const client = (text: string): string => `"SMTPD"\t4532\t154\t${TIME}\t"192.0.2.33"\t"${text}"`
const server = (text: string): string => `"SMTPC"\t4512\t155\t${TIME}\t"198.51.100.27"\t"${text}"`
const mail = (text: string): string => `"APPLICATION"\t3740\t${TIME}\t"SMTPDeliverer - Message 7: ${text}"`

function attempt(over: Partial<Attempt> & Pick<Attempt, 'action' | 'reply' | 'recipient'>): Attempt {
  const { action, reply, dsn = null, code = null } = over
  const absent = { originalRecipient: null, delaySeconds: null, linkedId: null, dsn, code }
  const signature = action === 'sent' ? null : signatureOf(reply, { status: dsn, code })
  return { kind: 'attempt', queueId: '7', agent: 'smtp', nextHop: '[198.51.100.27]', ...absent, signature, ...over }
}

const unknown = '550-5.1.1 No such 550 5.1.1 user'
const later = '450 4.2.0 Greylisted'
const gaveUp = 'Message could not be delivered. Returning error log to sender.'
const denied = '550 Delivery is not allowed to this address.'
const people = ['k.lee@example.net', 'a@example.net', 'b@example.net']

const lines: readonly (readonly [string, Outcome])[] = [
  [client('RECEIVED: EHLO mfp3'), 'ignored'],
  [client('RECEIVED: AUTH LOGIN'), 'ignored'],
  [client('SENT: 334 VXNlcm5hbWU6'), 'ignored'],
  [client('RECEIVED: c2NhbkBleGFtcGxlLmNvbQ=='), 'ignored'],
  [client('SENT: 334 UGFzc3dvcmQ6'), 'ignored'],
  [client('RECEIVED: ***'), 'ignored'],
  [client('SENT: 235 authenticated.'), 'ignored'],
  [client('RECEIVED: MAIL FROM:<scanner@example.com> SIZE=900'), 'ignored'],
  [client('SENT: 250 OK'), 'ignored'],
  ...people.flatMap((recipient): readonly (readonly [string, Outcome])[] => [
    [client(`RECEIVED: RCPT TO:<${recipient}>`), 'ignored'],
    [client('SENT: 250 OK'), 'ignored'],
  ]),
  [client('RECEIVED: RCPT TO:<x@example.org>'), 'ignored'],
  [
    client(`SENT: ${denied}`),
    told({
      kind: 'refusal',
      action: 'reject',
      queueId: null,
      stage: 'rcpt',
      clientIp: '192.0.2.33',
      clientName: null,
      helo: 'mfp3',
      login: 'scan@example.com',
      sender: 'scanner@example.com',
      recipient: 'x@example.org',
      dsn: null,
      code: 550,
      reply: denied,
      signature: signatureOf(denied, { stage: 'rcpt', status: null, code: 550 }),
    }),
  ],
  [client('RECEIVED: DATA'), 'ignored'],
  [client('SENT: 354 OK, send.'), 'ignored'],
  [
    mail(`Delivering message from scanner@example.com to ${people.join(', ')}. File: C:\\Data\\{1F}.eml`),
    told(
      {
        kind: 'arrival',
        queueId: '7',
        clientIp: '192.0.2.33',
        clientName: null,
        login: 'scan@example.com',
        sender: 'scanner@example.com',
        linkedId: null,
        helo: 'mfp3',
      },
      { kind: 'queued', queueId: '7', sender: 'scanner@example.com', sizeBytes: 0, recipients: 3 },
    ),
  ],
  [client('SENT: 250 Queued (0.016 seconds)'), 'ignored'],
  [server('SENT: MAIL FROM:<scanner@example.com>'), 'ignored'],
  [server('SENT: RCPT TO:<k.lee@example.net>'), 'ignored'],
  [server('RECEIVED: 250 OK'), 'ignored'],
  [server('SENT: RCPT TO:<a@example.net>'), 'ignored'],
  [
    server('RECEIVED: 550-5.1.1 No such[nl]550 5.1.1 user'),
    told(attempt({ action: 'bounced', recipient: 'a@example.net', code: 550, dsn: '5.1.1', reply: unknown })),
  ],
  [server('SENT: RCPT TO:<b@example.net>'), 'ignored'],
  [server(`RECEIVED: ${later}`), told(attempt({ action: 'deferred', recipient: 'b@example.net', code: 450, dsn: '4.2.0', reply: later }))],
  [server('SENT: DATA'), 'ignored'],
  [server('RECEIVED: 354 Go'), 'ignored'],
  [
    server('RECEIVED: 250 Ok: queued as BA5AF7A207E'),
    told(
      attempt({
        action: 'sent',
        recipient: 'k.lee@example.net',
        code: 250,
        reply: '250 Ok: queued as BA5AF7A207E',
        linkedId: 'BA5AF7A207E',
      }),
    ),
  ],
  [mail('Message could not be delivered. Scheduling it for later delivery in 60 minutes.'), 'ignored'],
  [mail('Message delivery thread completed.'), 'ignored'],
  [mail(gaveUp), told(attempt({ action: 'expired', recipient: 'b@example.net', nextHop: 'none', code: 450, dsn: '4.2.0', reply: later }))],
  [`"TCPIP"\t4532\t${TIME}\t"TCP - 192.0.2.33 connected to 192.0.2.1:25."`, 'ignored'],
  [mail('Delivering message'), 'ignored'],
  [mail('Delivering message from scanner'), 'unrecognised'],
]

export const examples: LogFormat['examples'] = [
  { text: lines.map(([line]) => line).join('\n'), gives: lines.map(([, outcome]) => outcome) },
]

import type { LogRecord, Origin, Refusal, Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { reportOf } from '../microsoft/example.ts'

const fields = '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context'
const time = '2026-03-02T15:14:39.026Z'
const client = '10.2.0.44'

function receive(session: string, said: string): string {
  return String.raw`${time},EXCH01\Default Frontend EXCH01,${session},7,10.2.0.2:25,${client}:53228,${said}`
}

function send(session: string, said: string, connector = 'Internet'): string {
  return `${time},${connector},${session},7,10.2.0.2:10437,198.51.100.20:25,${said}`
}

function origin(program: string, session: string, host: string): Origin {
  return { stamp: Date.parse(time) * 1000, zoned: true, yearless: false, host, program, pid: Number.parseInt(session.slice(-7), 16) }
}

const printer = '08DC1DB8591B229A'
const stranger = '08DC1DB8591B229B'

const connected = (session: string): Outcome => [
  {
    kind: 'session',
    action: 'connect',
    clientIp: client,
    clientName: null,
    stage: null,
    queueId: null,
    origin: origin('smtp-receive', session, 'EXCH01'),
  },
]

function refused(said: Pick<Refusal, 'stage' | 'helo' | 'sender' | 'recipient' | 'dsn' | 'code' | 'reply'>, session = stranger): Outcome {
  const { reply, stage, dsn, code } = said
  return [
    {
      kind: 'refusal',
      action: 'reject',
      queueId: null,
      clientIp: client,
      clientName: null,
      login: null,
      ...said,
      signature: signatureOf(reply, { stage, status: dsn, code }),
      origin: origin('smtp-receive', session, 'EXCH01'),
    },
  ]
}

const relay = '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain'
const login = '535 5.7.3 Authentication unsuccessful'
const id = '<job.7@mfp3.example.com>'

function reported(program: string, session: string, report: Partial<Report> & Pick<Report, 'action'>): LogRecord {
  const { host, pid } = origin(program, session, program === 'smtp-send' ? 'mail.example.com' : 'EXCH01')
  return reportOf({ host, program, pid }, time, { agent: 'exchange-smtp-protocol', messageId: id, ...report })
}

const took = { action: 'accepted', sender: 'scan@example.com', clientIp: client, code: 250 } as const

/** Two sessions among each other; of one the client sends its commands without waiting. */
const received: readonly (readonly [string, Outcome])[] = [
  ['#Software: Microsoft Exchange Server', 'ignored'],
  ['#Log-type: SMTP Receive Protocol Log', 'ignored'],
  [fields, 'ignored'],
  [receive(printer, '+,,'), connected(printer)],
  [receive(printer, '>,"220 mail.example.com Microsoft ESMTP MAIL Service ready at Mon, 2 Mar 2026 16:14:38 +0100",'), 'ignored'],
  [receive(stranger, '+,,'), connected(stranger)],
  [receive(printer, '<,EHLO mfp3.example.com,'), 'ignored'],
  [receive(printer, '>,250-mail.example.com Hello [10.2.0.44],'), 'ignored'],
  [receive(printer, '>,250 SIZE PIPELINING,'), 'ignored'],
  [receive(printer, '<,MAIL FROM:<scan@example.com> SIZE=1000,'), 'ignored'],
  [receive(printer, '<,RCPT TO:<ann@example.com>,'), 'ignored'],
  [receive(printer, '<,RCPT TO:<bob@example.com>,'), 'ignored'],
  [receive(stranger, '<,HELO localhost,'), 'ignored'],
  [receive(stranger, '>,250 mail.example.com Hello [10.2.0.44],'), 'ignored'],
  [receive(stranger, '<,AUTH LOGIN,'), 'ignored'],
  [receive(stranger, '>,334 <authentication response>,'), 'ignored'],
  [
    receive(stranger, `>,${login},`),
    refused({ stage: 'auth', helo: 'localhost', sender: null, recipient: null, dsn: '5.7.3', code: 535, reply: login }),
  ],
  [receive(stranger, '<,MAIL FROM:<spam@example.org>,'), 'ignored'],
  [receive(stranger, '>,250 2.1.0 Sender OK,'), 'ignored'],
  [receive(stranger, '<,RCPT TO:<victim@example.net>,'), 'ignored'],
  [
    receive(stranger, `>,${relay},`),
    refused({
      stage: 'rcpt',
      helo: 'localhost',
      sender: 'spam@example.org',
      recipient: 'victim@example.net',
      dsn: '5.7.54',
      code: 550,
      reply: relay,
    }),
  ],
  [receive(stranger, '<,QUIT,'), 'ignored'],
  [receive(stranger, '-,,Local'), 'ignored'],
  [receive(printer, '>,250 2.1.0 Sender OK,'), 'ignored'],
  [receive(printer, '>,250 2.1.5 Recipient OK,'), 'ignored'],
  [receive(printer, '>,250 2.1.5 Recipient OK,'), 'ignored'],
  [receive(printer, '<,DATA,'), 'ignored'],
  [receive(printer, '>,354 Start mail input; end with <CRLF>.<CRLF>,'), 'ignored'],
  [
    receive(
      printer,
      `>,"250 2.6.0 ${id} [InternalId=5450313518243, Hostname=EXCH01.example.com] 1841 bytes in 0.101 Queued mail for delivery",`,
    ),
    [
      reported('smtp-receive', printer, { ...took, recipient: 'ann@example.com' }),
      reported('smtp-receive', printer, { ...took, recipient: 'bob@example.com' }),
    ],
  ],
  [receive(printer, '<,MAIL FROM:<scan@example.com>,'), 'ignored'],
  [receive(printer, '>,250 2.1.0 Sender OK,'), 'ignored'],
  [
    receive(printer, '-,,Remote(ConnectionReset)'),
    [
      {
        kind: 'session',
        action: 'lost',
        clientIp: client,
        clientName: null,
        stage: 'mail',
        queueId: null,
        origin: origin('smtp-receive', printer, 'EXCH01'),
      },
    ],
  ],
  [`${time},half a line`, 'unrecognised'],
]

const mx = 'mx.example.net[198.51.100.20]:25'
const unknownUser = '550 5.1.1 <nobody@example.net>: Recipient address rejected: User unknown'
const failed =
  'Failed to connect. Winsock error code: 10061, Win32 error code: 10061, Destination domain: example.net, Error Message: No connection could be made because the target machine actively refused it 198.51.100.20:25.'

const sent: readonly (readonly [string, Outcome])[] = [
  ['#Log-type: SMTP Send Protocol Log', 'ignored'],
  [send(printer, '*,,attempting to connect'), 'ignored'],
  [send(printer, '+,,'), 'ignored'],
  [send(printer, '<,220 mx.example.net ESMTP Postfix,'), 'ignored'],
  [send(printer, '>,EHLO mail.example.com,'), 'ignored'],
  [send(printer, '<,250 mx.example.net PIPELINING,'), 'ignored'],
  [send(printer, `*,,sending message with RecordId 5450313518243 and InternetMessageId ${id}`), 'ignored'],
  [send(printer, '>,MAIL FROM:<scan@example.com> SIZE=1841,'), 'ignored'],
  [send(printer, '>,RCPT TO:<nobody@example.net>,'), 'ignored'],
  [send(printer, '>,RCPT TO:<k.lee@example.net>,'), 'ignored'],
  [send(printer, '<,250 2.1.0 Ok,'), 'ignored'],
  [
    send(printer, `<,${unknownUser},`),
    [
      reported('smtp-send', printer, {
        action: 'bounced',
        sender: 'scan@example.com',
        recipient: 'nobody@example.net',
        nextHop: mx,
        code: 550,
        dsn: '5.1.1',
        reply: unknownUser,
        signature: signatureOf(unknownUser, { host: mx, status: '5.1.1', code: 550 }),
      }),
    ],
  ],
  [send(printer, '<,250 2.1.5 Ok,'), 'ignored'],
  [send(printer, '>,BDAT 1841 LAST,'), 'ignored'],
  [
    send(printer, '<,250 2.0.0 Ok: queued as 4Zx2lq1Wk3z9,'),
    [
      reported('smtp-send', printer, {
        action: 'relayed',
        sender: 'scan@example.com',
        recipient: 'k.lee@example.net',
        nextHop: mx,
        code: 250,
        dsn: '2.0.0',
        reply: '250 2.0.0 Ok: queued as 4Zx2lq1Wk3z9',
      }),
    ],
  ],
  [send(printer, '>,QUIT,'), 'ignored'],
  [send(printer, '<,221 2.0.0 Bye,'), 'ignored'],
  [send(printer, '-,,Local'), 'ignored'],
  [
    send(stranger, `*,,"${failed}"`),
    [{ kind: 'interim', queueId: null, reply: failed, signature: signatureOf(failed), origin: origin('smtp-send', stranger, '') }],
  ],
]

/** One file for each side. */
export const examples: LogFormat['examples'] = [received, sent].map((lines) => ({
  text: lines.map(([line]) => line).join('\n'),
  gives: lines.map(([, outcome]) => outcome),
}))

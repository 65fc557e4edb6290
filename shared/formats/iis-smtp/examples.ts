import type { LogRecord, Origin, Refusal, Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { reportOf } from '../microsoft/example.ts'

const fields =
  '#Fields: date time c-ip cs-username s-sitename s-computername s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status sc-win32-status sc-bytes cs-bytes time-taken cs-version cs-host cs(User-Agent) cs(Cookie) cs(Referer)'
const time = '2026-03-02T05:00:19Z'
const origin: Origin = { stamp: Date.parse(time) * 1000, zoned: true, yearless: false, host: 'MAIL01', program: 'smtpsvc', pid: 0 }

/** `said`: verb, argument and status. */
function from(client: string, name: string, verb: string, argument: string, status: number, bytes = 13): string {
  return `2026-03-02 05:00:19 ${client} ${name} SMTPSVC1 MAIL01 192.0.2.2 0 ${verb} - ${argument} ${status} 0 48 ${bytes} 0 SMTP - - - -`
}

function to(kind: 'Command' | 'Response', verb: string, argument: string): string {
  return `2026-03-02 05:00:19 198.51.100.20 OutboundConnection${kind} SMTPSVC1 MAIL01 - 25 ${verb} - ${argument} 0 0 48 0 0 SMTP - - - -`
}

function reported(report: Partial<Report> & Pick<Report, 'action'>): LogRecord {
  return reportOf({ host: 'MAIL01', program: 'smtpsvc', pid: 0 }, time, { agent: 'iis-smtp', ...report })
}

function refused(said: Pick<Refusal, 'stage' | 'sender' | 'recipient' | 'code'>): Outcome {
  const { stage, code } = said
  return [
    {
      kind: 'refusal',
      action: 'reject',
      queueId: null,
      clientIp: '203.0.113.44',
      clientName: null,
      helo: 'MFP-3',
      login: null,
      dsn: null,
      reply: String(code),
      ...said,
      signature: signatureOf(String(code), { stage, code }),
      origin,
    },
  ]
}

const printer = (verb: string, argument: string, status: number, bytes?: number) =>
  from('203.0.113.44', 'MFP-3', verb, argument, status, bytes)
const mx = 'mx.example.net[198.51.100.20]:25'
const unknownUser = '550 5.1.1 User unknown'

const lines: readonly (readonly [string, Outcome])[] = [
  ['#Software: Microsoft Internet Information Services 6.0', 'ignored'],
  ['#Date: 2026-03-02 05:00:15', 'ignored'],
  [fields, 'ignored'],
  [printer('HELO', '+MFP-3', 250), 'ignored'],
  [printer('MAIL', '+FROM:+<scan+a@example.com>', 250), 'ignored'],
  [printer('RCPT', '+TO:+<k.lee@example.net>', 250), 'ignored'],
  [printer('RCPT', '+TO:ann@example.com', 250), 'ignored'],
  [
    printer('RCPT', '+TO:+<victim@example.org>', 550),
    refused({ stage: 'rcpt', sender: 'scan+a@example.com', recipient: 'victim@example.org', code: 550 }),
  ],
  [
    printer('DATA', '+<job.7@mfp3.example.com>', 250, 1399),
    ['k.lee@example.net', 'ann@example.com'].map((recipient) =>
      reported({
        action: 'accepted',
        messageId: '<job.7@mfp3.example.com>',
        sender: 'scan+a@example.com',
        recipient,
        clientIp: '203.0.113.44',
        sizeBytes: 1399,
        code: 250,
      }),
    ),
  ],
  [printer('QUIT', '-', 240), 'ignored'],
  [printer('HELO', '+MFP-3', 250), 'ignored'],
  [
    printer('MAIL', '+FROM:+<scan@example.com>+SIZE=99', 552),
    refused({ stage: 'mail', sender: 'scan@example.com', recipient: null, code: 552 }),
  ],
  [from('203.0.113.99', '-', 'get', '+/+HTTP/1.1', 500), 'ignored'],
  [to('Response', '-', '220+mx.example.net+ESMTP'), 'ignored'],
  [to('Command', 'EHLO', 'mail.example.com'), 'ignored'],
  [to('Response', '-', '250-mx.example.net'), 'ignored'],
  [to('Response', '-', '250+SIZE'), 'ignored'],
  [to('Command', 'MAIL', 'FROM:<scan@example.com>+SIZE=1722'), 'ignored'],
  [to('Response', '-', '250+2.1.0+Ok'), 'ignored'],
  [to('Command', 'RCPT', 'TO:<nobody@example.net>'), 'ignored'],
  [
    to('Response', '-', '550+5.1.1+User+unknown'),
    [
      reported({
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
  [to('Command', 'RCPT', 'TO:<k.lee@example.net>'), 'ignored'],
  [to('Response', '-', '250+2.1.5+Ok'), 'ignored'],
  [to('Command', 'DATA', '-'), 'ignored'],
  [to('Response', '-', '354+Go+ahead'), 'ignored'],
  [
    to('Response', '-', '250+2.0.0+Ok:+queued+as+4Zx2lq1Wk3z9'),
    [
      reported({
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
  ['2026-03-02 05:00:19 203.0.113.44 half a line', 'unrecognised'],
]

/** The rows mean nothing without the columns. */
export const examples: LogFormat['examples'] = [
  { text: lines.map(([line]) => line).join('\n'), gives: lines.map(([, outcome]) => outcome) },
]

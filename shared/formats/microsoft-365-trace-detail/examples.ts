import type { LogRecord, Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { reportOf } from '../microsoft/example.ts'

const header = '"MessageId","MessageTraceId","Date","Event","Action","Detail","SenderAddress","RecipientAddress"'

function row(event: string, detail: string): string {
  return `"<scan-7@mfp3.example.com>","1341ac7b-13fb-42ab-4d44-08cf7f55890f","3/2/2026 5:25:30 PM","${event}","","${detail}","scanner@example.com","k.lee@example.net"`
}

function said(report: Partial<Report> & Pick<Report, 'action'>): Outcome {
  const mail = {
    agent: 'microsoft-365-trace-detail',
    queueId: '1341ac7b-13fb-42ab-4d44-08cf7f55890f',
    messageId: '<scan-7@mfp3.example.com>',
    sender: 'scanner@example.com',
    recipient: 'k.lee@example.net',
  }
  const record: LogRecord = reportOf({ host: 'microsoft-365', program: 'trace-detail', pid: 0 }, '2026-03-02T17:25:30Z', {
    ...mail,
    ...report,
  })
  return [record]
}

const mx = 'mx.example.net[198.51.100.20]'
const unknownUser = '550 5.1.1 User unknown'
const refused = '450 4.4.316 Connection refused [Message=Socket error code 10061]'

const lines: readonly (readonly [string, Outcome])[] = [
  ['#TYPE Deserialized.Microsoft.Exchange.Management.FfoReporting.MessageTraceDetail', 'ignored'],
  [header, 'ignored'],
  [row('Receive', 'Message received by: AM6PR01.eurprd01.prod.example'), said({ action: 'accepted' })],
  [row('Submit', 'The message was submitted.'), 'ignored'],
  [
    row('Send external', 'Message sent to mx.example.net at 198.51.100.20 using TLS1.2 with AES256'),
    said({ action: 'relayed', nextHop: mx }),
  ],
  [row('Deliver', 'The message was successfully delivered.'), said({ action: 'delivered', nextHop: 'mail.protection.outlook.com' })],
  [
    row('Fail', `Reason: [{LED=${unknownUser}};{MSG=};{FQDN=mx.example.net};{IP=198.51.100.20};{LRT=}]`),
    said({
      action: 'bounced',
      nextHop: mx,
      reply: unknownUser,
      code: 550,
      dsn: '5.1.1',
      signature: signatureOf(unknownUser, { host: mx }),
    }),
  ],
  [
    row('Defer', `The message was deferred. ${refused}`),
    said({ action: 'deferred', reply: refused, code: 450, dsn: '4.4.316', signature: signatureOf(refused) }),
  ],
  [row('Drop', 'Reason: [{LED=250 2.1.5 RESOLVER.OOF.IntToExt; handled internal OOF};{MSG=};{FQDN=};{IP=};{LRT=}]'), 'ignored'],
  ['Total,42', 'unrecognised'],
]

/** Rows mean nothing without the header. */
export const examples: LogFormat['examples'] = [
  { text: lines.map(([line]) => line).join('\n'), gives: lines.map(([, outcome]) => outcome) },
]

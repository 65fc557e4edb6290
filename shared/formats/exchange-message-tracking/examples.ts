import type { LogRecord, Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { reportOf } from '../microsoft/example.ts'

const fields =
  '#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path,message-info,directionality,tenant-id,original-client-ip,original-server-ip,custom-data,transport-traffic-type,log-id,schema-version'

const mail = {
  agent: 'exchange-message-tracking',
  queueId: '1e6eb197-c6b4-1234-1b69-56dc1db88f50',
  messageId: '<job.7@host01.example.com>',
  sender: 'root@host01.example.com',
  recipient: 'k.lee@example.net',
  subject: 'Backup, done',
  sizeBytes: 7229,
  direction: 'received',
} as const

function said(report: Partial<Report> & Pick<Report, 'action'>): LogRecord {
  return reportOf({ host: 'EXCH01', program: 'message-tracking', pid: 0 }, '2026-03-02T15:16:09.949Z', { ...mail, ...report })
}

/** `between`: client and server with their addresses, context and connector. */
function row(between: string, event: string, recipients: string, status: string, related = ''): string {
  return `2026-03-02T15:16:09.949Z,${between},${event},70912345566403,<job.7@host01.example.com>,1e6eb197-c6b4-1234-1b69-56dc1db88f50,${recipients},${status},7229,1,${related},,"Backup, done",root@host01.example.com,root@host01.example.com,0cA: ,Incoming,,10.2.0.44,10.2.0.2,S:DeliveryPriority=Normal,Email,05503123-c5b9-46fe-1234-56dc1db88f8f,15.02.0330.005`
}

const into = String.raw`10.2.0.3,EXCH02,10.2.0.2,EXCH01,08DC1DB12C345BE5;2026-03-02T15:16:09.544Z;0,EXCH01\Default EXCH01`
const out = '10.2.0.2,EXCH01,198.51.100.20,mx.example.net,;250 2.0.0 Ok: queued as 4Zx2lq1Wk3z9;ClientSubmitTime:,Internet'
const queue = '10.2.0.2,EXCH01,,EXCH01,,Internet'

function failure(reply: string, code: number, dsn: string, nextHop: string | null) {
  return { reply, code, dsn, nextHop, signature: signatureOf(reply, { host: nextHop, status: dsn, code }) }
}

const notFound = '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'
const refused = '421 4.2.1 Unable to connect'
const tooOld = '550 4.4.7 QUEUE.Expired; message expired'

const lines: readonly (readonly [string, Outcome])[] = [
  ['#Software: Microsoft Exchange Server', 'ignored'],
  ['#Version: 15.02.0330.005', 'ignored'],
  ['#Log-type: Message Tracking Log', 'ignored'],
  ['#Date: 2026-03-02T00:00:00.000Z', 'ignored'],
  [fields, 'ignored'],
  [row(into, 'SMTP,RECEIVE', 'k.lee@example.net', ''), [said({ action: 'accepted', clientIp: '10.2.0.44' })]],
  [row(into, 'SMTP,HAREDIRECTFAIL', 'k.lee@example.net', ''), 'ignored'],
  [
    row(out, 'SMTP,SEND', 'k.lee@example.net;j.poe@example.net', '250 2.1.5 Ok;250 2.1.5 Ok'),
    ['k.lee@example.net', 'j.poe@example.net'].map((recipient) =>
      said({
        action: 'relayed',
        recipient,
        nextHop: 'mx.example.net[198.51.100.20]',
        reply: '250 2.0.0 Ok: queued as 4Zx2lq1Wk3z9',
        code: 250,
        dsn: '2.0.0',
      }),
    ),
  ],
  [
    row('10.2.0.2,EXCH01,10.2.0.2,MBX01,,', 'STOREDRIVER,DELIVER', 'ann@example.com', ''),
    [said({ action: 'delivered', recipient: 'ann@example.com', nextHop: 'MBX01[10.2.0.2]' })],
  ],
  [
    row(queue, 'ROUTING,FAIL', 'nobody@example.com', `[{LRT=};{LED=${notFound}};{FQDN=};{IP=}]`),
    [said({ action: 'bounced', recipient: 'nobody@example.com', ...failure(notFound, 550, '5.1.10', null) })],
  ],
  // A status may hold the separator.
  [
    row(queue, 'QUEUE,FAIL', 'k.lee@example.net;j.poe@example.net', `${tooOld};${tooOld}`),
    ['k.lee@example.net', 'j.poe@example.net'].map((recipient) =>
      said({ action: 'expired', recipient, ...failure(tooOld, 550, '4.4.7', null) }),
    ),
  ],
  [
    row(queue, 'SMTP,DEFER', 'k.lee@example.net', `[{LRT=3/2/2026 3:16:09 PM};{LED=${refused}};{FQDN=mx.example.net};{IP=198.51.100.20}]`),
    [said({ action: 'deferred', ...failure(refused, 421, '4.2.1', 'mx.example.net[198.51.100.20]') })],
  ],
  [
    row(queue, 'ROUTING,EXPAND', 'ann@example.com', '', 'team@example.com'),
    [
      said({ action: 'expanded', recipient: 'team@example.com' }),
      said({ action: 'accepted', recipient: 'ann@example.com', originalRecipient: 'team@example.com' }),
    ],
  ],
  ['2026-03-02T15:16:09.949Z,half a line', 'unrecognised'],
]

/** The second: rows that were sent on by themselves. */
export const examples: LogFormat['examples'] = [
  { text: lines.map(([line]) => line).join('\n'), gives: lines.map(([, outcome]) => outcome) },
  { text: row(into, 'SMTP,RECEIVE', 'k.lee@example.net', ''), gives: [[said({ action: 'accepted', clientIp: '10.2.0.44' })]] },
]

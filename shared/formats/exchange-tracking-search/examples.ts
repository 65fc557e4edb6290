import type { LogRecord, Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { reportOf } from '../microsoft/example.ts'

const header =
  '"Timestamp","EventId","Source","Sender","Recipients","RecipientStatus","MessageSubject","MessageId","ServerHostname","OriginalClientIp","TotalBytes"'

function row(event: string, recipients: string, status: string): string {
  return `"3/2/2026 5:25:30 PM","${event}","SMTP","scanner@example.com","${recipients}","${status}","Scan","<scan-7@mfp3.example.com>","EXCH01","10.2.0.44","1000"`
}

function said(report: Partial<Report> & Pick<Report, 'action'>): LogRecord {
  const mail = {
    agent: 'exchange-tracking-search',
    messageId: '<scan-7@mfp3.example.com>',
    sender: 'scanner@example.com',
    recipient: 'k.lee@example.net',
    subject: 'Scan',
    sizeBytes: 1000,
  }
  const record = reportOf({ host: 'EXCH01', program: 'message-tracking', pid: 0 }, '2026-03-02T17:25:30Z', { ...mail, ...report })
  return { ...record, origin: { ...record.origin, zoned: false } }
}

const unknownUser = '550 5.1.1 User unknown'
const failure = { action: 'bounced', reply: unknownUser, code: 550, dsn: '5.1.1', signature: signatureOf(unknownUser) } as const

const lines: readonly (readonly [string, Outcome])[] = [
  ['#TYPE Microsoft.Exchange.Management.TransportLogSearchTasks.MessageTrackingEvent', 'ignored'],
  [header, 'ignored'],
  [row('RECEIVE', 'k.lee@example.net', ''), [said({ action: 'accepted', clientIp: '10.2.0.44' })]],
  [row('HAREDIRECT', 'k.lee@example.net', ''), 'ignored'],
  [
    row('FAIL', 'k.lee@example.net;j.poe@example.net', `{${unknownUser};${unknownUser}}`),
    [said(failure), said({ ...failure, recipient: 'j.poe@example.net' })],
  ],
  [row('DELIVER', 'System.String[]', ''), [said({ action: 'delivered', recipient: null, nextHop: 'EXCH01' })]],
  ['Total,42', 'unrecognised'],
]

/** Rows mean nothing without the header. */
export const examples: LogFormat['examples'] = [
  { text: lines.map(([line]) => line).join('\n'), gives: lines.map(([, outcome]) => outcome) },
]

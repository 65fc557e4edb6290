import type { LogRecord, Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { reportOf } from '../microsoft/example.ts'

const header =
  'origin_timestamp_utc,sender_address,recipient_status,message_subject,total_bytes,message_id,network_message_id,original_client_ip,directionality,connector_id,delivery_priority'

const mail = {
  agent: 'microsoft-365-enhanced-summary',
  queueId: '1341ac7b-13fb-42ab-4d44-08cf7f55890f',
  messageId: '<4f.7@example.com>',
  sender: 'scan@example.com',
  subject: 'Scan',
  sizeBytes: 210331,
  clientIp: '203.0.113.7',
  direction: 'sent',
} as const

function said(recipient: string, report: Partial<Report> & Pick<Report, 'action'>): LogRecord {
  return reportOf({ host: 'microsoft-365', program: 'enhanced-summary', pid: 0 }, '2026-03-02T08:11:19.421Z', {
    ...mail,
    recipient,
    ...report,
  })
}

const failure = { signature: signatureOf('', {}) }

function row(status: string): string {
  return `2026-03-02T08:11:19.4210000Z,scan@example.com,"${status}",Scan,210331,<4f.7@example.com>,1341ac7b13fb42ab4d4408cf7f55890f,203.0.113.7,Originating,,Normal`
}

const lines: readonly (readonly [string, Outcome])[] = [
  [header, 'ignored'],
  [
    row('a@example.net##Receive, Send;<b@example.net>##Receive, Fail; c@example.net##Receive, Defer'),
    [
      said('a@example.net', { action: 'relayed' }),
      said('b@example.net', { action: 'bounced', ...failure }),
      said('c@example.net', { action: 'deferred', ...failure }),
    ],
  ],
  [
    row('ann@example.com##Receive, Deliver;team@example.com##Receive, Expand;bob@example.com##Receive'),
    [
      said('ann@example.com', { action: 'delivered', nextHop: 'mail.protection.outlook.com' }),
      said('team@example.com', { action: 'expanded' }),
      said('bob@example.com', { action: 'accepted' }),
    ],
  ],
  // Nobody knows which of the two is true.
  [row('ann@example.com##Receive, Deliver;ann@example.com##Receive, Fail'), [said('ann@example.com', { action: 'accepted' })]],
  [row('malformed status'), 'unrecognised'],
]

const other = 'message_id,network_message_id,Recipient_status,sender_address,origin_timestamp,directionality'

/** One file each, since rows mean nothing without the header. */
export const examples: LogFormat['examples'] = [
  { text: lines.map(([line]) => line).join('\n'), gives: lines.map(([, outcome]) => outcome) },
  {
    text: `${other}\n<4f.7@example.com>,00000000-0000-0000-0000-000000000000,ann@example.com##Receive,scan@example.org,2026-03-02T08:11:19.421Z,1`,
    gives: [
      'ignored',
      [
        said('ann@example.com', {
          action: 'accepted',
          sender: 'scan@example.org',
          queueId: null,
          subject: null,
          sizeBytes: null,
          clientIp: null,
          direction: 'received',
        }),
      ],
    ],
  },
]

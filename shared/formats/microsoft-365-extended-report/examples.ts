import type { LogRecord, Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { reportOf } from '../microsoft/example.ts'

const header =
  'date_time_utc,client_ip,client_hostname,server_ip,server_hostname,source_context,connector_id,source,event_id,internal_message_id,message_id,network_message_id,recipient_address,recipient_status,total_bytes,recipient_count,related_recipient_address,reference,message_subject,sender_address,return_path,message_info,directionality,tenant_id,original_client_ip,original_server_ip,custom_data'

const mail = {
  agent: 'microsoft-365-extended-report',
  queueId: '1341ac7b-13fb-42ab-4d44-08cf7f55890f',
  messageId: '<4f.7@example.com>',
  sender: 'scan@example.com',
  recipient: 'k.lee@example.net',
  subject: 'Scan',
  sizeBytes: 210331,
  direction: 'sent',
} as const

function said(report: Partial<Report> & Pick<Report, 'action'>): LogRecord {
  return reportOf({ host: 'microsoft-365', program: 'extended-report', pid: 0 }, '2026-03-02T08:11:19.421Z', { ...mail, ...report })
}

/** `from`: client and server with their addresses; `context`: the reply of the next server. */
function row(from: string, context: string, event: string, recipients: string, status: string, related = ''): string {
  return `2026-03-02T08:11:19.4210000Z,${from},${context},,${event},5450313518243,<4f.7@example.com>,1341ac7b13fb42ab4d4408cf7f55890f,${recipients},"${status}",210331,1,${related},,Scan,scan@example.com,scan@example.com,,Originating,39238e87-b5ab-4ef6-a559-af54c6b07b42,203.0.113.7,,S:E2ELatency=2.1`
}

const front = '203.0.113.7,mfp3.example.com,198.51.100.8,AM6PR01.eurprd01.prod.example'
const out = '198.51.100.8,AM6PR01.eurprd01.prod.example,198.51.100.20,mx.example.net'
const unknownUser = '550 5.1.1 <k.lee@example.net>: User unknown'
const failure = {
  nextHop: 'mx.example.net[198.51.100.20]',
  reply: unknownUser,
  code: 550,
  dsn: '5.1.1',
  signature: signatureOf(unknownUser, { host: 'mx.example.net', status: '5.1.1', code: 550 }),
}

const lines: readonly (readonly [string, Outcome])[] = [
  [header, 'ignored'],
  [row(front, '08DC;0', 'SMTP,RECEIVE', 'k.lee@example.net', ''), [said({ action: 'accepted', clientIp: '203.0.113.7' })]],
  [row(front, '', 'AGENT,AGENTINFO', 'k.lee@example.net', ''), 'ignored'],
  [
    row(out, '";250 2.0.0 Ok: queued as 4Zx2lq1Wk3z9;ClientSubmitTime:"', 'SMTP,SENDEXTERNAL', 'k.lee@example.net', '250 2.1.5 Ok'),
    [
      said({
        action: 'relayed',
        nextHop: 'mx.example.net[198.51.100.20]',
        reply: '250 2.0.0 Ok: queued as 4Zx2lq1Wk3z9',
        code: 250,
        dsn: '2.0.0',
      }),
    ],
  ],
  [
    row(
      front,
      '',
      'SMTP,FAIL',
      'k.lee@example.net;j.poe@example.net',
      `[{LRT=3/2/2026 8:11:19 AM};{LED=${unknownUser}};{FQDN=mx.example.net};{IP=198.51.100.20}];[{LED=${unknownUser}};{FQDN=mx.example.net};{IP=198.51.100.20}]`,
    ),
    [said({ action: 'bounced', ...failure }), said({ action: 'bounced', recipient: 'j.poe@example.net', ...failure })],
  ],
  [
    row(front, '', 'ROUTING,EXPAND', 'ann@example.com;bob@example.com', ';', 'team@example.com'),
    [
      said({ action: 'expanded', recipient: 'team@example.com' }),
      said({ action: 'accepted', recipient: 'ann@example.com', originalRecipient: 'team@example.com' }),
      said({ action: 'accepted', recipient: 'bob@example.com', originalRecipient: 'team@example.com' }),
    ],
  ],
  ['Total,42', 'unrecognised'],
]

/** Rows mean nothing without the header. */
export const examples: LogFormat['examples'] = [
  { text: lines.map(([line]) => line).join('\n'), gives: lines.map(([, outcome]) => outcome) },
]

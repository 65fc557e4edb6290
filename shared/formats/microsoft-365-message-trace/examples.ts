import type { LogRecord, Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'
import { reportOf } from '../microsoft/example.ts'

const mail = {
  agent: 'microsoft-365-message-trace',
  queueId: '1341ac7b-13fb-42ab-4d44-08cf7f55890f',
  messageId: '<scan-7@mfp3.example.com>',
  sender: 'scanner@example.com',
  recipient: 'k.lee@example.net',
  subject: 'Scan, page "1"',
  sizeBytes: 210331,
} as const

function said(report: Partial<Report> & Pick<Report, 'action'>): LogRecord {
  return reportOf({ host: 'microsoft-365', program: 'message-trace', pid: 0 }, '2026-03-02T17:25:30Z', { ...mail, ...report })
}

const spam = 'Filtered as spam'
const failure = { reply: '', signature: signatureOf('', {}) }

const header = '"Received","SenderAddress","RecipientAddress","Subject","Status","ToIP","FromIP","Size","MessageId","MessageTraceId"'
const row = (received: string, to: string, status: string, toIp: string, fromIp: string) =>
  `"${received}","scanner@example.com","${to}","Scan, page ""1""","${status}","${toIp}","${fromIp}","210331","<scan-7@mfp3.example.com>","1341ac7b-13fb-42ab-4d44-08cf7f55890f"`

const lines: readonly (readonly [string, Outcome])[] = [
  ['#TYPE Selected.System.Management.Automation.PSCustomObject', 'ignored'],
  [header, 'ignored'],
  [
    row('3/2/2026 5:25:30 PM', 'k.lee@example.net', 'Delivered', '198.51.100.20', '203.0.113.7'),
    [said({ action: 'relayed', nextHop: '[198.51.100.20]', clientIp: '203.0.113.7', direction: 'sent' })],
  ],
  [
    row('2026-03-02T17:25:30.0000000Z', 'ann@example.com', 'Delivered', '', '203.0.113.7'),
    [
      said({
        action: 'delivered',
        recipient: 'ann@example.com',
        nextHop: 'mail.protection.outlook.com',
        clientIp: '203.0.113.7',
        direction: 'received',
      }),
    ],
  ],
  [
    row('02/03/2026 17:25:30', 'k.lee@example.net; j.poe@example.net', 'Failed', '', ''),
    [said({ action: 'bounced', ...failure }), said({ action: 'bounced', recipient: 'j.poe@example.net', ...failure })],
  ],
  [
    row('3/2/2026 5:25:30 PM', 'ann@example.com', 'Delivered', '', ''),
    [said({ action: 'delivered', recipient: 'ann@example.com', nextHop: 'mail.protection.outlook.com' })],
  ],
  [row('3/2/2026 5:25:30 PM', 'k.lee@example.net', 'Delivered', '', ''), [said({ action: 'relayed' })]],
  [row('3/2/2026 5:25:30 PM', 'k.lee@example.net', 'Pending', '', ''), [said({ action: 'deferred', ...failure })]],
  [row('3/2/2026 5:25:30 PM', 'team@example.com', 'Expanded', '', ''), [said({ action: 'expanded', recipient: 'team@example.com' })]],
  [row('3/2/2026 5:25:30 PM', 'ann@example.com', 'GettingStatus', '', ''), [said({ action: 'accepted', recipient: 'ann@example.com' })]],
  [
    row('3/2/2026 5:25:30 PM', 'ann@example.com', 'Quarantined', '', '203.0.113.7'),
    [
      said({
        action: 'quarantined',
        recipient: 'ann@example.com',
        placement: 'quarantine',
        clientIp: '203.0.113.7',
      }),
    ],
  ],
  [
    row('3/2/2026 5:25:30 PM', 'ann@example.com', 'FilteredAsSpam', '', '203.0.113.7'),
    [
      said({
        action: 'rejected',
        recipient: 'ann@example.com',
        clientIp: '203.0.113.7',
        nextHop: 'mail.protection.outlook.com',
        reply: spam,
        signature: signatureOf(spam, { host: 'mail.protection.outlook.com' }),
      }),
    ],
  ],
  [row('3/2/2026 5:25:30 PM', 'ann@example.com', 'Teleported', '', ''), 'unrecognised'],
  [row('3/2/2026', 'ann@example.com', 'Delivered', '', ''), 'undated'],
  [row('17:25:30', 'ann@example.com', 'Delivered', '', ''), 'undated'],
]

/** The same row of other headers: one file each. */
function named(names: string, cells: string, gives: readonly LogRecord[]): LogFormat['examples'][number] {
  return { text: `${names}\n${cells}`, gives: ['ignored', gives] }
}

const json = JSON.stringify({
  Organization: 'example.com',
  MessageId: mail.messageId,
  Received: { value: '/Date(1772472330000)/', DateTime: 'Monday, March 2, 2026 5:25:30 PM' },
  SenderAddress: mail.sender,
  RecipientAddress: mail.recipient,
  Subject: mail.subject,
  Status: 'Delivered',
  ToIP: '198.51.100.20',
  FromIP: null,
  Size: 210331,
  MessageTraceId: mail.queueId,
})

/** One file each, since rows mean nothing without the header. */
export const examples: LogFormat['examples'] = [
  { text: lines.map(([line]) => line).join('\n'), gives: lines.map(([, outcome]) => outcome) },
  named(
    'Datum;Absender;Empfänger;Betreff;Status;Nachrichten-ID',
    '02.03.2026 17:25:30;scanner@example.com;k.lee@example.net;Scan;In Quarantäne;<scan-7@mfp3.example.com>',
    [said({ action: 'quarantined', placement: 'quarantine', queueId: null, sizeBytes: null, subject: 'Scan' })],
  ),
  named(
    'Datum;Afzender;Ontvanger;Onderwerp;Status;Bericht-id',
    '02-03-2026 17:25:30;scanner@example.com;k.lee@example.net;Scan;Geleverd;<scan-7@mfp3.example.com>',
    [said({ action: 'relayed', queueId: null, sizeBytes: null, subject: 'Scan' })],
  ),
  named(
    'Date;Expéditeur;Destinataire;Objet;Statut;ID du message',
    '02/03/2026 17:25:30;scanner@example.com;k.lee@example.net;Scan;Filtré en tant que courrier indésirable;<scan-7@mfp3.example.com>',
    [
      said({
        action: 'rejected',
        nextHop: 'mail.protection.outlook.com',
        reply: spam,
        signature: signatureOf(spam, { host: 'mail.protection.outlook.com' }),
        queueId: null,
        sizeBytes: null,
        subject: 'Scan',
      }),
    ],
  ),
  named(
    'Status\tMessage ID\tRecipient\tSender\tDate (UTC)',
    'Failed\tscan-7@mfp3.example.com\tk.lee@example.net\tscanner@example.com\t2026-03-02 17:25:30',
    [said({ action: 'bounced', ...failure, queueId: null, sizeBytes: null, subject: null })],
  ),
  { text: json, gives: [[said({ action: 'relayed', nextHop: '[198.51.100.20]', direction: 'sent' })]] },
]

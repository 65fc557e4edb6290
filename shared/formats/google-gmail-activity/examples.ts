import type { Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

const relayed: Report = {
  kind: 'report',
  action: 'relayed',
  agent: 'google-gmail-activity',
  queueId: null,
  messageId: '<scan-0412@mfp3.example.com>',
  sender: 'scanner@example.com',
  recipient: 'k.lee@example.net',
  originalRecipient: null,
  clientIp: '203.0.113.7',
  nextHop: 'mx.example.net',
  dsn: null,
  code: 250,
  reply: '',
  signature: null,
  subject: 'Scan für K. Lee',
  sizeBytes: 482_113,
  placement: null,
  direction: 'sent',
}

function at(time: string, report: Report): Outcome {
  const stamp = Date.parse(time) * 1000
  return [{ ...report, origin: { stamp, zoned: true, yearless: false, host: 'google', program: 'gmail-activity', pid: 0 } }]
}

const event = { timestamp_usec: '1772442847000000', elapsed_time_usec: '90210', success: true, mail_event_type: '0' }
const message = {
  action_type: '10',
  rfc2822_message_id: '<scan-0412@mfp3.example.com>',
  subject: 'Scan für K. Lee',
  payload_size: '482113',
  source: { address: 'scanner@example.com', service: 'smtp-inbound' },
  destination: [{ address: 'k.lee@example.net', service: 'smtp-outbound' }],
  description: 'No Error',
  connection_info: { smtp_user_agent_ip: '203.0.113.7', smtp_out_remote_host: 'mx.example.net', smtp_reply_code: '250' },
  message_set: [{ type: '8' }],
}

const limit = '550 5.7.1 Daily SMTP relay sending limit exceeded for customer.'
const refused = {
  ...message,
  action_type: '48',
  description: limit,
  smtp_relay_error: '3',
  connection_info: { smtp_in_connect_ip: '203.0.113.7', smtp_reply_code: '550' },
}
const ofRefused: Partial<Report> = {
  action: 'rejected',
  nextHop: 'smtp-relay.gmail.com',
  code: 550,
  dsn: '5.7.1',
  reply: limit,
  signature: signatureOf(limit, { host: 'smtp-relay.gmail.com', status: '5.7.1', code: 550 }),
}

const bigquery: readonly (readonly [string, Outcome])[] = [
  [JSON.stringify({ time_usec: event.timestamp_usec, event_info: event, message_info: message }), at('2026-03-02T09:14:07Z', relayed)],
  [JSON.stringify({ gmail: { event_info: event, message_info: refused } }), at('2026-03-02T09:14:07Z', { ...relayed, ...ofRefused })],
  [JSON.stringify({ event_info: { ...event, mail_event_type: '7' }, message_info: { ...message, action_type: null } }), 'ignored'],
  [JSON.stringify({ event_info: { mail_event_type: '2' } }), 'unrecognised'],
]

/** A parameter of the Reports API. */
type Parameter = { readonly name: string; readonly [kind: string]: unknown }

const parameters: readonly Parameter[] = [
  { name: 'event_info', messageValue: { parameter: [{ name: 'mail_event_type', intValue: '2' }] } },
  {
    name: 'message_info',
    messageValue: {
      parameter: [
        { name: 'rfc2822_message_id', value: '<offer-7@example.net>' },
        { name: 'subject', value: 'Offer' },
        { name: 'payload_size', intValue: '2048' },
        { name: 'is_spam', boolValue: true },
        { name: 'source', messageValue: { parameter: [{ name: 'address', value: 'k.lee@example.net' }] } },
        { name: 'flattened_destinations', value: 'gmail-ui::ann@example.com' },
        { name: 'connection_info', messageValue: { parameter: [{ name: 'client_ip', value: '198.51.100.20' }] } },
        { name: 'message_set', multiMessageValue: [{ parameter: [{ name: 'type', intValue: '9' }] }] },
      ],
    },
  },
]

const reportsApi: readonly (readonly [string, Outcome])[] = [
  [
    JSON.stringify({
      kind: 'admin#reports#activity',
      id: { time: '2026-03-02T09:15:00.250Z', uniqueQualifier: '-42', applicationName: 'gmail' },
      actor: { email: 'ann@example.com' },
      events: [{ type: 'delivery_type', name: 'delivery', parameters }],
    }),
    at('2026-03-02T09:15:00.250Z', {
      ...relayed,
      action: 'delivered',
      messageId: '<offer-7@example.net>',
      sender: 'k.lee@example.net',
      recipient: 'ann@example.com',
      clientIp: '198.51.100.20',
      nextHop: null,
      code: null,
      subject: 'Offer',
      sizeBytes: 2048,
      placement: 'spam',
      direction: 'received',
    }),
  ],
]

const selected: readonly (readonly [string, Outcome])[] = [
  [
    'message_info.rfc2822_message_id,event_info.timestamp_usec,message_info.action_type,message_info.source.address,message_info.flattened_destinations,message_info.description,message_info.connection_info.smtp_reply_code',
    'ignored',
  ],
  [
    `<scan-0412@mfp3.example.com>,1772442847000000,14,scanner@example.com,smtp-outbound::k.lee@example.net,"450 4.2.1 Try again, later",450`,
    at('2026-03-02T09:14:07Z', {
      ...relayed,
      action: 'deferred',
      clientIp: null,
      nextHop: null,
      code: 450,
      dsn: '4.2.1',
      reply: '450 4.2.1 Try again, later',
      signature: signatureOf('450 4.2.1 Try again, later', { host: null, status: '4.2.1', code: 450 }),
      subject: null,
      sizeBytes: null,
      direction: null,
    }),
  ],
]

const named = (name: string) => ({ name, type: 'STRING' })
const held = (name: string, fields: readonly object[], mode?: string) => ({ name, type: 'RECORD', mode, fields })
const schema = {
  fields: [
    held('event_info', [named('timestamp_usec'), named('mail_event_type')]),
    held('message_info', [
      named('action_type'),
      named('rfc2822_message_id'),
      held('source', [named('address')]),
      held('destination', [named('address')], 'REPEATED'),
    ]),
  ],
}
const cells = (...values: readonly unknown[]) => ({ f: values.map((v) => ({ v })) })

/** Rows of the API: without the schema they say nothing. */
const positional: readonly (readonly [string, Outcome])[] = [
  [JSON.stringify(cells('1772442847000000')), 'unrecognised'],
  [JSON.stringify({ kind: 'bigquery#queryResponse', schema, rows: [] }), 'ignored'],
  [
    JSON.stringify(
      cells(
        cells('1772442847000000', '0'),
        cells('10', '<scan-0412@mfp3.example.com>', cells('scanner@example.com'), [{ v: cells('k.lee@example.net') }]),
      ),
    ),
    at('2026-03-02T09:14:07Z', {
      ...relayed,
      clientIp: null,
      nextHop: null,
      code: null,
      subject: null,
      sizeBytes: null,
      direction: null,
    }),
  ],
]

export const examples: LogFormat['examples'] = [bigquery, reportsApi, selected, positional].map((lines) => ({
  text: lines.map(([line]) => line).join('\n'),
  gives: lines.map(([, outcome]) => outcome),
}))

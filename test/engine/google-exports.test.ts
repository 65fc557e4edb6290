import { expect, test } from 'vitest'
import { closeCase } from '../../electron/engine/database.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { sourceReports } from '../../electron/engine/source-row.ts'
import { caseOf, smallLog } from './small-case.ts'

/** One thing that Google says of a mail: the stage, as each export writes it. */
interface Said {
  readonly id: string
  readonly to: string
  readonly seconds: number
  readonly target: string
  readonly status: string
  readonly event: string
  readonly type: number
  readonly stage: number
  readonly code: number
  readonly text: string
}

const limit = '550 5.4.5 Daily SMTP relay limit exceeded for customer.'
const full = '552 5.2.2 The recipient’s inbox is out of storage space.'

const took = { target: 'SMTP_IN', status: 'DELIVERED', event: 'Send', type: 1, stage: 48, code: 250, text: 'No Error' }
const inbox = { target: 'GMAIL_INBOX', status: 'DELIVERED', event: 'Receive', type: 2, stage: 3, code: 250, text: 'No Error' }
const bounced = { target: 'SMTP_OUT', status: 'BOUNCED', event: 'Bounce', type: 30, stage: 18, code: 552, text: full }
const refused = { target: 'SMTP_IN', status: 'REJECTED', event: 'Rate limit', type: 34, stage: 48, code: 550, text: limit }

/** The mail of the log that waits, one that arrived, one that no log has and that was refused. */
const all: readonly Said[] = [
  { id: '<second.2@acme.test>', to: 'jon@slow.example', seconds: 0, ...took },
  { id: '<second.2@acme.test>', to: 'jon@slow.example', seconds: 4, ...bounced },
  { id: '<third.3@acme.test>', to: 'ann@acme.test', seconds: 10, ...inbox },
  { id: '<fourth.4@acme.test>', to: 'far@example.org', seconds: 20, ...refused },
]

const sender = 'jane@acme.test'
const start = Date.UTC(2026, 2, 3, 9, 40)
const timeOf = ({ seconds }: Said) => new Date(start + seconds * 1000).toISOString()
const microsOf = ({ seconds }: Said) => `${start + seconds * 1000}000`
const table = (separator: string, rows: readonly (readonly string[])[]) => rows.map((row) => row.join(separator)).join('\r\n')

const emailLogSearch = (separator: string, shown: (iso: string) => string) =>
  table(separator, [
    [
      'Message ID',
      'Sender',
      'Recipient address',
      'Event target',
      'Event date',
      'Event status',
      'Event SMTP reply code',
      'Event description',
    ],
    ...all.map((said) => [said.id, sender, said.to, said.target, shown(timeOf(said)), said.status, `${said.code}`, `"${said.text}"`]),
  ])

const logEvents = table(',', [
  ['Event', 'Date', 'Message ID', 'From (Envelope)', 'To (Envelope)', 'Description'],
  ...all.map((said) => [said.event, timeOf(said), said.id, sender, said.to, `"${said.text}"`]),
])

const activities = all.map((said) => ({
  record_type: 'gmail',
  event_info: { timestamp_usec: microsOf(said), mail_event_type: `${said.type}`, success: said.code < 400 },
  message_info: {
    action_type: `${said.stage}`,
    rfc2822_message_id: said.id,
    source: { address: sender, service: 'smtp-inbound' },
    flattened_destinations: `smtp-outbound::${said.to}`,
    description: said.text,
    connection_info: { smtp_reply_code: `${said.code}` },
  },
}))

const selected = table(',', [
  ['rfc2822_message_id', 'timestamp_usec', 'mail_event_type', 'action_type', 'source_address', 'flattened_destinations', 'description'],
  ...all.map((said) => [said.id, microsOf(said), `${said.type}`, `${said.stage}`, sender, `smtp-outbound::${said.to}`, `"${said.text}"`]),
])

/** A field of BigQuery's schema. */
function fieldOf([name, value]: readonly [string, unknown]): object {
  if (typeof value !== 'object' || value === null) return { name, type: 'STRING', mode: 'NULLABLE' }
  return { name, type: 'RECORD', mode: 'NULLABLE', fields: Object.entries(value).map(fieldOf) }
}

/** A record as BigQuery's API gives it: by the place of its fields. */
function positional(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return { f: Object.values(value).map((each) => ({ v: positional(each) })) }
}

const answer = {
  kind: 'bigquery#queryResponse',
  schema: { fields: Object.entries(activities[0] ?? {}).map(fieldOf) },
  jobReference: { projectId: 'p', jobId: 'j', location: 'EU' },
  totalRows: `${activities.length}`,
  rows: activities.map(positional),
  totalBytesProcessed: '1024',
}

const chosen = all.map((said) => ({
  rfc2822_message_id: said.id,
  timestamp_usec: microsOf(said),
  mail_event_type: `${said.type}`,
  action_type: `${said.stage}`,
  source_address: sender,
  flattened_destinations: `smtp-outbound::${said.to}`,
  description: said.text,
}))

const chosenAnswer = { schema: { fields: Object.entries(chosen[0] ?? {}).map(fieldOf) }, rows: chosen.map(positional) }

function parameterOf([name, value]: readonly [string, unknown]): object {
  if (typeof value === 'boolean') return { name, boolValue: value }
  if (typeof value !== 'object' || value === null) return { name, value }
  return { name, messageValue: { parameter: Object.entries(value).map(parameterOf) } }
}

const reportsApi = {
  kind: 'admin#reports#activities',
  etag: '"x"',
  items: all.map((said, at) => ({
    kind: 'admin#reports#activity',
    id: { time: timeOf(said), uniqueQualifier: `${at}`, applicationName: 'gmail', customerId: 'C0' },
    actor: { email: sender },
    events: [
      {
        type: 'delivery_type',
        name: 'delivery',
        parameters: Object.entries(activities[at] ?? {})
          .slice(1)
          .map(parameterOf),
      },
    ],
  })),
}

test.each([
  ['Email Log Search', emailLogSearch(',', (iso) => `${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 19)} UTC`)],
  ['Email Log Search, saved by a spreadsheet', emailLogSearch(';', (iso) => `03.03.2026 ${iso.slice(11, 19)} UTC`)],
  ['Gmail log events', logEvents],
  ['BigQuery, a record per line', activities.map((activity) => JSON.stringify(activity)).join('\n')],
  ['BigQuery, a list', JSON.stringify(activities, null, 2)],
  ['BigQuery, a table', selected],
  ['BigQuery, an answer of its API', JSON.stringify(answer, null, 2)],
  ['BigQuery, an answer of its API in one line', JSON.stringify(answer)],
  ['BigQuery, an answer with chosen columns', JSON.stringify(chosenAnswer, null, 1)],
  ['Reports API', JSON.stringify(reportsApi, null, 2)],
])('%s says of each mail what became of it, and ends what the log leaves open', async (_, text) => {
  const db = await caseOf({ 'mail.log': `${smallLog.join('\n')}\n`, 'export.txt': text })
  const sources = await sourceReports(db)
  expect(sources.find(({ name }) => name === 'export.txt')).toMatchObject({ unrecognised: 0, recognised: 4 })
  const fates = new Map<string, unknown>()
  for await (const batch of allMessages(db))
    for (const { messageId, deliveries } of batch)
      for (const { recipient, fate, class: reason } of deliveries) fates.set(`${messageId} ${recipient}`, [fate, reason])
  expect(fates.get('<second.2@acme.test> jon@slow.example')).toEqual(['bounced', 'mailbox-full'])
  expect(fates.get('<third.3@acme.test> ann@acme.test')).toEqual(['delivered', null])
  expect(fates.get('<fourth.4@acme.test> far@example.org')).toEqual(['rejected', 'relay-daily-limit'])
  await closeCase(db)
})

import { expect, test } from 'vitest'
import { closeCase } from '../../electron/engine/database.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { messageStory } from '../../electron/engine/queries/story.ts'
import { sourceReports } from '../../electron/engine/source-row.ts'
import { caseOf, smallLog } from './small-case.ts'

const sender = 'jane@acme.test'
const mx = 'mx.slow.example'
const full = '552 5.2.2 mailbox full'

/** The mail of the log that waits and then comes back, and one that arrived, as Microsoft's traces tell of them. */
const second = '<second.2@acme.test>'
const third = '<third.3@acme.test>'

const table = (rows: readonly (readonly string[])[]) => `${rows.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\r\n')}\r\n`

const summary = table([
  ['Received', 'SenderAddress', 'RecipientAddress', 'Subject', 'Status', 'ToIP', 'FromIP', 'Size', 'MessageId', 'MessageTraceId'],
  ['3/3/2026 9:40:04 AM', sender, 'jon@slow.example', 'Grüße', 'Failed', '', '192.0.2.10', '5000', second, ''],
  ['3/3/2026 9:40:10 AM', 'far@example.org', 'ann@acme.test', 'Re: Grüße', 'Delivered', '', '198.51.100.7', '900', third, ''],
])

const enhanced = table([
  ['origin_timestamp_utc', 'sender_address', 'recipient_status', 'message_id', 'directionality'],
  ['2026-03-03T09:40:04.0000000Z', sender, 'jon@slow.example##Receive, Fail', second, 'Originating'],
  ['2026-03-03T09:40:10.0000000Z', 'far@example.org', 'ann@acme.test##Receive, Deliver', third, 'Incoming'],
])

const failed = `[{LRT=};{LED=${full}};{FQDN=${mx}};{IP=198.51.100.40}]`
const eventColumns = ['source', 'event_id', 'message_id', 'recipient_address', 'recipient_status', 'return_path', 'directionality']
const events = [
  ['SMTP', 'FAIL', second, 'jon@slow.example', failed, sender, 'Originating'],
  ['STOREDRIVER', 'DELIVER', third, 'ann@acme.test', '', 'far@example.org', 'Incoming'],
]

const extended = table([['date_time_utc', ...eventColumns], ...events.map((cells) => ['2026-03-03T09:40:04.0000000Z', ...cells])])

const details = table([
  ['MessageId', 'MessageTraceId', 'Date', 'Event', 'Detail', 'SenderAddress', 'RecipientAddress'],
  [second, '', '3/3/2026 9:40:05 AM', 'Fail', `Reason: ${failed}`, sender, 'jon@slow.example'],
  [third, '', '3/3/2026 9:40:10 AM', 'Deliver', 'The message was delivered.', 'far@example.org', 'ann@acme.test'],
])

const searched = table([
  ['Timestamp', 'Source', 'EventId', 'MessageId', 'Recipients', 'RecipientStatus', 'Sender', 'ServerHostname'],
  ...events.map(([source = '', event = '', id = '', to = '', status = '', from = '']) => [
    '3/3/2026 9:40:05 AM',
    source,
    event,
    id,
    to,
    `{${status}}`,
    from,
    'EXCH01',
  ]),
])

const tracking = [
  '#Software: Microsoft Exchange Server',
  '#Log-type: Message Tracking Log',
  `#Fields: date-time,server-hostname,${eventColumns.join(',').replaceAll('_', '-')}`,
  ...events.map((cells) => ['2026-03-03T09:40:04.000Z', 'EXCH01', ...cells].join(',')),
].join('\r\n')

const said = (event: string, data: string, context = '') =>
  `2026-03-03T09:40:04.000Z,Internet,08DC1DB8591B229A,1,10.2.0.2:10437,198.51.100.40:25,${event},${data},${context}`

const protocol = [
  '#Log-type: SMTP Send Protocol Log',
  said('+', ''),
  said('<', `220 ${mx} ESMTP`),
  said('>', 'EHLO mail.acme.test'),
  said('<', '250 ok'),
  said('*', '', `sending message with RecordId 7 and InternetMessageId ${second}`),
  said('>', `MAIL FROM:<${sender}> SIZE=5000`),
  said('<', '250 2.1.0 Ok'),
  said('>', 'RCPT TO:<jon@slow.example>'),
  said('<', full),
].join('\r\n')

const inUtf16 = (text: string) => Buffer.from(text, 'utf16le')
const bounced = ['bounced', 'unknown']
const withReason = ['bounced', 'mailbox-full']
const arrived = ['delivered', null]

test.each([
  ['a summary', summary, 2, bounced, arrived],
  ['a summary of PowerShell, UTF-16', Buffer.concat([Buffer.of(0xff, 0xfe), inUtf16(`#TYPE Selected\r\n${summary}`)]), 2, bounced, arrived],
  ['an enhanced summary, UTF-16 without its mark', inUtf16(enhanced), 2, bounced, arrived],
  ['an extended report, UTF-16 without its mark', inUtf16(extended), 2, withReason, arrived],
  ['a summary’s details', details, 2, withReason, arrived],
  ['message tracking, searched', searched, 2, withReason, arrived],
  ['message tracking', tracking, 2, withReason, arrived],
  ['a protocol log', protocol, 1, withReason, undefined],
])('%s ends what the log of the relay leaves open', async (_, content, recognised, ofSecond, ofThird) => {
  const db = await caseOf({ 'mail.log': `${smallLog.join('\n')}\n`, 'export.csv': content })
  const sources = await sourceReports(db)
  expect(sources.find(({ name }) => name === 'export.csv')).toMatchObject({ unrecognised: 0, recognised })
  const fates = new Map<string, unknown>()
  for await (const batch of allMessages(db))
    for (const { messageId, deliveries } of batch)
      for (const { recipient, fate, class: reason } of deliveries) fates.set(`${messageId} ${recipient}`, [fate, reason])
  expect(fates.get(`${second} jon@slow.example`)).toEqual(ofSecond)
  expect(fates.get(`${third} ann@acme.test`)).toEqual(ofThird)
  await closeCase(db)
})

test('a trace alone tells own mail from others’, and of a row who it names', async () => {
  const row = (to: string, from: string, status: string, toIp: string, fromIp: string, id: string) => [
    '3/3/2026 9:40:04 AM',
    from,
    to,
    'Scan',
    status,
    toIp,
    fromIp,
    '900',
    id,
    '',
  ]
  const trace = table([
    ['Received', 'SenderAddress', 'RecipientAddress', 'Subject', 'Status', 'ToIP', 'FromIP', 'Size', 'MessageId', 'MessageTraceId'],
    row('jon@slow.example', sender, 'Delivered', '198.51.100.40', '192.0.2.10', '<1@acme.test>'),
    row('jon@slow.example; k.lee@slow.example', sender, 'Failed', '', '192.0.2.10', '<2@acme.test>'),
    row('ann@acme.test', 'far@example.org', 'Delivered', '', '198.51.100.7', '<3@example.org>'),
    row('ann@acme.test', 'spam@example.org', 'FilteredAsSpam', '', '203.0.113.99', '<4@example.org>'),
  ])
  const db = await caseOf({ 'trace.csv': trace })
  const directions = new Map<string | null, string>()
  const ids = new Map<string | null, string>()
  for await (const batch of allMessages(db))
    for (const { id, messageId, direction } of batch) {
      directions.set(messageId, direction)
      ids.set(messageId, id)
    }
  expect(Object.fromEntries(directions)).toEqual({
    '<1@acme.test>': 'own',
    '<2@acme.test>': 'own',
    '<3@example.org>': 'inbound',
    '<4@example.org>': 'stranger',
  })
  const { steps } = await messageStory(db, ids.get('<2@acme.test>') ?? '')
  expect(steps.map(({ recipient }) => recipient)).toEqual(['jon@slow.example', 'k.lee@slow.example'])
  await closeCase(db)
})

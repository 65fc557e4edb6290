import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { allFormats, recogniseFormat } from '../../shared/formats/index.ts'
import type { LogRecord } from '../../shared/record.ts'

const corpora = join(import.meta.dirname, '../../../shared/corpora')
const absent = !existsSync(join(corpora, 'elastic/expected.jsonl'))

type Report = Extract<LogRecord, { readonly kind: 'report' }>

interface Row {
  readonly file: string
  readonly line: string
  readonly expect: Readonly<Record<string, string | number>>
}

function rowsOf(set: string, part: string): readonly Row[] {
  const lines = readFileSync(join(corpora, set, 'expected.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
  return lines.map((line) => JSON.parse(line) as Row).filter(({ file }) => file.includes(part))
}

function readBy(id: string, text: string): readonly LogRecord[] {
  const read = allFormats.find((format) => format.id === id)!.open({ fileName: '' })
  return text.split('\n').flatMap((line) => {
    const outcome = read(Buffer.from(line, 'utf8').toString('latin1'))
    return typeof outcome === 'string' ? [] : outcome
  })
}

const bare = (text: string | null) => text?.replace(/^<|>$/g, '')
const time = (value: string, report: Report) => Math.trunc(report.origin.stamp / 1000) === Date.parse(value)

/** Names of the corpora to what Relayscope calls the same; what is not listed it does not keep. */
const fields: Readonly<Record<string, (value: string, report: Report) => boolean>> = {
  time,
  deliveryTime: time,
  from: (value, { sender }) => sender === value,
  sender: (value, { sender }) => sender === value,
  returnPath: (value, { sender }) => sender === value,
  to: (value, { recipient }) => recipient === value,
  message_id: (value, { messageId }) => bare(messageId) === bare(value),
  networkMessageId: (value, { queueId }) => queueId === value,
  local_id: (value, { queueId }) => queueId === value,
  subject: (value, { subject }) => subject === value,
  direction: (value, { direction }) => direction === (/^(?:originating|outbound)$/i.test(value) ? 'sent' : 'received'),
  client_ip: (value, { clientIp }) => clientIp === value,
  originalClientIp: (value, { clientIp }) => clientIp === value,
  server_ip: (value, { nextHop, action }) => action === 'accepted' || nextHop?.includes(`[${value}]`) === true,
  status: (_, { action }) => action === 'delivered' || action === 'relayed',
  outcome: (_, { action }) => action === 'delivered' || action === 'relayed',
  event_id: (value, { action }) => ({ RECEIVE: 'accepted', SEND: 'relayed' })[value] === action,
}

/** Of the reports of these rows: how many fields are right, how many are not kept, and which are different. */
function compared(id: string, rows: readonly Row[]) {
  const count = { rows: rows.length, ignored: 0, right: 0, notKept: 0, different: [] as string[] }
  for (const row of rows) {
    const [report] = readBy(id, row.line)
    if (report?.kind !== 'report') {
      count.ignored += 1
      continue
    }
    for (const [name, value] of Object.entries(row.expect)) {
      // In a tracking log it is a number of one server's.
      const asked = name === 'local_id' && id === 'exchange-message-tracking' ? undefined : fields[name]
      if (asked === undefined) count.notKept += 1
      else if (asked(String(value), report)) count.right += 1
      else count.different.push(`${name}: ${value}`)
    }
  }
  return count
}

describe.skipIf(absent)('what other projects expect of Microsoft’s logs (skipped where ../shared/corpora is absent)', () => {
  test('message tracking of elastic', () => {
    expect(compared('exchange-message-tracking', rowsOf('elastic', 'messagetracking'))).toMatchInlineSnapshot(`
      {
        "different": [
          "client_ip: 10.11.12.14",
          "client_ip: 10.11.12.14",
          "client_ip: 192.168.0.1",
        ],
        "ignored": 1,
        "notKept": 13,
        "right": 35,
        "rows": 4,
      }
    `)
  })

  test('message traces of elastic', () => {
    expect(compared('microsoft-365-message-trace', rowsOf('elastic', 'message_trace'))).toMatchInlineSnapshot(`
      {
        "different": [],
        "ignored": 0,
        "notKept": 0,
        "right": 22,
        "rows": 2,
      }
    `)
  })

  test('a message trace of sekoia', () => {
    expect(compared('microsoft-365-message-trace', rowsOf('sekoia-intake', 'message-trace'))).toMatchInlineSnapshot(`
      {
        "different": [],
        "ignored": 0,
        "notKept": 0,
        "right": 5,
        "rows": 1,
      }
    `)
  })

  test('a message tracking log with its head', () => {
    const folder = join(corpora, 'elastic-transcribed')
    const records = readdirSync(folder).flatMap((name) => readBy('exchange-message-tracking', readFileSync(join(folder, name), 'utf8')))
    expect(
      records.map((record) => (record.kind === 'report' ? [record.action, record.recipient, record.nextHop] : record.kind)),
    ).toMatchInlineSnapshot(`
      [
        [
          "relayed",
          "uwe.musterman@example.com",
          "exchange.example.com[192.168.0.2]",
        ],
        [
          "relayed",
          "email@email.com",
          "global-mail-onmicrosoft-com.mail.protection.outlook.com[175.16.199.1]",
        ],
      ]
    `)
  })

  test('protocol logs of elastic: servers that could not be reached, and moments of sessions', () => {
    const rows = rowsOf('elastic', 'test-smtp')
    const records = readBy('exchange-smtp-protocol', rows.map(({ line }) => line).join('\n'))
    expect([rows.length, records.map(({ kind, origin }) => [kind, new Date(origin.stamp / 1000).toISOString()])]).toMatchInlineSnapshot(`
      [
        6,
        [
          [
            "interim",
            "2024-01-25T15:14:40.508Z",
          ],
        ],
      ]
    `)
  })

  test('enhanced summaries of delivery-report-parser', () => {
    const cases = readFileSync(join(corpora, 'delivery-report-parser/cases.jsonl'), 'utf8').split('\n').filter(Boolean)
    const [summary] = cases
      .map((line) => JSON.parse(line) as { name: string; content: string })
      .filter(({ name }) => name.startsWith('M365'))
    const records = readBy('microsoft-365-enhanced-summary', summary?.content ?? '')
    expect(
      records.map((record) => (record.kind === 'report' ? `${record.recipient} ${record.action} ${record.messageId}` : '')),
    ).toMatchInlineSnapshot(`
      [
        "delivered@example.com delivered <m-summary>",
        "failed@example.com bounced <m-summary>",
        "deferred@example.com deferred <m-summary>",
        "conflict@example.com accepted <m-conflict>",
        "send@example.com relayed <m-conflict>",
      ]
    `)
  })

  test('a header of delivery-report-parser with two ids and no sender is no trace', () => {
    const cases = readFileSync(join(corpora, 'delivery-report-parser/cases.jsonl'), 'utf8').split('\n').filter(Boolean)
    const ambiguous = cases
      .map((line) => JSON.parse(line) as { name: string; content: string })
      .find(({ name }) => name === 'ambiguous columns')
    expect(recogniseFormat((ambiguous?.content ?? '').split('\n')).formats).toEqual([])
  })
})

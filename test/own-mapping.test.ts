import { describe, expect, test } from 'vitest'
import { bytesOf } from '../shared/json-line.ts'
import { draftTemplate } from '../shared/mapping/draft.ts'
import { inventedSamples } from '../shared/mapping/invented.ts'
import { headerOf } from '../shared/mapping/own.ts'
import { checkedMapping } from '../shared/mapping/parse.ts'
import { previewOf, resultValues } from '../shared/mapping/preview.ts'

const header = 'When,From,To,State,Answer'
const table = [
  header,
  '2026-03-02 09:14:05,jane@example.com,jon@example.net,parked,',
  '2026-03-02 09:15:05,jane@example.com,"jon@example.net, sue@example.net",sent,250 ok',
  'soon,jane@example.com,jon@example.net,sent,',
  '2026-03-02 09:16:05,,,sent,',
  'a line of another kind',
  '',
].map(bytesOf)
const columns = { columns: { time: 'When', sender: 'From', recipient: 'To', result: 'State', reply: 'Answer' } }

test('a preview says of each row what it gives, or why nothing', () => {
  const { rows, read, unread, nothing } = previewOf(columns, table, '')
  expect([read, unread, nothing]).toEqual([1, 4, 1])
  expect(rows.map(({ line, why, reports }) => [line, why, reports.map(({ recipient }) => recipient)])).toEqual([
    [2, 'result', []],
    [3, null, ['jon@example.net', 'sue@example.net']],
    [4, 'time', []],
    [5, 'nobody', []],
    [6, 'unlike', []],
  ])
})

test('the values of a result are those that mean nothing yet first, without any that names somebody', () => {
  const named = [...table, bytesOf('2026-03-02 09:17:05,a@example.com,b@example.net,quux for b@example.net,')]
  expect(resultValues(columns, named, '')).toEqual([
    { value: 'parked', said: null },
    { value: 'sent', said: 'relayed' },
  ])
})

test.each([
  ['a table', ['a;b;c', '1;2;3', '4;5;6'], 'table'],
  ['a table without a row', ['Date,From,To'], 'table'],
  ['JSON records', ['{"a":1}'], 'records'],
  ['a text with commas', ['one, two and three', 'and no more', 'of them, he said', 'nor, he added, of those'], 'lines'],
  ['a log', ['2026-03-02 09:14:05 relay: a, b', '2026-03-02 09:14:06 relay: c, d'], 'lines'],
])('%s is told from others', (_, lines, kind) => {
  expect(headerOf(lines).kind).toBe(kind)
})

describe('a template is drafted', () => {
  test.each([
    [
      '2026-03-02 09:14:05 mx1 relay[42]: 4F2A11 to=<jon@example.net> status=bounced (550 5.1.1 no such user)',
      '{time} {host} relay[{any}]: {queueId} to=<{recipient}> status={result} ({reply})',
    ],
    [
      '[02/Mar/2026:09:14:05 +0100] "from a@example.org to b@example.net" size=123 id=abc-123',
      '[{time}] "from {sender} to {recipient}" size={size} id={queueId}',
    ],
    ['<166>Mar 17 18:24:37 mail_logs: Info: Start MID 6 ICID 5', '<166>{time} mail_logs: Info: Start MID {any} ICID {any}'],
    ['1772442845.250 a@example.com|b@example.net|sent|{x}', '{time} {sender}|{recipient}|sent|{{x}}'],
    ['0003007110 no time', ''],
    ['nothing', ''],
  ])('from %s', (line, template) => {
    expect(draftTemplate(line, null)).toBe(template)
  })
})

test('samples that are kept hold invented names, and are read as the lines were', () => {
  const lines = [
    '2026-03-02 09:14:05 mx1.acme.test relay: 4F2A from=<jane@acme.test> client=203.0.113.7 subject=secret',
    '2026-03-02 09:14:06 mx1.acme.test relay: 4F2A to=<jon@acme.test> bounced (550 5.1.1 jon is gone)',
    '2026-03-02 09:14:07 mx1.acme.test relay: 4F2B from=<>',
  ].map(bytesOf)
  const templates = [
    '{time} {host} relay: {queueId} from=<{sender}> client={clientIp} subject={subject}',
    '{time} {host} relay: {queueId} to=<{recipient}> {result} ({reply})',
    '{time} {host} relay: {queueId} from=<{sender}>',
    '{time} nothing {queueId}',
  ]
  const samples = inventedSamples(templates, lines, null)
  expect(samples).toEqual([
    '2026-03-02 09:14:05 host relay: 1 from=<sender@example.com> client=192.0.2.1 subject=Subject',
    '2026-03-02 09:14:06 host relay: 1 to=<recipient@example.net> bounced (550 5.1.1)',
    '2026-03-02 09:14:07 host relay: 1 from=<>',
  ])
  expect(checkedMapping({ lines: templates, samples }, 'map.json')).toEqual({ lines: templates, samples })
})

test('values of a result in two columns are those that an import compares', () => {
  const both = { columns: { time: 'When', sender: 'From', result: ['State', 'Event'] } }
  const lines = [
    'When,From,Event,State',
    '2026-03-02 09:14:05,jane@example.com,mail,parked',
    '2026-03-02 09:15:05,jane@example.com,-,parked',
  ]
  const values = resultValues(both, lines, '').map(({ value }) => value)
  expect(values).toEqual(['parked mail', 'parked'])
  const results = Object.fromEntries(values.map((value) => [value, 'deferred' as const]))
  expect(previewOf({ ...both, results }, lines, '')).toMatchObject({ read: 2, unread: 0 })
})

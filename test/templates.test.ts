import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mappedFormat } from '../shared/mapping/format.ts'
import { parseMapping } from '../shared/mapping/parse.ts'
import { matchLine, readTemplate, type Template } from '../shared/mapping/template.ts'
import { asBytes } from './as-bytes.ts'

function template(text: string): Template {
  const read = readTemplate(text)
  if (typeof read === 'string') throw new Error(read)
  return read
}

/** What a line says by a template, its time in ISO. */
function said(text: string, line: string, dayFirst = false) {
  const matched = matchLine([template(text)], asBytes(line), dayFirst, null)
  if (matched === null) return null
  const { time: _, ...texts } = Object.fromEntries(matched.texts)
  return [new Date(matched.moment.stamp / 1000).toISOString(), texts]
}

describe('a template reads', () => {
  test.each([
    [
      'the end of a line, and what stands in its last parentheses whole',
      '{time} {host} relay: {queueId} to=<{recipient}> {result} ({reply})',
      '2026-03-02 09:14:05 mx1 relay: 4F2A to=<a@example.net> bounced (550 (5.1.1) gone)',
      [
        '2026-03-02T09:14:05.000Z',
        { host: 'mx1', queueId: '4F2A', recipient: 'a@example.net', result: 'bounced', reply: '550 (5.1.1) gone' },
      ],
    ],
    [
      'runs of blanks as one, and an empty sender as the null sender',
      '[{time}]  <{sender}>\t{any} -> {recipient}',
      '[2026-03-02 09:14:05] <> via \t lan -> a@example.net',
      ['2026-03-02T09:14:05.000Z', { sender: '<>', any: 'via lan', recipient: 'a@example.net' }],
    ],
    [
      'braces that are written twice',
      '{time} {{{queueId}}}',
      '2026-03-02 09:14:05 {4F2A}',
      ['2026-03-02T09:14:05.000Z', { queueId: '4F2A' }],
    ],
    [
      'words that are not of ASCII',
      '{time} Empfänger {recipient}: zurückgestellt',
      '2026-03-02 09:14:05 Empfänger a@example.net: zurückgestellt',
      ['2026-03-02T09:14:05.000Z', { recipient: 'a@example.net' }],
    ],
  ])('%s', (_, text, line, wanted) => {
    expect(said(text, line)).toEqual(wanted)
  })

  test.each([
    ['Mar  2 09:14:05', '2000-03-02T09:14:05.000Z'],
    ['2026-03-02T09:14:05.250+01:00', '2026-03-02T08:14:05.250Z'],
    ['2026-03-02 09:14:05 +0100', '2026-03-02T08:14:05.000Z'],
    ['2026-03-02 09:14:05 CET', '2026-03-02T08:14:05.000Z'],
    ['2026-03-02 09:14:05 CST', '2026-03-02T09:14:05.000Z'],
    ['02.03.2026 09:14:05', '2026-03-02T09:14:05.000Z'],
    ['3/2/2026 9:14:05 AM', '2026-03-02T09:14:05.000Z'],
    ['02/Mar/2026:09:14:05 +0100', '2026-03-02T08:14:05.000Z'],
    ['Mon Mar  2 09:14:05 2026', '2026-03-02T09:14:05.000Z'],
    ['Mon, 2 Mar 2026 09:14:05 +0100', '2026-03-02T08:14:05.000Z'],
    ['1772442845.250', '2026-03-02T09:14:05.250Z'],
  ])('the time %s before a host', (time, iso) => {
    expect(said('{time} {host} {queueId}', `${time} mx1 4F2A`)).toEqual([iso, { host: 'mx1', queueId: '4F2A' }])
  })

  test.each([
    ['another word', '{time} relay {queueId}', '2026-03-02 09:14:05 cron 4F2A'],
    ['no time', '{time} relay {queueId}', 'soon relay 4F2A'],
    ['an id of two words', '{time} relay {queueId}', '2026-03-02 09:14:05 relay 4F2A gone'],
    ['more behind the end', '{time} relay {queueId}.', '2026-03-02 09:14:05 relay 4F2A. Bye'],
  ])('nothing from a line with %s', (_, text, line) => {
    expect(said(text, line)).toBeNull()
  })
})

test.each([
  ['relay: {queueId}', 'it has no {time}'],
  ['{time} {host}', 'it has none of {sender}, {recipient}, {messageId} and {queueId}'],
  ['{time}{sender}', 'between {time} and {sender} must stand some text'],
  ['{time} {sender} {sender}', '{sender} stands in it twice'],
  ['{time} {colour}', 'there is no {colour}; known are time, sender'],
  ['{time} { {sender}', 'a brace stands alone in it'],
  ['{time} für den längeren Text } from=<{sender}>', 'a brace stands alone in it at “} from=<”'],
])('the template %s is refused', (text, why) => {
  expect(readTemplate(text)).toContain(why)
})

test.each([
  ['{"lines":["{time} x"],"samples":["x"]}', 'map.json is no mapping of lines: lines.0: it has none of {sender}'],
  [
    '{"lines":["{time} {sender}"],"samples":["soon a@example.org"]}',
    'map.json is no mapping of lines: samples.0 is not read by any of its lines',
  ],
  ['{"lines":["{time} {sender}"]}', 'map.json is no mapping of lines: samples: '],
])('the mapping %s is refused', (text, why) => {
  expect(() => parseMapping(text, 'map.json')).toThrow(why)
})

test('no line makes a template throw', () => {
  const texts = [
    '{time} {host} relay[{any}]: {queueId} from=<{sender}> to=<{recipient}> {result} ({reply})',
    '{any} {time} {any} - {any} - {sender}',
    '{any}a{any}a{any}a{any}a{time}a{any}a{sender}b',
  ]
  const read = mappedFormat({ lines: texts, samples: ['-'] }).open({ fileName: '' })
  const piece = fc.constantFrom(
    ' '.repeat(60_000),
    'a'.repeat(60_000),
    ' - '.repeat(20_000),
    'from=<'.repeat(10_000),
    '2026-03-02 09:14:05 '.repeat(3_000),
    '2026-03-02 09:14:05',
    ' mx1 relay[1]: 4F2A from=<a@example.org> to=<b@example.net> sent (',
    '\u00ff',
    '',
  )
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (parts) => {
      const outcome = read(parts.join('').slice(0, 65_536))
      return typeof outcome === 'string' || outcome.length > 0
    }),
    { numRuns: 300, seed: 6 },
  )
})

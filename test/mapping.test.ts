import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogFormat, Outcome } from '../shared/formats/format.ts'
import { allFormats } from '../shared/formats/index.ts'
import { mappedFormat } from '../shared/mapping/format.ts'
import { guessMapping } from '../shared/mapping/guess.ts'
import type { ColumnMapping } from '../shared/mapping/mapping.ts'
import { cellMoment } from '../shared/mapping/moment.ts'
import { parseMapping } from '../shared/mapping/parse.ts'
import { actionOfValue } from '../shared/mapping/result.ts'
import { asBytes } from './as-bytes.ts'
import { readWell } from './mutants.ts'

function lines(...text: readonly string[]): readonly string[] {
  return text.map(asBytes)
}

const german = lines(
  'Datum;Uhrzeit;Absender;Empfänger;Betreff;Zustellstatus;Server-Antwort;IP-Adresse;Größe;Nachrichten-ID',
  '02.03.2026;09:14:05;scan@example.org;jane@example.net, bob@example.net;Rechnung März;Zugestellt;250 2.0.0 Ok;192.0.2.10;18234;<a.1@example.org>',
  '02.03.2026;09:15:00;scan@example.org;nobody@example.net;Scan;Abgelehnt;550 5.1.1 User unknown;[192.0.2.10]:4021;900;<a.2@example.org>',
)

const events = lines(
  '{"id":"e1","ts":1772442845,"mail":{"from":"Scanner <scan@example.org>","to":["jane@example.net","bob@example.net"]},"outcome":"delivered"}',
  '{"id":"e2","ts":1772442905500,"mail":{"from":"scan@example.org","to":["nobody@example.net"]},"outcome":"frobbed"}',
)

describe('a mapping is guessed', () => {
  test('from names in another language, a date and a time of the day in two columns', () => {
    expect(guessMapping(german, '')).toEqual({
      mapping: {
        columns: {
          time: ['Datum', 'Uhrzeit'],
          sender: 'Absender',
          recipient: 'Empfänger',
          messageId: 'Nachrichten-ID',
          clientIp: 'IP-Adresse',
          result: 'Zustellstatus',
          reply: 'Server-Antwort',
          subject: 'Betreff',
          size: 'Größe',
        },
        results: { Zugestellt: 'relayed', Abgelehnt: 'rejected' },
      },
      unknownResults: [],
    })
  })

  test('from paths of JSON records; what a result means is left to the user where its word is not known', () => {
    expect(guessMapping(events, '')).toEqual({
      mapping: {
        columns: { time: 'ts', sender: 'mail.from', recipient: 'mail.to', queueId: 'id', result: 'outcome' },
        results: { delivered: 'relayed' },
      },
      unknownResults: ['frobbed'],
    })
  })

  test('from values where names say nothing', () => {
    const odd = lines('a\tb\tc\td', '2026-03-02T09:14:05Z\tsent\tscan@example.org\tjane@example.net')
    expect(guessMapping(odd, '')?.mapping).toEqual({
      columns: { time: 'a', sender: 'c', recipient: 'd', result: 'b' },
      results: { sent: 'relayed' },
    })
  })

  test.each([
    [
      'a column of another use that is named alike',
      'Date,From,Reply-To,To,Sender IP,Status\n2026-03-02 09:14:05,a@example.org,r@example.org,b@example.net,192.0.2.1,Sent',
      { sender: 'From', recipient: 'To', clientIp: 'Sender IP', result: 'Status' },
    ],
    [
      'a provider’s own id called as the mail’s',
      'time|message_id|from|to\n2026-03-02 09:14:05|7f3a|a@example.org|b@example.net',
      { queueId: 'message_id', sender: 'from', recipient: 'to' },
    ],
    [
      'a code that only the server gives',
      'Date,From,To,Result,Code\n2026-03-02 09:14:05,a@example.org,b@example.net,success,550',
      { sender: 'From', recipient: 'To', result: 'Result', reply: 'Code' },
    ],
    [
      'names that are not of ASCII',
      'Дата,Отправитель,Получатель\n2026-03-02 09:14:05,a@example.org,b@example.net',
      { sender: 'Отправитель', recipient: 'Получатель' },
    ],
  ])('beside %s', (_, text, wanted) => {
    const { time, ...rest } = guessMapping(lines(...text.split('\n')), '')?.mapping.columns ?? { time: null }
    expect([typeof time, rest]).toEqual(['string', wanted])
  })

  test.each([
    ['08/31/2026 09:00', false],
    ['31/08/2026 09:00', true],
    ['02/03/2026 09:00', false],
    ['2026-03-02 09:00', undefined],
  ])('with the order of day and month of %s', (time, dayFirst) => {
    expect(guessMapping(lines('time,from,to', `${time},a@example.org,b@example.net`), '')?.mapping.dayFirst).toBe(dayFirst)
  })

  test.each([
    ['02/03/2026 09:00', true],
    ['02/28/2026 09:00', false],
  ])('with the order of day and month of %s where cells end with a semicolon', (time, dayFirst) => {
    expect(guessMapping(lines('time;from;to', `${time};a@example.org;b@example.net`), '')?.mapping.dayFirst).toBe(dayFirst)
  })

  test.each([
    ['a table of people', 'name,mail\nJane,jane@example.net'],
    ['numbers by the hour', 'time,count\n2026-03-02 09:00:00,17'],
    ['a text', 'Dear diary,\nnothing, again'],
    ['a table without a header', '2026-03-02 09:14:05,a@example.org,b@example.net\n2026-03-02 09:15:05,a@example.org,b@example.net'],
    ['JSON of something else', '{"time":"2026-03-02T09:14:05Z","level":"info"}'],
  ])('not from %s', (_, text) => {
    expect(guessMapping(lines(...text.split('\n')), '')).toBeNull()
  })
})

function said(mapping: ColumnMapping, text: readonly string[]) {
  const read = mappedFormat(mapping).open({ fileName: '' })
  return text
    .map(read)
    .map((outcome) =>
      typeof outcome === 'string'
        ? outcome
        : outcome.map((record) =>
            record.kind === 'report'
              ? [record.action, record.sender, record.recipient, record.clientIp, record.code, record.dsn]
              : record.kind,
          ),
    )
}

/** Of a format's own examples: records, and those of them that the guessed mapping reads with the same time, sender and recipient. */
function guessedOf(format: LogFormat): readonly [all: number, alike: number] {
  let [all, alike] = [0, 0]
  for (const { text } of format.examples) {
    const rows = asBytes(text).split('\n')
    const guess = guessMapping(rows, '')
    const read = format.open({ fileName: '' })
    const told = (outcome: Outcome): readonly string[] =>
      typeof outcome === 'string'
        ? []
        : outcome.flatMap((record) => (record.kind === 'report' ? [`${record.origin.stamp} ${record.sender} ${record.recipient}`] : []))
    const wanted = rows.flatMap((row) => told(read(row)))
    const readMapped = guess === null ? null : mappedFormat(guess.mapping).open({ fileName: '' })
    const found = readMapped === null ? [] : rows.flatMap((row) => told(readMapped(row)))
    all += wanted.length
    alike += wanted.filter((each) => found.includes(each)).length
  }
  return [all, alike]
}

test('the mappings guessed of known exports read most of them as their formats do', () => {
  const dialogues = ['exchange-smtp-protocol', 'iis-smtp'] // No row of them is of a mail.
  const exports = allFormats.filter(({ unit, id }) => (unit === 'csv' || unit === 'json') && !dialogues.includes(id))
  const counted = exports.map(guessedOf)
  const [all, alike] = [0, 1].map((at) => counted.reduce((sum, counts) => sum + (counts[at] ?? 0), 0))
  expect((alike ?? 0) / (all ?? 1)).toBeGreaterThan(0.7)
})

test('never throws, whatever becomes of a row, and takes no time', () => {
  const rows = [...german, ...events]
  const piece = fc.constantFrom(
    '"',
    ';',
    ',',
    '@',
    '<',
    '{',
    '}',
    '[',
    '\\',
    '\u00ff',
    '',
    ' ',
    ':',
    '/',
    '.',
    '0'.repeat(60_000),
    'a.@ '.repeat(15_000),
  )
  const line = fc.tuple(fc.constantFrom(...rows), fc.nat(), fc.nat(30), piece)
  const mapped = [german, events].map((text) => mappedFormat(guessMapping(text, '')!.mapping))
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (changed) => {
      const lines = changed.map(([text, at, count, put]) => {
        const from = at % (text.length + 1)
        return text.slice(0, from) + put + text.slice(from + count)
      })
      guessMapping(lines, '')
      for (const format of mapped) {
        const read = format.open({ fileName: '' })
        read(german[0]!)
        for (const changedLine of lines) readWell(read, changedLine)
      }
    }),
    { numRuns: 500, seed: 4 },
  )
})

describe('a mapped table', () => {
  test('gives a report for each recipient', () => {
    const read = mappedFormat(guessMapping(german, '')!.mapping).open({ fileName: '' })
    const [, two, one] = german.map(read)
    expect(two).toHaveLength(2)
    expect(one).toMatchObject([
      {
        kind: 'report',
        action: 'rejected',
        agent: 'mapped-columns',
        messageId: '<a.2@example.org>',
        sender: 'scan@example.org',
        recipient: 'nobody@example.net',
        clientIp: '192.0.2.10',
        code: 550,
        dsn: '5.1.1',
        reply: '550 5.1.1 User unknown',
        subject: 'Scan',
        sizeBytes: 900,
        origin: { stamp: Date.UTC(2026, 2, 2, 9, 15) * 1000, zoned: false },
      },
    ])
  })

  test.each([
    ['"ann@example.net" <ann@example.net>', ['ann@example.net']],
    ["'ann@example.net' <ann@example.net>; bob@example.net", ['ann@example.net', 'bob@example.net']],
    [
      'Ann (ann@home.example) <ann@example.net>, <bob@example.net> cy@example.net',
      ['ann@example.net', 'bob@example.net', 'cy@example.net'],
    ],
    ['"old@x.example, Bob" <bob@example.net>', ['bob@example.net']],
    ['amy@example.net; "Bob \\"old@x.example; B\\"" (Sales) <bob@example.net>', ['amy@example.net', 'bob@example.net']],
    ['"Bob <old@x.example>, Inc." <bob@example.net>, "Amy" <amy@example.net>', ['bob@example.net', 'amy@example.net']],
    ['Bob 5" <bob@example.net>, Amy 3" <amy@example.net>', ['bob@example.net', 'amy@example.net']],
    ['"amy@example.net" <>', ['amy@example.net']],
    ["'Doe, Jane' <jane@example.net>, 'Roe, Bob' <bob@example.net>", ['jane@example.net', 'bob@example.net']],
    ["'old@x.example, Jane' <jane@example.net>; bob@example.net", ['jane@example.net', 'bob@example.net']],
    ["'Doe; jane@home.example'<jane@example.net>", ['jane@example.net']],
    ["O'Doe, Amy <amy@example.net>, 'bob@example.net', D'Or <cy@example.net>", ['amy@example.net', 'bob@example.net', 'cy@example.net']],
    ["Amy 3' <amy@example.net>, bob@example.net, Cy 5' <cy@example.net>", ['amy@example.net', 'bob@example.net', 'cy@example.net']],
    ['"Bob <bob@example.net>, "Amy" <amy@example.net>', ['bob@example.net', 'amy@example.net']],
    ['["ann@example.net","bob@example.net"]', ['ann@example.net', 'bob@example.net']],
    ['ann@example.net,ann@example.net', ['ann@example.net']],
    ['"ann"@example.net bob@[192.0.2.1]', ['"ann"@example.net', 'bob@[192.0.2.1]']],
  ])('reads the addresses of %s', (cell, addresses) => {
    const read = mappedFormat({ columns: { time: 't', sender: 'f', recipient: 'r' } }).open({ fileName: '' })
    read('t\tf\tr')
    const quoted = `"${cell.replaceAll('"', '""')}"`
    const reports = read(`2026-03-02 09:14:05\t${quoted}\t${quoted}`)
    expect(
      typeof reports === 'string' ? reports : reports.map((report) => report.kind === 'report' && [report.sender, report.recipient]),
    ).toEqual(addresses.map((address) => [addresses[0], address]))
  })

  test('of JSON takes what the user says of a value before what its words seem to say', () => {
    const { mapping } = guessMapping(events, '')!
    expect(said({ ...mapping, results: { DELIVERED: 'delivered', frobbed: 'ignored' } }, events)).toEqual([
      [
        ['delivered', 'scan@example.org', 'jane@example.net', null, null, null],
        ['delivered', 'scan@example.org', 'bob@example.net', null, null, null],
      ],
      'ignored',
    ])
  })

  test('says by the reply what became of a mail, where there is no result, and else that it was taken', () => {
    const mapping: ColumnMapping = { columns: { time: 'when', sender: 'who', recipient: ['to', 'cc'], reply: 'text' } }
    const text = lines(
      'when,who,to,cc,text',
      '2026-03-02 09:14:05,<>,a@example.net,b@example.net,421 4.7.0 later',
      '2026-03-02 09:15:05,c@example.org,a@example.net,,',
    )
    expect(said(mapping, text)).toEqual([
      'ignored',
      [
        ['deferred', '', 'a@example.net', null, 421, '4.7.0'],
        ['deferred', '', 'b@example.net', null, 421, '4.7.0'],
      ],
      [['accepted', 'c@example.org', 'a@example.net', null, null, null]],
    ])
  })

  test.each([
    ['success,550 5.1.1 no such user', 'bounced'],
    ['success,451 4.7.1 later', 'deferred'],
    ['success,250 2.0.0 ok', 'relayed'],
    ['success,', 'relayed'],
    ['Sent,550', 'bounced'],
    ['processed,554 5.7.1 spam', 'bounced'],
    ['rejected,554 5.7.1 spam', 'rejected'],
    ['deferred,550 5.1.1 no such user', 'deferred'],
    ['failed,250 ok', 'bounced'],
  ])('of %s, takes a reply that refuses before a result that went well', (row, action) => {
    const mapping: ColumnMapping = { columns: { time: 't', recipient: 'r', result: 's', reply: 'a' }, results: { success: 'relayed' } }
    const [, report] = said(mapping, lines('t,r,s,a', `2026-03-02 09:14:05,b@example.net,${row}`))
    expect(report?.[0]?.[0]).toBe(action)
  })

  test('keeps a cell whole that ends with a letter of which half looks like a blank', () => {
    const read = mappedFormat({ columns: { time: 't', sender: 'f', subject: 's' } }).open({ fileName: '' })
    const [, row] = lines('t,f,s', '2026-03-02 09:14:05,a@example.org, Voilà ').map(read)
    expect(row).toMatchObject([{ subject: asBytes('Voilà') }])
  })

  test('leaves rows that say no time, nobody, or a result that is not known', () => {
    const mapping: ColumnMapping = { columns: { time: 't', sender: 'f', result: 'r' } }
    expect(
      said(
        mapping,
        lines(
          't,f,r',
          'soon,a@example.org,sent',
          '2026-03-02 09:14:05,,sent',
          '2026-03-02 09:14:05,a@example.org,frobbed',
          '2026-03-02 09:14:05,a@example.org,not delivered',
        ),
      ),
    ).toEqual(['ignored', 'unrecognised', 'unrecognised', 'unrecognised', 'unrecognised'])
  })
})

test.each([
  ['2026-03-02T09:14:05.25+01:00', '2026-03-02T08:14:05.250Z', true],
  ['2026-03-02 09:14:05,250', '2026-03-02T09:14:05.250Z', false],
  ['1772442845', '2026-03-02T09:14:05.000Z', true],
  ['1772442845250', '2026-03-02T09:14:05.250Z', true],
  ['1772442845.25', '2026-03-02T09:14:05.250Z', true],
  ['Mon, 2 Mar 2026 09:14:05 +0100 (CET)', '2026-03-02T08:14:05.000Z', true],
  ['02-Mar-2026 09:14:05', '2026-03-02T09:14:05.000Z', false],
  ['3/2/2026 9:14 PM', '2026-03-02T21:14:00.000Z', false],
  ['2026-03-02 09:14:05 PM', '2026-03-02T21:14:05.000Z', false],
  ['2026-03-02 12:14:05 a.m. CET', '2026-03-01T23:14:05.000Z', true],
  ['2026/03/02 09:14PM +0100', '2026-03-02T20:14:00.000Z', true],
  ['02.03.2026 09:14 p.m.', '2026-03-02T21:14:00.000Z', false],
  ['2026-03-02 09:14:05 AMT', '2026-03-02T09:14:05.000Z', false],
])('the moment %s', (text, iso, zoned) => {
  const moment = cellMoment(text, false)
  expect([new Date((moment?.stamp ?? 0) / 1000).toISOString(), moment?.zoned]).toEqual([iso, zoned])
})

test.each([
  ['Delivered', 'relayed'],
  ['hard_bounce', 'bounced'],
  ['Message delivered after delay', 'deferred'],
  ['550 5.1.1 User unknown', 'bounced'],
  ['4.2.0', 'deferred'],
  ['250 OK', 'relayed'],
  ['MessageDeliveryFailed', 'bounced'],
  ['temporary failure', 'deferred'],
  ['accepted for delivery', 'accepted'],
  ['Release from quarantine', null],
  ['not delivered', null],
  ['nicht zugestellt', null],
  ['Undelivered', 'bounced'],
  ['Email delivered successfully', 'relayed'],
  ['unable to deliver', null],
  ["couldn't deliver", null],
  ['delivery timed out', null],
  ['delivery aborted', null],
  ['scheduled for delivery', null],
  ['to be delivered', null],
  ['Delivery status unknown', null],
  ['partially delivered', null],
  ['unable to deliver: rejected', 'rejected'],
  ['clicked', 'ignored'],
  ['frobbed', null],
])('the result %s', (value, action) => {
  expect(actionOfValue(value)).toBe(action)
})

test.each([
  ['{', 'it is no JSON'],
  ['[]', 'its text: '],
  ['{"columns":{"sender":"From"}}', 'columns.time: '],
  ['{"columns":{"time":"Date","subject":"Subject"}}', 'it names no column for sender, recipient, messageId or queueId'],
  ['{"columns":{"time":"Date","sender":"From","colour":"x"}}', 'columns: '],
  ['{"columns":{"time":"Date","sender":"From"},"results":{"Sent":"gone"}}', 'results.Sent: '],
  ['{"columns":{"time":"Date","sender":"From"},"zone":"Mars/Olympus"}', 'zone: no such time zone'],
])('the mapping %s is refused', (text, why) => {
  expect(() => parseMapping(text, 'map.json')).toThrow(`map.json is no mapping of columns: ${why}`)
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FieldName, fieldNames, fields } from '../shared/query/fields.ts'
import { printQuery } from '../shared/query/print.ts'
import type { Clause, Value } from '../shared/query/syntax.ts'
import { parseQuery, topClauses, withoutClause, withoutField } from '../shared/query.ts'

/** The query without places: what must survive printing. */
function bare(clause: Clause): unknown {
  return JSON.parse(JSON.stringify(clause, (key, value: unknown) => (key === 'place' ? undefined : value)))
}

function values(text: string): readonly Value[] {
  const { clause, problems } = parseQuery(text)
  expect(problems).toEqual([])
  if (clause.kind !== 'field') throw new Error(`${text} is no field`)
  return clause.values
}

function problem(text: string): string {
  const { problems } = parseQuery(text)
  expect(problems.length, text).toBeGreaterThan(0)
  const { place, message } = problems[0]!
  return `${text.slice(place.start, place.end)} | ${message}`
}

describe('shape', () => {
  test('a space means and, OR binds more closely, - and NOT and ! exclude', () => {
    const { clause } = parseQuery('from:a OR from:b -to:c NOT to:d !to:e')
    expect(printQuery(clause)).toBe('from:a OR from:b -to:c -to:d -to:e')
    expect(clause.kind === 'all' && clause.parts.map((part) => part.kind)).toEqual(['some', 'not', 'not', 'not'])
  })

  test('groups stay groups', () => {
    expect(printQuery(parseQuery('(from:a to:b) OR (from:c -(to:d to:e))').clause)).toBe('(from:a to:b) OR (from:c -(to:d to:e))')
  })

  test('an empty query is everything', () => {
    expect(bare(parseQuery('  ').clause)).toEqual({ kind: 'all', parts: [] })
  })

  test('a field takes one of several values', () => {
    expect(values('class:(relay-denied OR relay_credentials)')).toEqual([
      { kind: 'choice', choice: 'relay-denied' },
      { kind: 'choice', choice: 'relay-credentials' },
    ])
    expect(values('outcome:bounced,rejected')).toHaveLength(2)
  })

  test('curly quotation marks count as straight ones', () => {
    expect(values('subject:“Rechnung 7”')).toEqual([{ kind: 'text', text: 'Rechnung 7', exact: true }])
  })

  test('clauses can be taken away', () => {
    const { clause } = parseQuery('from:a outcome:bounced -outcome:rejected')
    expect(topClauses(clause)).toHaveLength(3)
    expect(printQuery(withoutClause(clause, 1))).toBe('from:a -outcome:rejected')
    expect(printQuery(withoutField(clause, 'outcome'))).toBe('from:a')
  })
})

describe('values', () => {
  test.each([
    ['delay:>10m', { kind: 'number', comparison: '>', number: 600 }],
    ['delay:<=1.5h', { kind: 'number', comparison: '<=', number: 5400 }],
    ['delay:500ms..2s', { kind: 'between', low: 0.5, high: 2 }],
    ['size:>20MB', { kind: 'number', comparison: '>', number: 20_000_000 }],
    ['larger:10M', { kind: 'number', comparison: '>', number: 10_000_000 }],
    ['attempts:3', { kind: 'number', comparison: '=', number: 3 }],
    ['attempts:2..5', { kind: 'between', low: 2, high: 5 }],
    ['status:550', { kind: 'number', comparison: '=', number: 550 }],
    ['status:5xx', { kind: 'between', low: 500, high: 599 }],
    ['status:delivered', { kind: 'choice', choice: 'delivered' }],
    ['code:5.7.1', { kind: 'text', text: '5.7.1', exact: false }],
    ['code:5.7', { kind: 'text', text: '5.7.*', exact: false }],
    ['ip:192.0.2.0/24', { kind: 'network', address: '192.0.2.0', bits: 24 }],
    ['ip:2001:db8::1', { kind: 'text', text: '2001:db8::1', exact: false }],
    ['from:<>', { kind: 'text', text: '', exact: true }],
    ['from:""', { kind: 'text', text: '', exact: true }],
    ['to:*', { kind: 'any' }],
    ['to:"jane@acme.test"', { kind: 'text', text: 'jane@acme.test', exact: true }],
    ['after:-7d', { kind: 'moment', comparison: '=', moment: { kind: 'before-end', seconds: 604_800 } }],
    ['newer_than:7d', { kind: 'moment', comparison: '=', moment: { kind: 'before-end', seconds: 604_800 } }],
  ])('%s', (text, value) => {
    expect(values(text)).toEqual([value])
  })

  test('a lone time at the end of a range belongs to the day at its beginning', () => {
    const day = { kind: 'civil', year: null, month: 3, day: 3, offsetMinutes: null }
    expect(values('at:"3 mar 10:00..10:30"')).toEqual([
      {
        kind: 'span',
        from: { ...day, clock: { hour: 10, minute: 0, second: null } },
        to: { ...day, clock: { hour: 10, minute: 30, second: null } },
      },
    ])
  })

  test('every field has a value that it reads, and a title', () => {
    for (const name of fieldNames) {
      expect(parseQuery(`${name}:${fields[name].example}`).problems, name).toEqual([])
      for (const alias of fields[name].aliases) expect(parseQuery(`${alias}:*`).clause, alias).toMatchObject({ kind: 'field', field: name })
    }
  })
})

describe('text without a field', () => {
  test.each([
    ['jane@acme.test', 'address'],
    ['to=<jane@acme.test>,', 'address'],
    ['*@print.example.org', 'address'],
    ['192.0.2.10', 'ip'],
    ['[192.0.2.10]', 'ip'],
    ['2001:db8::10', 'ip'],
    ['192.0.2.0/24', 'ip'],
    ['<20261123.abc@printer.example.org>', 'message-id'],
    ['message-id=<20261123.abc@printer.example.org>', 'message-id'],
    ['4Zx2lq1Wk3z9', 'queue-id'],
    ['3F2A91C0B4:', 'queue-id'],
    ['1rTgGs-0004Kz-2b', 'queue-id'],
    ['k3v9q2m7x1ta', 'id'],
    ['4.7.28', 'code'],
    ['5.7.*', 'code'],
    ['550', 'status'],
    ['gmail.com', 'domain'],
    ['@acme.test', 'domain'],
    ['greylist', 'words'],
    ['jane@', 'words'],
    ['"jane@acme.test"', 'words'],
    ['C:\\spool', 'words'],
  ])('%s is read as %s', (text, reading) => {
    const { clause, problems, readings } = parseQuery(text === 'C:\\spool' ? '"C:\\spool"' : text)
    expect(problems).toEqual([])
    expect(clause).toMatchObject({ kind: 'bare', reading })
    expect(readings).toHaveLength(1)
  })

  test.each([
    ['to:bob outcom:bouncd', 'to:bob outcome:bouncd'],
    ['to:bob outcome:bouncd', 'to:bob outcome:bounced'],
    ['outcome:(bouncd OR waiting)', 'outcome:(bounced OR waiting)'],
    ['class:"relay-dennied"', 'class:relay-denied'],
    ['frm:"jane doe"', 'from:"jane doe"'],
  ])('%s: what may have been meant can be put in its place', (text, meant) => {
    const [{ place, instead } = { place: { start: 0, end: 0 }, instead: '' }] = parseQuery(text).problems
    expect(`${text.slice(0, place.start)}${instead}${text.slice(place.end)}`).toBe(meant)
  })

  test('nothing is put in the place of what nobody can guess, or of several values at once', () => {
    expect(parseQuery('zzzzzzz:x outcome:qqqqqqqq outcome:bounced,waitin delay:>10').problems.map(({ instead }) => instead)).toEqual(
      Array.from({ length: 4 }),
    )
  })

  test('what is left out is read so, and taken away whole', () => {
    const text = 'to:bob -direction:notice -"said no" NOT from:jane after:2026-03-02'
    const { readings } = parseQuery(text)
    expect(readings.map(({ reading, place }) => [text.slice(place.start, place.end), reading])).toEqual([
      ['to:bob', 'recipient contains bob'],
      ['-direction:notice', 'not: direction is notice'],
      ['-"said no"', 'not: an address, id, reply, subject or line contains “said no”'],
      ['NOT from:jane', 'not: sender contains jane'],
      ['after:2026-03-02', 'first attempt from 2026-03-02'],
    ])
    expect(parseQuery('-jane@acme.test').readings[0]?.others.map((other) => other.text)).toEqual([
      '-from:jane@acme.test',
      '-to:jane@acme.test',
      '-msgid:jane@acme.test',
      '-"jane@acme.test"',
    ])
  })

  test('the other readings are offered as queries that can be read', () => {
    const { readings } = parseQuery('jane@acme.test')
    expect(readings[0]?.reading).toBe('sender or recipient contains jane@acme.test, or it is the Message-ID')
    expect(readings[0]?.others.map((other) => other.text)).toEqual([
      'from:jane@acme.test',
      'to:jane@acme.test',
      'msgid:jane@acme.test',
      '"jane@acme.test"',
    ])
  })
})

describe('problems', () => {
  test.each([
    ['delay:>10', 'delay:>10 | `delay:>10` needs a unit: 10s, 10m, 10h.'],
    ['size:>20', 'size:>20 | `size:>20` needs a unit: 20KB, 20MB, 20GB.'],
    ['delay:10m', 'delay:10m | `delay:10m` needs a comparison: delay:>10m, delay:<10m, or a range delay:10m..10m.'],
    ['to:', 'to: | `to:` needs a value, for example to:bob@example.net.'],
    ['outcome:bouncd', 'outcome:bouncd | `outcome:bouncd` is not known; did you mean outcome:bounced?'],
    ['a (b c', '( | This ( is never closed: put a ) after the group.'],
    ['a )', ') | This ) closes nothing: take it out, or put the text in quotation marks.'],
    ['a OR', 'OR | OR needs a clause on both sides.'],
    ['"abc', '"abc | The quotation mark is never closed: put a " after the text.'],
    ['at:2026-02-30', 'at:2026-02-30 | `at:2026-02-30` is not a day of the calendar.'],
    ['code:abc', 'code:abc | `code:abc` needs an enhanced status code: 5.7.1, 5.7.* or 4.*.*.'],
    ['to:(a b)', 'b | Between the values of to:(…) stands OR: to:(a OR b).'],
  ])('%s', (text, message) => {
    expect(problem(text)).toBe(message)
  })

  test('an unknown field names the nearest', () => {
    expect(problem('frm:jane')).toBe(
      'frm:jane | There is no field frm; did you mean from:? To search for the text itself, put it in quotation marks.',
    )
  })

  test('the sound clauses around a problem are kept', () => {
    expect(printQuery(parseQuery('from:a delay:>10 to:b').clause)).toBe('from:a to:b')
  })

  test('nesting and length are bounded', () => {
    expect(parseQuery('('.repeat(2000)).problems.length).toBeGreaterThan(0)
    expect(parseQuery('-('.repeat(1000)).problems.length).toBeGreaterThan(0)
    expect(parseQuery('a '.repeat(1000)).problems).toHaveLength(1)
  })
})

const fieldText = fc.constantFrom(...fieldNames).chain((name: FieldName) =>
  fc.oneof(
    fc.constant(`${name}:${fields[name].example}`),
    fc.constant(`${name}:*`),
    fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => `${name}:"${text.replace(/["\\\u201c-\u201f\u00ab\u00bb]/g, '')}"`),
  ),
)
const piece = fc.oneof(
  fieldText,
  fc.constantFrom(
    'OR',
    'AND',
    'NOT',
    '-',
    '(',
    ')',
    '"',
    'delay:>90s',
    'delay:1d..2w',
    'size:<1KiB',
    'at:"3 mar 10:00..10:30"',
    'after:-36h',
    'at:>=2026-03-03T10:00:05+02:00',
  ),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

test('a pattern of classes is the same when it is read again, quoted or not', () => {
  for (const source of ['class:*', 'class:"*"', 'class:relay-*', 'class:"relay-*"'])
    expect(bare(parseQuery(printQuery(parseQuery(source).clause)).clause)).toEqual(bare(parseQuery(source).clause))
  expect(parseQuery('class:"* x"').problems).toHaveLength(1)
})

test('whatever is typed is read without throwing, places lie inside, and the printed query is the same query', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom(' ', ''), (pieces, glue) => {
      const source = pieces.join(glue)
      const { clause, problems, readings } = parseQuery(source)
      for (const { place } of [...problems, ...readings])
        expect(place.start >= 0 && place.start < place.end && place.end <= source.length).toBe(true)
      const printed = printQuery(clause)
      const again = parseQuery(printed)
      expect(again.problems).toEqual([])
      expect(bare(again.clause)).toEqual(bare(clause))
      expect(printQuery(again.clause)).toBe(printed)
    }),
    { numRuns: 3000 },
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listAt, numberAt, readJsonLine, textAt, valueAt } from '../shared/json-line.ts'
import { asBytes } from './as-bytes.ts'

test.each([
  ['{"a":"f\\u00fcr \\ud83d\\udce7"}', 'für 📧'],
  ['{"a":"für 📧"}', 'für 📧'],
  ['{"a":"C:\\\\u00fcbung"}', 'C:\\u00fcbung'],
  ['{"a":"tab\\u0009, quote \\u0022, \\"\\/"}', 'tab\t, quote ", "/'],
  ['{"a":"half \\ud83d"}', 'half \ufffd'],
])('texts of %s are bytes of UTF-8, however they were written', (line, text) => {
  expect(textAt(readJsonLine(asBytes(line)), 'a')).toBe(asBytes(text))
})

test('texts are those of the parser of JSON, whatever the escapes', () => {
  const piece = fc.constantFrom(
    '\\u00e9',
    '\\uD83D',
    '\\udce7',
    '\\u0041',
    '\\u20aC',
    '\\\\',
    '\\"',
    '\\n',
    'u00e9',
    '\\u',
    '\\u12g4',
    '\\u 123',
    'a',
    'é',
    '',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const line = `{"a":"${pieces.join('')}"}`
      const parsed = (() => {
        try {
          return JSON.parse(line) as { readonly a: string }
        } catch {
          return null
        }
      })()
      // Half of a character has no bytes.
      expect(readJsonLine(asBytes(line))).toEqual(parsed === null ? null : { a: asBytes(parsed.a) })
    }),
    { numRuns: 5_000, seed: 11 },
  )
})

test.each(['', '[]', '{', '{"a":1', 'null', '"{}"', '{"a":"\\u12"}'])('%s holds no object', (line) => {
  expect(readJsonLine(line)).toBeNull()
})

test('values are found by their path, and nothing where there is none', () => {
  const record = readJsonLine('{"a":{"b":[1,"2"],"c":"-3.5","d":"","e":"4x"},"n":7}')
  expect([numberAt(record, 'n'), numberAt(record, 'a', 'c'), numberAt(record, 'a', 'e'), numberAt(record, 'x')]).toEqual([
    7,
    -3.5,
    null,
    null,
  ])
  expect([textAt(record, 'n'), textAt(record, 'a', 'd'), textAt(record, 'a', 'b')]).toEqual(['7', null, null])
  expect([listAt(record, 'a', 'b'), listAt(record, 'n'), valueAt(record, 'a', 'toString')]).toEqual([[1, '2'], [], undefined])
})

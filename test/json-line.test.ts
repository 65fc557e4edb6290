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

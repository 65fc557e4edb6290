import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import { cell } from '../shared/formats/export/table.ts'
import { cellsOf, tableReader } from '../shared/table.ts'
import { asBytes } from './as-bytes.ts'

const header = 'Message ID,Sender,Recipient,Description'

/** What a reader made of each line: the cells of a record, or the word for it. */
function read(lines: readonly string[]): readonly unknown[] {
  const reader = tableReader(['message id', 'sender'])
  return [header, ...lines].slice(0).map((line) => {
    const found = reader(line)
    return typeof found === 'string' ? found : [found('message id'), found('sender'), found('recipient'), found('description')]
  })
}

describe('records of a table', () => {
  test('a quoted cell may hold separators, quotes and line ends', () => {
    expect(read(['1,a@x.test,"b@x.test, c@x.test","550 ""no""', 'such user"', '2,d@x.test,e@x.test,ok'])).toEqual([
      'header',
      'continued',
      ['1', 'a@x.test', 'b@x.test, c@x.test', '550 "no"\nsuch user'],
      ['2', 'd@x.test', 'e@x.test', 'ok'],
    ])
  })

  test('the line that closes a cell is no row of its own, though it has as many cells', () => {
    expect(read(['"1', '2",a@x.test,b@x.test,ok', '3,"c@x.test', 'd@x.test",e@x.test,ok,'])).toEqual([
      'header',
      'continued',
      ['1\n2', 'a@x.test', 'b@x.test', 'ok'],
      'continued',
      ['3', 'c@x.test\nd@x.test', 'e@x.test', 'ok'],
    ])
  })

  test('a quote within a cell that does not begin with one opens nothing', () => {
    expect(read(['1,a@x.test,b@x.test,a 19" rack', '2,d@x.test,e@x.test,ok'])).toEqual([
      'header',
      ['1', 'a@x.test', 'b@x.test', 'a 19" rack'],
      ['2', 'd@x.test', 'e@x.test', 'ok'],
    ])
  })

  test('a quote that is never closed costs its own record, not those behind it', () => {
    expect(read(['1,a@x.test,b@x.test,"broken', '2,d@x.test,e@x.test,ok', '3,f@x.test,g@x.test,"two', 'lines"'])).toEqual([
      'header',
      'continued',
      ['2', 'd@x.test', 'e@x.test', 'ok'],
      'continued',
      ['3', 'f@x.test', 'g@x.test', 'two\nlines'],
    ])
  })

  test('a cell without end is given up after 64 KiB, and reading goes on', () => {
    const found = read(['1,a@x.test,b@x.test,"broken', ...Array.from({ length: 200_000 }, () => 'x'), '2,d@x.test,e@x.test,ok'])
    expect(found.filter((each) => each === 'damaged').length).toBeGreaterThan(0)
    expect(found.at(-1)).toEqual(['2', 'd@x.test', 'e@x.test', 'ok'])
  })
})

test('cells are those that the parser of tables finds, whatever the quotes', () => {
  const piece = fc.constantFrom('"', '""', ',', ';', 'a', ' b ', '1', '\n', '"c"', ',"d, e",', '"f ""g"" h"', '')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const record = pieces.join('')
      fc.pre(record !== '')
      expect(cellsOf(record, ',')).toEqual(
        record.includes('"') ? (Papa.parse<string[]>(record, { delimiter: ',' }).data[0] ?? []) : record.split(','),
      )
    }),
    { numRuns: 3_000, seed: 7 },
  )
})

test('a cell of bytes that ends with half of a letter like a blank is kept whole', () => {
  expect(cell(() => asBytes(' Voilà '), 'Subject')).toBe(asBytes('Voilà'))
})

import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { type Columns, createColumns } from '../../electron/engine/columns.ts'
import { parquetEnd, rowGroupOf } from '../../electron/engine/parquet.ts'
import { temporaryFolder } from './temporary-folder.ts'

const columns = {
  small: 'SMALLINT',
  integer: 'INTEGER',
  unsigned: 'UINTEGER',
  long: 'BIGINT',
  double: 'DOUBLE',
  text: 'VARCHAR',
  word: 'VARCHAR',
} as const satisfies Columns

type Row = { readonly [Name in keyof typeof columns]: ((typeof columns)[Name] extends 'VARCHAR' ? string : number) | null }

const folder = temporaryFolder()
const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** Writes row groups as the parsers do, and reads them with DuckDB. */
async function throughDuckDb(...groups: readonly (readonly Row[])[]): Promise<unknown[]> {
  const filled = createColumns(columns, new Set(['word']))
  const path = join(folder, 'rows.parquet')
  writeFileSync(path, '')
  const written = groups.map((rows) => {
    for (const column of Object.values(filled)) column.reset()
    for (const row of rows) {
      filled.small.add(row.small)
      filled.integer.add(row.integer)
      filled.unsigned.add(row.unsigned)
      filled.long.add(row.long)
      filled.double.add(row.double)
      filled.text.add(row.text === null ? null : latin1(row.text))
      filled.word.add(row.word === null ? null : latin1(row.word))
    }
    const { group, parts } = rowGroupOf(columns, filled, rows.length)
    appendFileSync(path, Buffer.concat(parts))
    return group
  })
  appendFileSync(path, parquetEnd(columns, written))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const found = await connection.runAndReadAll('SELECT * FROM read_parquet($1)', [path])
  const read = found.getRowObjects().map((row) => ({ ...row, long: row['long'] === null ? null : Number(row['long']) }))
  connection.closeSync()
  instance.closeSync()
  return read
}

const texts = ['', 'plain', 'tab\tin\\it', 'line\r\nfeed', 'nul\0', 'Jürgen 日本', '\\N', 'x'.repeat(70_000), '\u001e\u0010']
const numbers = [0, -1, 7, 32_767]

function rowAt(i: number): Row {
  const absent = (every: number): boolean => i % every === every - 1
  return {
    small: absent(3) ? null : numbers[i % numbers.length]!,
    integer: i === 5 ? null : i - 2 ** 31,
    unsigned: 2 ** 32 - 1 - i,
    long: absent(2) ? null : (i - 3) * 1_234_567_890_123,
    double: absent(5) ? null : i / 7,
    text: absent(4) ? null : i < 40 ? texts[i % texts.length]! : `t${i}`,
    word: i % 11 === 0 ? null : `word ${i % 400}`,
  }
}

test.each([1, 7, 8, 9, 64, 65, 3000])('%i rows come back as they were written', async (count) => {
  const rows = Array.from({ length: count }, (_, i) => rowAt(i))
  expect(await throughDuckDb(rows)).toEqual(rows)
})

test('columns without any value, with one word, and of which the last value alone is missing', async () => {
  const none: Row = { small: null, integer: null, unsigned: null, long: null, double: null, text: null, word: null }
  const full: Row = { small: 1, integer: 2, unsigned: 3, long: 4, double: 0.5, text: 'text', word: 'word' }
  expect(await throughDuckDb([none, none, none])).toEqual([none, none, none])
  expect(await throughDuckDb([full, full, none])).toEqual([full, full, none])
  expect(await throughDuckDb([none, none, full])).toEqual([none, none, full])
})

test('a dictionary of more words than 16 bits number', async () => {
  const rows = Array.from({ length: 70_000 }, (_, i) => ({ ...rowAt(i), text: null, word: `w${i}` }))
  const read = (await throughDuckDb(rows)) as readonly Row[] // As written.
  expect(read.map(({ word }) => word)).toEqual(rows.map(({ word }) => word))
})

test('row groups of one file come back one after another', async () => {
  const rows = Array.from({ length: 500 }, (_, i) => rowAt(i))
  const read = await throughDuckDb(rows.slice(0, 3), rows.slice(3, 300), rows.slice(300))
  expect(read).toEqual(rows)
})

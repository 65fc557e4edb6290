import type { Columns, ColumnType, NumberColumn, TextColumn } from './columns.ts'
import { Thrift } from './thrift.ts'

/** Numbers of Parquet's formats (parquet.thrift of apache/parquet-format 2.10). */
const physical = { INT32: 1, INT64: 2, DOUBLE: 5, BYTE_ARRAY: 6 } as const
const encoding = { PLAIN: 0, RLE: 3, RLE_DICTIONARY: 8 } as const
const types: Readonly<Record<ColumnType, { readonly stored: number; readonly converted: number | null }>> = {
  VARCHAR: { stored: physical.BYTE_ARRAY, converted: 0 },
  SMALLINT: { stored: physical.INT32, converted: 16 },
  INTEGER: { stored: physical.INT32, converted: null },
  UINTEGER: { stored: physical.INT32, converted: 13 },
  BIGINT: { stored: physical.INT64, converted: null },
  DOUBLE: { stored: physical.DOUBLE, converted: null },
}

/** Where the values of a column lie within its row group. */
interface Chunk {
  readonly start: number
  readonly data: number
  readonly end: number
  readonly dictionary: boolean
}

/** A row group as it is written, uncompressed. */
export interface RowGroup {
  readonly bytes: Buffer
  readonly rows: number
  /** In the order of the columns. */
  readonly chunks: readonly Chunk[]
}

/** With what a Parquet file begins and ends. */
export const parquetMark = Buffer.from('PAR1')

/** The rows of a table as a row group. Every column must have `rows` values. */
export function rowGroupOf(columns: Columns, filled: Readonly<Record<string, TextColumn | NumberColumn>>, rows: number): RowGroup {
  const parts: Buffer[] = []
  let offset = 0
  const put = (bytes: Buffer): void => {
    parts.push(bytes)
    offset += bytes.length
  }
  const chunks = Object.keys(columns).map((name) => {
    const { dictionary, parts: values } = filled[name]!.pages()
    const start = offset
    if (dictionary !== null) {
      put(pageHeader(2, dictionary.bytes.length, dictionary.count, encoding.PLAIN))
      put(dictionary.bytes)
    }
    const data = offset
    const length = values.reduce((sum, part) => sum + part.length, 0)
    put(pageHeader(0, length, rows, dictionary === null ? encoding.PLAIN : encoding.RLE_DICTIONARY))
    for (const part of values) put(part)
    return { start, data, end: offset, dictionary: dictionary !== null }
  })
  return { bytes: Buffer.concat(parts), rows, chunks }
}

function pageHeader(type: 0 | 2, length: number, values: number, valueEncoding: number): Buffer {
  const thrift = new Thrift()
  thrift.int(1, type)
  thrift.int(2, length)
  thrift.int(3, length)
  thrift.struct(type === 0 ? 5 : 7, () => {
    thrift.int(1, values)
    thrift.int(2, valueEncoding)
    if (type === 0) {
      thrift.int(3, encoding.RLE)
      thrift.int(4, encoding.RLE)
    }
  })
  return thrift.end()
}

/** The bytes of a Parquet file of one row group. Every column must have `rows` values. */
export function parquetFile(columns: Columns, filled: Readonly<Record<string, TextColumn | NumberColumn>>, rows: number): Buffer {
  const group = rowGroupOf(columns, filled, rows)
  return Buffer.concat([parquetMark, group.bytes, parquetEnd(columns, [group])])
}

/** What stands behind the row groups of a file; the first begins behind the mark. */
export function parquetEnd(columns: Columns, groups: readonly Pick<RowGroup, 'rows' | 'chunks'>[]): Buffer {
  const thrift = new Thrift()
  const named = Object.entries(columns)
  thrift.int(1, 2)
  thrift.structs(2, [
    () => {
      thrift.text(4, 'rows')
      thrift.int(5, named.length)
    },
    ...named.map(([name, type]) => () => {
      thrift.int(1, types[type].stored)
      thrift.int(3, 1)
      thrift.text(4, name)
      if (types[type].converted !== null) thrift.int(6, types[type].converted)
    }),
  ])
  thrift.long(
    3,
    groups.reduce((sum, { rows }) => sum + rows, 0),
  )
  let offset = parquetMark.length
  const written = groups.map(({ rows, chunks }) => {
    const at = offset
    const length = chunks.at(-1)?.end ?? 0
    offset += length
    return (): void => {
      thrift.structs(
        1,
        chunks.map((chunk, i) => () => chunkOf(thrift, named[i]!, chunk, { at, rows })),
      )
      thrift.long(2, length)
      thrift.long(3, rows)
    }
  })
  thrift.structs(4, written)
  const footer = thrift.end()
  const length = Buffer.alloc(4)
  length.writeUInt32LE(footer.length)
  return Buffer.concat([footer, length, parquetMark])
}

function chunkOf(
  thrift: Thrift,
  [name, type]: readonly [string, ColumnType],
  { start, data, end, dictionary }: Chunk,
  { at, rows }: { readonly at: number; readonly rows: number },
): void {
  thrift.long(2, at + start)
  thrift.struct(3, () => {
    thrift.int(1, types[type].stored)
    thrift.ints(2, dictionary ? [encoding.PLAIN, encoding.RLE, encoding.RLE_DICTIONARY] : [encoding.PLAIN, encoding.RLE])
    thrift.texts(3, [name])
    thrift.int(4, 0)
    thrift.long(5, rows)
    thrift.long(6, end - start)
    thrift.long(7, end - start)
    thrift.long(9, at + data)
    if (dictionary) thrift.long(11, at + start)
  })
}

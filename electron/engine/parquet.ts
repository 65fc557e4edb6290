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
interface ColumnChunk {
  readonly start: number
  readonly data: number
  readonly end: number
  readonly dictionary: boolean
}

/** A row group, uncompressed. */
export interface RowGroup {
  readonly rows: number
  /** Length. */
  readonly bytes: number
  /** In the order of the columns. */
  readonly chunks: readonly ColumnChunk[]
}

/** With what a Parquet file begins and ends. */
const mark = Buffer.from('PAR1')

/**
 * The rows of a table as a row group: what it is made of, to be written in this order. It begins with the mark of the file, of
 * which one before each group does no harm. Every column must have `rows` values.
 */
export function rowGroupOf(
  columns: Columns,
  filled: Readonly<Record<string, TextColumn | NumberColumn>>,
  rows: number,
): { readonly group: RowGroup; readonly parts: readonly Buffer[] } {
  const parts: Buffer[] = []
  let offset = 0
  const put = (bytes: Buffer): void => {
    parts.push(bytes)
    offset += bytes.length
  }
  put(mark)
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
  return { group: { rows, bytes: offset, chunks }, parts }
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

/** What a file ends with, behind its row groups. */
export function parquetEnd(columns: Columns, groups: readonly RowGroup[]): Buffer {
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
  let offset = 0
  const written = groups.map(({ rows, bytes, chunks }) => {
    const at = offset
    offset += bytes
    return (): void => {
      thrift.structs(
        1,
        chunks.map((chunk, i) => () => chunkOf(thrift, named[i]!, chunk, { at, rows })),
      )
      thrift.long(2, bytes)
      thrift.long(3, rows)
    }
  })
  thrift.structs(4, written)
  const footer = thrift.end()
  const length = Buffer.alloc(4)
  length.writeUInt32LE(footer.length)
  return Buffer.concat([footer, length, mark])
}

function chunkOf(
  thrift: Thrift,
  [name, type]: readonly [string, ColumnType],
  { start, data, end, dictionary }: ColumnChunk,
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

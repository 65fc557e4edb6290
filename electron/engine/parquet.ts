import type { Columns, ColumnType, NumberColumn, TextColumn } from './columns.ts'
import { createThrift } from './thrift.ts'

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

/** The bytes of a Parquet file of one row group, uncompressed. Every column must have `rows` values. */
export function parquetFile(columns: Columns, filled: Readonly<Record<string, TextColumn | NumberColumn>>, rows: number): Buffer {
  const parts: Buffer[] = [Buffer.from('PAR1')]
  let offset = 4
  const put = (bytes: Buffer): void => {
    parts.push(bytes)
    offset += bytes.length
  }
  const chunks = Object.entries(columns).map(([name, type]) => {
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
    return { name, type, start, data, end: offset, dictionary: dictionary !== null }
  })
  const footer = footerOf(chunks, rows)
  const end = Buffer.alloc(8)
  end.writeUInt32LE(footer.length)
  end.write('PAR1', 4)
  return Buffer.concat([...parts, footer, end])
}

/** Where a column lies in the file. */
interface Chunk {
  readonly name: string
  readonly type: ColumnType
  readonly start: number
  readonly data: number
  readonly end: number
  readonly dictionary: boolean
}

function pageHeader(type: 0 | 2, length: number, values: number, valueEncoding: number): Buffer {
  const thrift = createThrift()
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

function footerOf(chunks: readonly Chunk[], rows: number): Buffer {
  const thrift = createThrift()
  thrift.int(1, 2)
  thrift.structs(2, [
    () => {
      thrift.text(4, 'rows')
      thrift.int(5, chunks.length)
    },
    ...chunks.map(({ name, type }) => () => {
      thrift.int(1, types[type].stored)
      thrift.int(3, 1)
      thrift.text(4, name)
      if (types[type].converted !== null) thrift.int(6, types[type].converted)
    }),
  ])
  thrift.long(3, rows)
  const group = (): void => {
    thrift.structs(
      1,
      chunks.map((chunk) => () => chunkOf(thrift, chunk, rows)),
    )
    thrift.long(
      2,
      chunks.reduce((sum, { start, end }) => sum + end - start, 0),
    )
    thrift.long(3, rows)
  }
  thrift.structs(4, [group])
  return thrift.end()
}

function chunkOf(thrift: ReturnType<typeof createThrift>, chunk: Chunk, rows: number): void {
  const { name, type, start, data, end } = chunk
  thrift.long(2, start)
  thrift.struct(3, () => {
    thrift.int(1, types[type].stored)
    thrift.ints(2, chunk.dictionary ? [encoding.PLAIN, encoding.RLE, encoding.RLE_DICTIONARY] : [encoding.PLAIN, encoding.RLE])
    thrift.texts(3, [name])
    thrift.int(4, 0)
    thrift.long(5, rows)
    thrift.long(6, end - start)
    thrift.long(7, end - start)
    thrift.long(9, data)
    if (chunk.dictionary) thrift.long(11, start)
  })
}

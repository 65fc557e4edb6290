const BINARY = 8
const I32 = 5
const I64 = 6
const LIST = 9
const STRUCT = 12

/** Makes a writer of one struct in Thrift's compact protocol, of which Parquet's headers are; fields in rising order. */
export function createThrift() {
  const bytes: number[] = []
  let last = 0
  const varint = (value: number): void => {
    let rest = value
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
    bytes.push(rest)
  }
  const field = (id: number, type: number): void => {
    bytes.push(((id - last) << 4) | type)
    last = id
  }
  const list = (id: number, type: number, size: number): void => {
    field(id, LIST)
    if (size < 15) bytes.push((size << 4) | type)
    else {
      bytes.push(0xf0 | type)
      varint(size)
    }
  }
  const binary = (text: string): void => {
    varint(text.length)
    for (const byte of Buffer.from(text, 'latin1')) bytes.push(byte)
  }
  const body = (fields: () => void): void => {
    const outer = last
    last = 0
    fields()
    bytes.push(0)
    last = outer
  }
  return {
    int: (id: number, value: number): void => {
      field(id, I32)
      varint(value * 2)
    },
    long: (id: number, value: number): void => {
      field(id, I64)
      varint(value * 2)
    },
    text: (id: number, value: string): void => {
      field(id, BINARY)
      binary(value)
    },
    texts: (id: number, values: readonly string[]): void => {
      list(id, BINARY, values.length)
      for (const value of values) binary(value)
    },
    ints: (id: number, values: readonly number[]): void => {
      list(id, I32, values.length)
      for (const value of values) varint(value * 2)
    },
    struct: (id: number, fields: () => void): void => {
      field(id, STRUCT)
      body(fields)
    },
    structs: (id: number, items: readonly (() => void)[]): void => {
      list(id, STRUCT, items.length)
      for (const item of items) body(item)
    },
    end: (): Buffer => Buffer.from([...bytes, 0]),
  }
}

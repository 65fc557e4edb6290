const BINARY = 8
const I32 = 5
const I64 = 6
const LIST = 9
const STRUCT = 12

/** Writes one struct in Thrift's compact protocol, of which Parquet's headers are; fields in rising order. */
export class Thrift {
  private readonly bytes: number[] = []
  private last = 0

  int(id: number, value: number): void {
    this.field(id, I32)
    this.varint(value * 2)
  }

  long(id: number, value: number): void {
    this.field(id, I64)
    this.varint(value * 2)
  }

  text(id: number, value: string): void {
    this.field(id, BINARY)
    this.binary(value)
  }

  texts(id: number, values: readonly string[]): void {
    this.list(id, BINARY, values.length)
    for (const value of values) this.binary(value)
  }

  ints(id: number, values: readonly number[]): void {
    this.list(id, I32, values.length)
    for (const value of values) this.varint(value * 2)
  }

  struct(id: number, fields: () => void): void {
    this.field(id, STRUCT)
    this.body(fields)
  }

  structs(id: number, items: readonly (() => void)[]): void {
    this.list(id, STRUCT, items.length)
    for (const item of items) this.body(item)
  }

  end(): Buffer {
    return Buffer.from([...this.bytes, 0])
  }

  private varint(value: number): void {
    let rest = value
    for (; rest > 127; rest = Math.floor(rest / 128)) this.bytes.push((rest % 128) | 128)
    this.bytes.push(rest)
  }

  private field(id: number, type: number): void {
    this.bytes.push(((id - this.last) << 4) | type)
    this.last = id
  }

  private list(id: number, type: number, size: number): void {
    this.field(id, LIST)
    if (size < 15) this.bytes.push((size << 4) | type)
    else {
      this.bytes.push(0xf0 | type)
      this.varint(size)
    }
  }

  private binary(text: string): void {
    this.varint(text.length)
    for (const byte of Buffer.from(text, 'latin1')) this.bytes.push(byte)
  }

  private body(fields: () => void): void {
    const outer = this.last
    this.last = 0
    fields()
    this.bytes.push(0)
    this.last = outer
  }
}

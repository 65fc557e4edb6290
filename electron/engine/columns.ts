/** What a column holds. */
export type ColumnType = 'VARCHAR' | 'SMALLINT' | 'INTEGER' | 'UINTEGER' | 'BIGINT' | 'DOUBLE'

/** Columns by name. */
export type Columns = Readonly<Record<string, ColumnType>>

/** A column as Parquet stores it: the texts of its dictionary (null without one), and its values in pieces. */
interface Pages {
  readonly dictionary: { readonly bytes: Buffer; readonly count: number } | null
  readonly parts: readonly Buffer[]
}

/** Which rows of a column have a value: a bitmap, as Parquet's definition levels are, once they differ. */
class Presence {
  rows = 0
  values = 0
  private differs = false
  private bits = new Uint8Array(16)

  add(present: boolean): void {
    if (!this.differs && this.rows > 0 && present !== this.values > 0) this.spell()
    if (this.differs) {
      if (this.rows >> 3 === this.bits.length) this.bits = grown(this.bits)
      if (present) this.bits[this.rows >> 3]! |= 1 << (this.rows & 7)
    }
    if (present) this.values += 1
    this.rows += 1
  }

  /** A run of the same, or the bitmap; its length before it. */
  bytes(): Buffer {
    const { rows } = this
    const bitmap = bytesOf(this.bits.subarray(0, (rows + 7) >> 3))
    const run = this.differs ? packed(rows, 1, bitmap) : Buffer.from([...varint(rows * 2), this.values > 0 ? 1 : 0])
    const length = Buffer.alloc(4)
    length.writeUInt32LE(run.length)
    return Buffer.concat([length, run])
  }

  reset(): void {
    this.bits.fill(0)
    this.rows = 0
    this.values = 0
    this.differs = false
  }

  /** Writes out the rows before the first that differs. */
  private spell(): void {
    while (this.rows >> 3 >= this.bits.length) this.bits = grown(this.bits)
    if (this.values > 0) {
      this.bits.fill(255, 0, this.rows >> 3)
      this.bits[this.rows >> 3] = (1 << (this.rows & 7)) - 1
    }
    this.differs = true
  }
}

/** The least and the largest number of a type. */
const ranges: Readonly<Record<Exclude<ColumnType, 'VARCHAR'>, readonly [number, number]>> = {
  SMALLINT: [-(2 ** 15), 2 ** 15 - 1],
  INTEGER: [-(2 ** 31), 2 ** 31 - 1],
  UINTEGER: [0, 2 ** 32 - 1],
  BIGINT: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  DOUBLE: [-Number.MAX_VALUE, Number.MAX_VALUE],
}

/** A column of numbers; integers up to 2^53. A number that its type cannot hold, as a log may claim any, is none. */
export class NumberColumn {
  private readonly presence = new Presence()
  /** As Parquet stores them: 32 bits each, or 64 as two halves. */
  private words = new Int32Array(128)
  private readonly type: ColumnType
  private readonly wide: boolean
  private readonly least: number
  private readonly largest: number

  constructor(type: Exclude<ColumnType, 'VARCHAR'>) {
    this.type = type
    this.wide = type === 'BIGINT' || type === 'DOUBLE'
    const [least, largest] = ranges[type]
    this.least = least
    this.largest = largest
  }

  add(given: number | null): void {
    const { presence } = this
    const value = given !== null && given >= this.least && given <= this.largest ? given : null
    if (value !== null) {
      if (presence.values * 2 === this.words.length) this.words = grown(this.words)
      if (this.wide) this.addWide(value, presence.values * 2)
      else this.words[presence.values] = value
    }
    presence.add(value !== null)
  }

  rows(): number {
    return this.presence.rows
  }

  pages(): Pages {
    const { words, wide, presence } = this
    return { dictionary: null, parts: [presence.bytes(), bytesOf(words.subarray(0, presence.values * (wide ? 2 : 1)))] }
  }

  reset(): void {
    this.presence.reset()
  }

  private addWide(value: number, at: number): void {
    if (this.type === 'DOUBLE') new DataView(this.words.buffer).setFloat64(at * 4, value, true)
    else {
      this.words[at] = value
      this.words[at + 1] = Math.floor(value / 4_294_967_296)
    }
  }
}

/** The first four bytes of a text: its length. */
const lengths = Array.from({ length: 512 }, (_, length) => String.fromCharCode(length & 255, length >> 8, 0, 0))

function lengthMark(length: number): string {
  return lengths[length] ?? String.fromCharCode(length & 255, (length >> 8) & 255, (length >> 16) & 255, length >> 24)
}

/** Text that waits to be written: it keeps alive the lines that it is cut from, which the garbage collector copies again and again. */
const GATHERED = 1024

/**
 * A column of texts that are UTF-8 read as latin1. Text is gathered and written in pieces: one call per value costs more than
 * the value. With a dictionary each different text is written once, and the rows hold its number.
 */
export class TextColumn {
  private readonly presence = new Presence()
  private buffer = Buffer.allocUnsafe(256)
  private length = 0
  private gathered = ''
  private readonly words: Map<string, number> | null
  private numbers = new Uint32Array(64)
  private lastWord = ''
  private lastNumber = -1

  constructor(dictionary: boolean) {
    this.words = dictionary ? new Map() : null
  }

  add(value: string | null): void {
    if (value !== null) {
      if (this.words === null) this.write(value)
      else this.addWord(this.words, value)
    }
    this.presence.add(value !== null)
  }

  /** One value that is `length` bytes, to be filled in by the caller. */
  reserve(length: number): { readonly buffer: Buffer; readonly at: number } {
    this.gathered += lengthMark(length)
    this.flush()
    this.grow(length)
    const at = this.length
    this.length += length
    this.presence.add(true)
    return { buffer: this.buffer, at }
  }

  pages(): Pages {
    this.flush()
    const texts = this.buffer.subarray(0, this.length)
    if (this.words === null) return { dictionary: null, parts: [this.presence.bytes(), texts] }
    const count = this.words.size
    const numbers = this.numbers.subarray(0, this.presence.values)
    return { dictionary: { bytes: texts, count }, parts: [this.presence.bytes(), numbered(numbers, count)] }
  }

  reset(): void {
    this.presence.reset()
    this.words?.clear()
    this.length = 0
    this.gathered = ''
    this.lastNumber = -1
  }

  private addWord(words: Map<string, number>, value: string): void {
    const at = this.presence.values
    if (at === this.numbers.length) this.numbers = grown(this.numbers)
    let number = this.lastNumber
    if (number === -1 || value !== this.lastWord) {
      number = words.get(value) ?? -1
      if (number === -1) {
        number = words.size
        words.set(value, number)
        this.write(value)
      }
      this.lastWord = value
      this.lastNumber = number
    }
    this.numbers[at] = number
  }

  private write(value: string): void {
    this.gathered += lengthMark(value.length) + value
    if (this.gathered.length > GATHERED) this.flush()
  }

  private flush(): void {
    this.grow(this.gathered.length)
    this.length += this.buffer.write(this.gathered, this.length, 'latin1')
    this.gathered = ''
  }

  private grow(room: number): void {
    if (this.length + room <= this.buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + room))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }
}

/** The columns of a table as they are filled: one value for each, row after row. */
export type Filled<C extends Columns> = { readonly [Name in keyof C]: C[Name] extends 'VARCHAR' ? TextColumn : NumberColumn }

/** Makes empty columns. `words`: those of few different texts. */
export function createColumns<C extends Columns>(columns: C, words: ReadonlySet<string>): Filled<C> {
  const made = Object.entries(columns).map(([name, type]) => [
    name,
    type === 'VARCHAR' ? new TextColumn(words.has(name)) : new NumberColumn(type),
  ])
  return Object.fromEntries(made) as Filled<C> // By the same rule as the type.
}

function grown<T extends Uint8Array | Uint32Array | Int32Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2) // Of its own kind.
  larger.set(array)
  return larger
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array | Uint32Array | Int32Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return [...bytes, rest]
}

/** A run of `count` values of `width` bits that are packed already; a run is of whole groups of eight. */
function packed(count: number, width: number, values: Buffer): Buffer {
  const groups = Math.ceil(count / 8)
  const head = Buffer.from(varint(groups * 2 + 1))
  return Buffer.concat([head, values], head.length + groups * width)
}

/** The numbers of words: how wide they are, then a run. */
function numbered(numbers: Uint32Array, words: number): Buffer {
  const width = words <= 256 ? 8 : words <= 65_536 ? 16 : 32
  const values = width === 8 ? Uint8Array.from(numbers) : width === 16 ? Uint16Array.from(numbers) : numbers
  const run = words <= 1 ? Buffer.from([...varint(numbers.length * 2), 0]) : packed(numbers.length, width, bytesOf(values))
  return Buffer.concat([Buffer.from([width]), run])
}

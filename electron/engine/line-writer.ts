import { storedLine } from './raw-lines.ts'
import { LINE_SEPARATOR } from './schema.ts'
import type { Spool } from './spool.ts'

/**
 * DuckDB unpacks 2,048 rows at once, so a block of 1,000 lines costs 300 MB to show one line; below 128 lines the text is no
 * longer worth compressing.
 */
const BLOCK_LINES = 128
const BLOCK_BYTES = 512 << 10

/** Gathers the lines of a chunk into blocks: bytes are copied where all lines of a block stay as they are. */
export class LineWriter {
  private readonly starts = new Int32Array(BLOCK_LINES)
  private readonly ends = new Int32Array(BLOCK_LINES)
  private readonly changes = new Map<number, string>()
  private count = 0
  private firstLine = 0
  private readonly bytes: Buffer
  private readonly to: Spool['lines']
  private readonly byteOffset: number
  private readonly firstSegment: number

  constructor(bytes: Buffer, to: Spool['lines'], byteOffset: number, firstSegment: number) {
    this.bytes = bytes
    this.to = to
    this.byteOffset = byteOffset
    this.firstSegment = firstSegment
  }

  /** `changed`: the line where it is not as it stands in the chunk, else null. */
  add(start: number, end: number, changed: string | null): void {
    if (this.count === BLOCK_LINES || (this.count > 0 && end - this.starts[0]! > BLOCK_BYTES)) this.flush()
    this.starts[this.count] = start
    this.ends[this.count] = end
    if (changed !== null) this.changes.set(this.count, changed)
    this.count += 1
  }

  /** To be called after the last line. */
  flush(): void {
    const { bytes, to, starts, ends, changes, count } = this
    if (count === 0) return
    const from = starts[0]!
    to.segment.add(this.firstSegment)
    to.first_line.add(this.firstLine)
    to.line_count.add(count)
    to.byte_offset.add(this.byteOffset + from)
    if (changes.size === 0) {
      const length = ends[count - 1]! - from
      const { buffer, at } = to.text.reserve(length)
      bytes.copy(buffer, at, from, from + length)
      for (let i = 1; i < count; i += 1) buffer[at + starts[i]! - from - 1] = 0x1e
    } else {
      const lines = Array.from({ length: count }, (_, i) => storedLine(changes.get(i) ?? bytes.toString('latin1', starts[i], ends[i])))
      to.text.add(lines.join(LINE_SEPARATOR))
    }
    this.firstLine += count
    this.count = 0
    changes.clear()
  }
}

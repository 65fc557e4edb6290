import { storedLine } from './raw-lines.ts'
import { LINE_SEPARATOR } from './schema.ts'
import type { Spool } from './spool.ts'

/**
 * DuckDB unpacks 2,048 rows at once, so a block of 1,000 lines costs 300 MB to show one line; below 128 lines the text is no
 * longer worth compressing.
 */
const BLOCK_LINES = 128
const BLOCK_BYTES = 512 << 10

/** Gathers lines into blocks: bytes are copied where all lines of a block stay as they are. */
export function createLineWriter(bytes: Buffer, to: Spool['lines'], byteOffset: number, firstSegment: number) {
  const starts = new Int32Array(BLOCK_LINES)
  const ends = new Int32Array(BLOCK_LINES)
  const changes = new Map<number, string>()
  let count = 0
  let firstLine = 0
  const lineAt = (i: number): string => storedLine(changes.get(i) ?? bytes.toString('latin1', starts[i], ends[i]))
  const flush = (): void => {
    if (count === 0) return
    const from = starts[0]!
    to.segment.add(firstSegment)
    to.first_line.add(firstLine)
    to.line_count.add(count)
    to.byte_offset.add(byteOffset + from)
    if (changes.size === 0) {
      const length = ends[count - 1]! - from
      const { buffer, at } = to.text.reserve(length)
      bytes.copy(buffer, at, from, from + length)
      for (let i = 1; i < count; i += 1) buffer[at + starts[i]! - from - 1] = 0x1e
    } else {
      const lines = Array.from({ length: count }, (_, i) => lineAt(i))
      to.text.add(lines.join(LINE_SEPARATOR))
    }
    firstLine += count
    count = 0
    changes.clear()
  }
  return {
    add: (start: number, end: number, changed: string | null): void => {
      if (count === BLOCK_LINES || (count > 0 && end - starts[0]! > BLOCK_BYTES)) flush()
      starts[count] = start
      ends[count] = end
      if (changed !== null) changes.set(count, changed)
      count += 1
    },
    end: flush,
  }
}

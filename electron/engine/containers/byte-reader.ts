/** Reads a stream of bytes in portions of the reader's choice; what was read too far can be put back. */
export interface ByteReader {
  /** The next `count` bytes, fewer only where the stream ends first. */
  exactly(count: number): Promise<Buffer>
  /** The next piece, of at most so many bytes; null at the end. */
  piece(most: number): Promise<Buffer | null>
  /** Puts bytes back, to be read next. */
  putBack(bytes: Buffer): void
}

/** Makes a reader of a stream. */
export function readBytes(pieces: AsyncIterable<Buffer>): ByteReader {
  const iterator = pieces[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  const piece = async (most: number): Promise<Buffer | null> => {
    while (held.length === 0) {
      const next = await iterator.next()
      if (next.done === true) return null
      held = next.value
    }
    const taken = held.subarray(0, most)
    held = held.subarray(taken.length)
    return taken
  }
  const exactly = async (count: number): Promise<Buffer> => {
    const parts: Buffer[] = []
    let missing = count
    while (missing > 0) {
      const next = await piece(missing)
      if (next === null) break
      parts.push(next)
      missing -= next.length
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
  }
  return {
    exactly,
    piece,
    putBack: (bytes) => {
      held = held.length === 0 ? bytes : Buffer.concat([bytes, held])
    },
  }
}

/** All that a reader has left. */
export async function* restOf(reader: ByteReader): AsyncGenerator<Buffer, void, void> {
  for (let next = await reader.piece(1 << 20); next !== null; next = await reader.piece(1 << 20)) yield next
}

/** A file within an archive. Its pieces are to be read, or left, before the next one is asked for. */
export interface Member {
  /** As the archive has it, bytes as latin1 or text. */
  readonly name: string
  /** Milliseconds; null where it is not said. */
  readonly modifiedAt: number | null
  readonly pieces: AsyncIterable<Buffer>
  /** Why its content cannot be read, as the end of a sentence; null where it can. */
  readonly unreadable: string | null
}

/** How an archive ended: `cut` and `damaged` when not as it should. */
export type ArchiveEnd = 'whole' | 'cut' | 'damaged'

/** Pieces that go on where a loop over them was left: what a reader does not want is passed over by the archive. */
export function keptOpen(pieces: AsyncGenerator<Buffer, void, void>): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => ({ next: () => pieces.next() }) }
}

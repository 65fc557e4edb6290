import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { Decompress } from 'fzstd'
import unbzip2 from 'unbzip2-stream'
import xz from 'xz-decompress'
import { gunzip } from './inflate.ts'

/** Told when the end of a compressed stream is missing or a part is damaged. */
export type OnFate = (fate: 'cut' | 'damaged') => void

/** A way to compress a single file, by the bytes that it begins with. What can be read of a broken stream is given. */
export interface Compression {
  readonly name: 'gzip' | 'bzip2' | 'xz' | 'zstd'
  readonly magic: string
  undo(pieces: AsyncIterable<Buffer>, onFate: OnFate): AsyncGenerator<Buffer, void, void>
}

/** What one step may give at most: the two decoders that cannot be stopped within a step would fill the memory. */
const MOST_PER_STEP = 256 << 20

export const compressions: readonly Compression[] = [
  { name: 'gzip', magic: '\x1f\x8b', undo: gunzip },
  { name: 'bzip2', magic: 'BZh', undo: bunzip2 },
  { name: 'xz', magic: '\xfd7zXZ\0', undo: unxz },
  { name: 'zstd', magic: '\x28\xb5\x2f\xfd', undo: unzstd },
]

/** Gathers what a decoder gives within one step. */
function gathering() {
  let out: Buffer[] = []
  let size = 0
  return {
    add: (piece: Uint8Array): void => {
      size += piece.length
      if (size > MOST_PER_STEP) throw new Error('too much from too little')
      out.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))
    },
    take: (): readonly Buffer[] => {
      const taken = out
      out = []
      size = 0
      return taken
    },
  }
}

/** Node 20 has no bzip2, and this decoder needs a block of up to 900 kB before it begins. */
async function* bunzip2(pieces: AsyncIterable<Buffer>, onFate: OnFate): AsyncGenerator<Buffer, void, void> {
  const decoder = unbzip2()
  const given = gathering()
  const failed: { error: Error | null } = { error: null }
  decoder.on('data', given.add)
  decoder.on('error', (error: Error) => {
    failed.error ??= error
  })
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length && failed.error === null; at += 16 << 10) {
      decoder.write(piece.subarray(at, at + (16 << 10)))
      yield* given.take()
    }
    if (failed.error !== null) break
  }
  if (failed.error !== null) return onFate('damaged')
  decoder.end()
  yield* given.take()
  if (failed.error !== null) onFate('cut')
}

/** Node 20 has no zstd. */
async function* unzstd(pieces: AsyncIterable<Buffer>, onFate: OnFate): AsyncGenerator<Buffer, void, void> {
  const given = gathering()
  // Its window is used again for the next block.
  const decoder = new Decompress((block) => given.add(Uint8Array.from(block)))
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; at += 8 << 10) {
        decoder.push(piece.subarray(at, at + (8 << 10)))
        yield* given.take()
      }
    }
  } catch {
    yield* given.take()
    return onFate('damaged')
  }
  try {
    decoder.push(new Uint8Array(0), true)
  } catch {
    onFate('cut')
  }
  yield* given.take()
}

/** Its types are those of the browser's streams. */
const XzStream = xz.XzReadableStream as unknown as new (packed: ReadableStream) => ReadableStream<Uint8Array>

/** Each stream holds a lock that all share until it ends, so that one within another would wait for ever; each has its own memory. */
Object.assign(XzStream, { _contextMutex: { acquire: async () => {}, release: () => {} } })

async function* unxz(pieces: AsyncIterable<Buffer>, onFate: OnFate): AsyncGenerator<Buffer, void, void> {
  const source = { ended: false }
  const watched = async function* (): AsyncGenerator<Buffer, void, void> {
    yield* pieces
    source.ended = true
  }
  const stream = new XzStream(Readable.toWeb(Readable.from(watched())))
  const reader = stream.getReader()
  try {
    for (;;) {
      const next = await reader.read()
      if (next.done) return
      if (next.value.length > 0) yield Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength)
    }
  } catch {
    onFate(source.ended ? 'cut' : 'damaged')
  } finally {
    await reader.cancel().catch(() => {}) // It has failed already, which was told.
  }
}

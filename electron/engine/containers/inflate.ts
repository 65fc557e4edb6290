import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from 'node:zlib'
import type { ByteReader } from './byte-reader.ts'
import type { OnFate } from './compression.ts'

const STEP = 64 << 10

/** Inflates gzip of one or several members. A file that ends early or is damaged gives all that could be read of it. */
export async function* gunzip(pieces: AsyncIterable<Buffer>, onFate: OnFate): AsyncGenerator<Buffer, void, void> {
  const inflate = inflating(createGunzip({ chunkSize: 1 << 20 }))
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length && !inflate.over(); at += STEP) yield* await inflate.write(piece.subarray(at, at + STEP))
      if (inflate.over()) break
    }
    yield* await inflate.end()
    const error = inflate.error()
    if (error !== null) onFate(error.code === 'Z_BUF_ERROR' ? 'cut' : 'damaged')
  } finally {
    inflate.close()
  }
}

/** Inflates up to the end of one deflate stream, and puts back what follows it. */
export async function* inflateRaw(reader: ByteReader, onFate: OnFate): AsyncGenerator<Buffer, void, void> {
  const inflate = inflating(createInflateRaw({ chunkSize: 1 << 20 }))
  try {
    for (let fed = 0; !inflate.over(); ) {
      const piece = await reader.piece(STEP)
      if (piece === null) break
      fed += piece.length
      yield* await inflate.write(piece)
      const left = fed - inflate.used()
      if (inflate.over() && inflate.error() === null && left > 0) reader.putBack(piece.subarray(piece.length - left))
    }
    if (!inflate.over()) yield* await inflate.end()
    const error = inflate.error()
    if (error !== null) onFate(error.code === 'Z_BUF_ERROR' ? 'cut' : 'damaged')
  } finally {
    inflate.close()
  }
}

/** Flowing, and one small write at a time: everything inflated before an error has been given out when it comes. */
function inflating(stream: Gunzip | InflateRaw) {
  let ready: Buffer[] = []
  let ended = false
  const failed: { error: NodeJS.ErrnoException | null } = { error: null }
  let wake = (): void => {}
  stream.on('data', (piece: Buffer) => ready.push(piece))
  stream.on('error', (error) => {
    failed.error = error
    wake()
  })
  stream.on('end', () => {
    ended = true
    wake()
  })
  const settled = async (act: (done: () => void) => void): Promise<readonly Buffer[]> => {
    if (failed.error === null && !ended) {
      await new Promise<void>((resolve) => {
        wake = resolve
        act(resolve)
      })
    }
    const out = ready
    ready = []
    return out
  }
  return {
    write: (piece: Buffer) => settled((done) => stream.write(piece, () => done())),
    end: () => settled(() => stream.end()),
    over: () => ended || failed.error !== null,
    error: () => failed.error,
    /** Bytes that belonged to the stream. */
    used: () => stream.bytesWritten,
    close: () => stream.destroy(),
  }
}

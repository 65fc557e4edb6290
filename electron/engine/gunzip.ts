import { createGunzip } from 'node:zlib'

/**
 * Inflates gzip of one or several members. A file that ends early or is damaged gives all that could be read of it.
 *
 * @param onFate told when the end is missing or a part is damaged
 */
export async function* gunzip(
  pieces: AsyncIterable<Buffer>,
  onFate: (fate: 'cut' | 'damaged') => void,
): AsyncGenerator<Buffer, void, void> {
  const inflate = createGunzip({ chunkSize: 1 << 20 })
  let ready: Buffer[] = []
  const failed: { error: NodeJS.ErrnoException | null } = { error: null }
  // Flowing, and one small write at a time: everything inflated before an error has been given out when it comes.
  let wake = (): void => {}
  // Flowing, and one small write at a time: everything inflated before an error has been given out when it comes.
  inflate.on('data', (piece: Buffer) => ready.push(piece))
  inflate.on('error', (error) => {
    failed.error = error
    wake()
  })
  const settled = (act: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
      act(resolve)
    })
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length && failed.error === null; at += 64 << 10) {
        await settled((done) => inflate.write(piece.subarray(at, at + (64 << 10)), () => done()))
        const out = ready
        ready = []
        yield* out
      }
      if (failed.error !== null) break
    }
    if (failed.error === null) await settled((done) => inflate.once('end', done).end())
    yield* ready
    if (failed.error !== null) onFate(failed.error.code === 'Z_BUF_ERROR' ? 'cut' : 'damaged')
  } finally {
    inflate.destroy()
  }
}

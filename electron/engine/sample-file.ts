import type { FileSample } from '../../shared/mapping/own.ts'
import type { Offered } from './engine-imports.ts'
import { sampleLines } from './import-source.ts'
import { openSource } from './read-source.ts'

/** Enough to describe a file by, and little enough for a window. */
const MOST_LINES = 400
const MOST_CHARACTERS = 512 << 10

/**
 * The first lines of a file as characters, as an import would read them.
 *
 * @throws AppError 'not-found', 'file-unreadable'
 */
export async function sampleFile({ path, name, member }: Offered): Promise<FileSample> {
  const opened = await openSource(path, name, member)
  try {
    const first = await opened.chunks.next()
    const sample: string[] = []
    let characters = 0
    for (const bytes of first.done === true ? [] : sampleLines(first.value.bytes)) {
      characters += bytes.length
      if (sample.length === MOST_LINES || characters > MOST_CHARACTERS) break
      sample.push(Buffer.from(bytes, 'latin1').toString('utf8'))
    }
    return { name: member ?? name, lines: sample }
  } finally {
    await opened.close()
  }
}

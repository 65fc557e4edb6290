import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { makeSampleOf, type SampleFormat } from '../../shared/sample/sample.ts'
import type { ImportInput } from './import-file.ts'

/**
 * Writes the files of a sample into a folder, which is made when missing. Nothing is overwritten.
 *
 * @returns the files, the relay's log first
 * @throws AppError 'file-unreadable' when one exists already or cannot be written
 */
export function writeSample(folder: string, seed?: number, format: SampleFormat = 'postfix'): readonly ImportInput[] {
  const { files } = makeSampleOf(format, seed)
  return files.map(({ name, text }) => {
    const path = join(folder, name)
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      writeFileSync(path, text, { flag: 'wx', mode: 0o600 })
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unwritable'
      const what = code === 'EEXIST' ? 'exists already: name an empty folder' : `cannot be written (${code}): name another folder`
      throw new AppError('file-unreadable', `${path} ${what}.`, { cause: error })
    }
    return { path, name }
  })
}

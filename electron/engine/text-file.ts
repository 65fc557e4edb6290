import { readFileSync, statSync } from 'node:fs'
import { AppError } from '../../shared/errors.ts'
import { sniffEncoding, utf8Decoder } from './encoding.ts'
import { appError } from './values.ts'

/** A small file that the user wrote. */
interface Written {
  /** For the sentence of an error. */
  readonly name: string
  /** Megabytes. */
  readonly most: number
  /** What it is: `the list of your devices`. */
  readonly what: string
  /** What to write or name: `a CSV with ip,name,kind on each line`. */
  readonly advice: string
}

/** Reads such a file whole, in whatever encoding it was saved. @throws AppError 'file-unreadable' */
export function readTextFile(path: string, { name, most, what, advice }: Written): string {
  try {
    if (statSync(path).size > most * 1024 * 1024)
      throw new AppError('file-unreadable', `${name} is larger than ${most} MB: is it ${what}? Name ${advice}.`)
    const bytes = readFileSync(path)
    const sniffed = sniffEncoding(bytes)
    if (sniffed === null) throw new AppError('file-unreadable', `${name} is no text: save it as ${advice}.`)
    return utf8Decoder(sniffed.encoding)(bytes.subarray(sniffed.skip)).toString('utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new AppError('file-unreadable', `${name}: no such file; name ${advice}.`, { cause: error })
    throw appError(error, name)
  }
}

import { AppError } from '../../../shared/errors.ts'

/** Archives within archives, and compressions around one file. */
export const DEEPEST = 2

/** What one file that is given may hold; logs pack to a tenth or a hundredth, and what packs better was made to. */
export const unpackLimits = { bytes: 64 * 2 ** 30, files: 200_000, ratio: 500, ratioFrom: 256 * 2 ** 20 } as const

/** The limits as numbers that tests can make small. */
export type UnpackLimits = { readonly [Name in keyof typeof unpackLimits]: number }

/** Counts what comes out of one file that was given, in whatever layers. */
export interface Allowance {
  /** Hands on what a decompressor gives. @throws AppError 'file-unreadable' when it passes the limits */
  counted(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void>
  /** Counts a file. @throws AppError 'file-unreadable' */
  file(): void
  /** The error that was thrown: nothing more may be read. */
  exceeded(): AppError | null
}

/** Makes the counter of a file. `read`: bytes read of it so far. */
export function createAllowance(name: string, limits: UnpackLimits, read: () => number): Allowance {
  let bytes = 0
  let files = 0
  let error: AppError | null = null
  const refuse = (what: string): AppError => {
    error = new AppError('file-unreadable', `${name} ${what}: unpack it yourself and import the logs that you need`)
    return error
  }
  return {
    counted: async function* (pieces) {
      for await (const piece of pieces) {
        bytes += piece.length
        if (bytes > limits.bytes) throw refuse(`unpacks to more than ${Math.round(limits.bytes / 2 ** 30)} GB`)
        if (bytes > limits.ratioFrom && bytes > read() * limits.ratio)
          throw refuse(`unpacks to more than ${limits.ratio} times its size, as no log does`)
        yield piece
      }
    },
    file: () => {
      files += 1
      if (files > limits.files) throw refuse(`holds more than ${limits.files.toLocaleString('en')} files`)
    },
    exceeded: () => error,
  }
}

import { CommanderError } from 'commander'
import { AppError, type ErrorCode } from '../../shared/errors.ts'

/** How a command ended, as its exit status; part of the public interface. */
export const exitStatus = {
  done: 0,
  /** Done, but the answer is negative: nothing found, problems found. */
  negative: 1,
  usage: 2,
  input: 3,
  internal: 4,
  interrupted: 130,
} as const

const statusOfCode: Readonly<Record<ErrorCode, number>> = {
  'file-unreadable': exitStatus.input,
  'format-unknown': exitStatus.input,
  'case-in-use': exitStatus.input,
  'case-invalid': exitStatus.input,
  'disk-full': exitStatus.input,
  cancelled: exitStatus.interrupted,
  'not-found': exitStatus.negative,
  'bad-query': exitStatus.usage,
  'engine-gone': exitStatus.internal,
  bug: exitStatus.internal,
}

/** A command line that cannot be meant; the message names the option and what to do. */
export class UsageError extends Error {}

/** What an error means for the caller: the exit status and the one sentence for stderr; null where it was printed already. */
export function endOf(error: unknown): { readonly status: number; readonly sentence: string | null } {
  if (error instanceof UsageError) return { status: exitStatus.usage, sentence: error.message }
  if (error instanceof AppError) {
    return { status: statusOfCode[error.code], sentence: error.code === 'cancelled' ? null : error.message }
  }
  if (error instanceof CommanderError) return { status: error.exitCode === 0 ? exitStatus.done : exitStatus.usage, sentence: null }
  const message = error instanceof Error ? error.message : String(error)
  return { status: exitStatus.internal, sentence: `Internal error, please report it: ${message}` }
}

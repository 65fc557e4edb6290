/** What went wrong, for programs; closed, so that every code has a sentence and a remedy on the screen. */
export type ErrorCode =
  | 'file-unreadable'
  | 'format-unknown'
  | 'case-in-use'
  | 'case-invalid'
  | 'disk-full'
  | 'cancelled'
  | 'not-found'
  | 'bad-query'
  | 'engine-gone'
  | 'bug'

/** An error expected in use. Its message is a sentence that names the operand and, where there is one, the remedy. */
export class AppError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
  }
}

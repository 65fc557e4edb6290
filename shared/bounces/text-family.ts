import type { FailureId } from '../failures/failure.ts'

/** How one mail program words its bounces when nothing in them is made for programs. */
export interface TextFamily {
  readonly id: string
  /** Words that only this program writes; looked for in the sender, the subject and the text. Linear. */
  readonly mark: RegExp
  /** A line, without blanks at its end, that names a recipient: group 1 the address, group 2, where there is one, the beginning of the reason. */
  readonly recipient: RegExp
  /** Whether the line that names the recipient is itself a part of the reason. */
  readonly lineIsReason?: boolean
  /** Lines that belong to no reason. */
  readonly noise?: RegExp
  /** Whether what is said before the recipients is a part of the reason. */
  readonly reasonAround?: boolean
  /** The line with which the program's own closing words begin. */
  readonly end?: RegExp
  /** A bounce as this program writes it, and how it is read. */
  readonly example: {
    readonly from: string
    readonly subject: string
    readonly text: string
    readonly recipients: readonly string[]
    readonly class: FailureId
  }
}

declare module 'mbox-reader' {
  /** One mail of an mbox file. */
  interface MboxMail {
    readonly content: Buffer
    /** Asks for the next mail. */
    readonly next?: () => void
  }
  export function mboxReader(stream: NodeJS.ReadableStream): AsyncGenerator<MboxMail>
}

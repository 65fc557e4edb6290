import type { TextFamily } from '../text-family.ts'

/** MDaemon: one recipient and what is wrong with it. */
export const mdaemon: TextFamily = {
  id: 'mdaemon',
  mark: /^MDaemon@|^[^\n<>]{0,200}<?MDaemon@/i,
  recipient: /^\s*([^<>\s@]+@[^<>\s]+) - (.*)/,
  noise: /^: Message contains \[/,
  example: {
    from: 'MDaemon@mx.example.net',
    subject: 'Warning: nobody@example.net - User unknown!',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `nobody@example.net - no such user here.

There is no user by that name at this server.

: Message contains [1] file attachments
`,
  },
}

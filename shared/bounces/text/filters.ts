import type { TextFamily } from '../text-family.ts'

/** Virus and content filters: a dialogue of commands and answers. */
export const filters: TextFamily = {
  id: 'filters',
  mark: /InterScan|^Sent[ \t]{1,20}<<<|Received >>>|_Message from the mail filter/im,
  recipient: /(?:RCPT TO:|deliver message to )\s{0,20}<([^<>\s@]+@[^<>\s]+)>/i,
  lineIsReason: true,
  noise: /^\*{4,}|^\.\.\.$/,
  example: {
    from: 'InterScan MSS <postmaster@example.org>',
    subject: 'Mail could not be delivered',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `...
Sent <<< RCPT TO:<nobody@example.net>
Received >>> 550 5.1.1 <nobody@example.net>: user unknown
...
****** End of message ******
`,
  },
}

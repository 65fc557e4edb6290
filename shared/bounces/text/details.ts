import type { TextFamily } from '../text-family.ts'

/** Gateways to phones and others that quote the server's words, and below them the commands of the session. */
export const details: TextFamily = {
  id: 'details',
  mark: /^Error message below:/im,
  recipient: /^\s*RCPT TO:\s*<?([^<>\s@]+@[^<>\s]+)>?$/i,
  reasonAround: true,
  noise: /^\s*(?:Subject|Sent date|MAIL FROM|From):|^(?:Error message below|Message details):$/i,
  end: /^\s*(?:CC|Size \(in bytes\)):/i,
  example: {
    from: 'post_master@phones.example.net',
    subject: 'Re: report',
    class: 'recipient-unknown',
    recipients: ['0000@phones.example.net'],
    text: `Error: Invalid user address

Error message below:
550 - Requested action not taken: no such user here

Message details:
  Subject: report
  Sent date: Mon Mar 2 09:00:00 GMT 2026
  MAIL FROM: printer@example.org
  RCPT TO: 0000@phones.example.net
  From: printer@example.org
  Size (in bytes): 39
`,
  },
}

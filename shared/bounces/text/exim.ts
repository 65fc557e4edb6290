import type { TextFamily } from '../text-family.ts'

/** Exim, and what is built upon it. */
export const exim: TextFamily = {
  id: 'exim',
  mark: /one or more recipient addresses that were|This message was created automatically by mail delivery software|message that you sent (?:could not|has not yet) be/i,
  recipient: /^\s*<?([^<>\s:()@]+@[^<>\s:()]+)>?(?:(?: <[^<>]{0,320}>)?:(.*)|$|\s+((?:Invalid|Error|Mailbox)\b.*))/,
  noise:
    /^\s*\((?:expanded|ultimately generated) (?:from|as)|^\s*an undisclosed address$|^For the following reason|^The following address/i,
  origin: /^\s{0,99}\(generated from ([^\s()<>@]{1,99}@[^\s()<>@]{1,255})\)/,
  end: /^No action is required|^\*{8,}$|^The following text was generated/,
  example: {
    from: 'Mail Delivery System <Mailer-Daemon@mx.example.org>',
    subject: 'Mail delivery failed: returning message to sender',
    class: 'mailbox-full',
    recipients: ['full@example.net', 'gone@example.net'],
    text: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  full@example.net
    (generated from team@example.org)
    SMTP error from remote mail server after RCPT TO:<full@example.net>:
    host mx.example.net [192.0.2.25]: 552 5.2.2 mailbox full
  gone@example.net
    unrouteable address

------ This is a copy of the message, including all the headers. ------
Message-ID: <1@example.org>
`,
  },
}

import type { TextFamily } from '../text-family.ts'

/** qmail, and the programs that took over its form: Yahoo and other large operators. */
export const qmail: TextFamily = {
  id: 'qmail',
  mark: /Hi\. This is the |qmail-send|unable to deliver your message to the following address|^Unable to deliver message to the following address|delivery has failed to the following/im,
  recipient: /^\s{0,4}<([^<>\s@]+@[^<>\s]+)>:?(.*)/,
  noise: /^\(Other MXes tried/,
  example: {
    from: 'MAILER-DAEMON@mx.example.org',
    subject: 'failure notice',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `Hi. This is the qmail-send program at mx.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<nobody@example.net>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 <nobody@example.net>: user unknown

--- Below this line is a copy of the message.

Message-ID: <1@example.org>
`,
  },
}

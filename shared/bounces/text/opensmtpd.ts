import type { TextFamily } from '../text-family.ts'

/** OpenSMTPD, whose part for programs holds no reason. */
export const opensmtpd: TextFamily = {
  id: 'opensmtpd',
  mark: /This is the MAILER-DAEMON, please DO NOT REPLY/i,
  recipient: /^\s{0,4}<?([^<>\s:@]+@[^<>\s:]+)>?:(.*)/,
  example: {
    from: 'Mailer Daemon <MAILER-DAEMON@mx.example.org>',
    subject: 'Delivery status notification: error',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

nobody@example.net: 550 5.1.1 <nobody@example.net>: user unknown

    Below is a copy of the original message:
`,
  },
}

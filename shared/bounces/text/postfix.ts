import type { TextFamily } from '../text-family.ts'

/** Postfix, where the part for programs was lost on the way. */
export const postfix: TextFamily = {
  id: 'postfix',
  mark: /This is the (?:mail system at host|Postfix program|\S{1,40} program at host)/i,
  recipient: /^<([^<>\s@]+@[^<>\s]+)>(?: \(expanded from <[^<>]{0,320}>\))?:(.*)/,
  example: {
    from: 'Mail Delivery System <MAILER-DAEMON@mx.example.org>',
    subject: 'Undelivered Mail Returned to Sender',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `This is the mail system at host mx.example.org.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<nobody@example.net>: host mx.example.net[192.0.2.25] said: 550 5.1.1
    <nobody@example.net>: user unknown (in reply to RCPT TO command)
`,
  },
}

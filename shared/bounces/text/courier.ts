import type { TextFamily } from '../text-family.ts'

/** Courier: recipients between lines of its own, replies behind arrows. */
export const courier: TextFamily = {
  id: 'courier',
  mark: /running the Courier mail server|^[ \t]{2,40}UNDELIVERABLE MAIL$/m,
  recipient: /^\s*<([^<>\s@]+@[^<>\s]+)>:?(.*)/,
  noise: /^\s*>>> |^\s*\S{1,255} \[[0-9a-f:.]+\]:$/i,
  example: {
    from: 'Mail Delivery System <postmaster@example.org>',
    subject: 'NOTICE: mail delivery status.',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `This is a delivery status notification from mx.example.org,
running the Courier mail server.

The original message was received on Mon, 2 Mar 2026 09:00:00 +0000

                           UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<nobody@example.net>:
    mx.example.net [192.0.2.25]:
>>> RCPT TO:<nobody@example.net>
<<< 550 User unknown.
`,
  },
}

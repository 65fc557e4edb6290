import type { TextFamily } from '../text-family.ts'

/** DragonFly Mail Agent: one recipient in a sentence, the reason below. */
export const dragonfly: TextFamily = {
  id: 'dragonfly',
  mark: /This is the DragonFly Mail Agent/,
  recipient: /error delivering (?:your mail|mail) to <([^<>\s@]+@[^<>\s]+)>\.?$/,
  noise: /^Message headers follow|^Message follows/,
  example: {
    from: 'MAILER-DAEMON <>',
    subject: 'Mail delivery failed',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `This is the DragonFly Mail Agent v0.13 at host.example.org.

There was an error delivering your mail to <nobody@example.net>.

mx.example.net [192.0.2.25] did not like our RCPT TO:
550 5.1.1 <nobody@example.net>: user unknown

Message headers follow.

Message-ID: <1@example.org>
`,
  },
}

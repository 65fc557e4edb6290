import type { TextFamily } from '../text-family.ts'

/** MailEnable: recipient and reason as fields. */
export const mailenable: TextFamily = {
  id: 'mailenable',
  mark: /^MailEnable: /m,
  recipient: /^\s*Recipient: \[SMTP:([^[\]\s@]+@[^[\]\s]+)\]/,
  noise: /^Message headers follow/,
  example: {
    from: '"Delivery Subsystem" <postmaster@example.org>',
    subject: 'Message Delivery Failure',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `MailEnable: Message could not be delivered to some recipients.
The following recipient(s) could not be reached:

	Recipient: [SMTP:nobody@example.net]
	Reason: Remote SMTP Server Returned: 550 5.1.1 user unknown

Message headers follow:

Message-ID: <1@example.org>
`,
  },
}

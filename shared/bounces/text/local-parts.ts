import type { TextFamily } from '../text-family.ts'

/** Providers that name their own recipients without the domain. */
export const localParts: TextFamily = {
  id: 'local-parts',
  mark: /\. Your mail to the following recipients could not be delivered/i,
  recipient: /^\s+([A-Za-z0-9._+-]{1,64})$/,
  localParts: true,
  example: {
    from: 'Mail Delivery Subsystem <MAILER-DAEMON@provider.example.net>',
    subject: 'Mail Delivery Problem',
    class: 'recipient-policy',
    recipients: ['anna@provider.example.net'],
    text: `Sorry printer@example.org. Your mail to the following recipients could not be delivered because they are not accepting mail with attachments or embedded images:
\tanna
`,
  },
}

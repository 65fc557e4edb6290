import type { TextFamily } from '../text-family.ts'

/** IMail: reason and recipient in one line. */
export const imail: TextFamily = {
  id: 'imail',
  mark: /^Original message follows\.$/m,
  recipient: /^(?:[^:]{3,80}:|undeliverable {1,3}to) <?([^<>\s@]+@[^<>\s]+)>?$/,
  lineIsReason: true,
  example: {
    from: 'Postmaster <postmaster@example.org>',
    subject: 'Undeliverable Mail',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `Unknown user: nobody@example.net


Original message follows.

Message-ID: <1@example.org>
`,
  },
}

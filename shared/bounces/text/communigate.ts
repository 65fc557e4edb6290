import type { TextFamily } from '../text-family.ts'

/** CommuniGate Pro, whose part for programs says neither status nor reason. */
export const communigate: TextFamily = {
  id: 'communigate',
  mark: /^Failed to deliver to '[^'\n]{1,320}'\r?$/m,
  recipient: /^Failed to deliver to '([^'\s@]+@[^'\s]+)'$/,
  noise: /^[A-Z]{2,12} module ?\(.{0,320}\) reports:$|^ ?host .{1,320} says:$/,
  example: {
    from: 'MAILER-DAEMON@mx.example.org',
    subject: 'Undeliverable mail: report',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `Failed to deliver to 'nobody@example.net'
SMTP module(domain mx.example.net) reports:
 host mx.example.net says:
 550 5.1.1 User unknown
`,
  },
}

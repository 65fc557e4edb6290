import type { TextFamily } from '../text-family.ts'

/** Gmail before it sent parts for programs. */
export const google: TextFamily = {
  id: 'google',
  mark: /^Delivery to the following recipients? (?:failed permanently|was aborted|has been delayed)|^This is an automatically generated Delivery Status Notification/im,
  recipient: /^\s+(?:\* )?([^<>\s:@]+@[^<>\s:]+)$/,
  noise: /^Technical details of|^\s*Technical details:|^={5,}/i,
  example: {
    from: 'Mail Delivery Subsystem <mailer-daemon@mx.example.org>',
    subject: 'Delivery Status Notification (Failure)',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `Delivery to the following recipient failed permanently:

     nobody@example.net

Technical details of permanent failure:
The error that the other server returned was:
550 5.1.1 <nobody@example.net>: user unknown

----- Original message -----
Message-ID: <1@example.org>
`,
  },
}

import type { TextFamily } from '../text-family.ts'

/** Exchange 5.5 to 2003, and later ones whose part for programs was lost. */
export const exchange: TextFamily = {
  id: 'exchange',
  mark: /did not reach the following recipient|Delivery has failed to these recipients|could not be delivered to these recipients|MSEXCH:|#< ?#[45]\.\d/i,
  recipient: /^\s*(?:'[^']{0,200}'\s+)?<?(?:mailto:)?([^<>\s()'@]+@[^<>\s()':]+)>?(?:\s+on .{0,60}|\s*\([^()]{0,320}\)|:)?$/,
  noise: /^\s*(?:To|Subject|Sent|Cc):/,
  example: {
    from: 'System Administrator <postmaster@example.org>',
    subject: 'Undeliverable: report',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `Your message

  To:      report list
  Subject: report
  Sent:    Mon, 2 Mar 2026 09:00:00 +0000

did not reach the following recipient(s):

nobody@example.net on Mon, 2 Mar 2026 09:00:01 +0000
    The recipient name is not recognized
    MSEXCH:IMS:EXAMPLE:SITE:HOST 0 (000C05A6) Unknown Recipient
`,
  },
}

import type { TextFamily } from '../text-family.ts'

/** Gateways and filters that put the recipient into a sentence. */
export const sentences: TextFamily = {
  id: 'sentences',
  mark: /could not be delivered to:|Unable to deliver message to|returned permanent errors|occurred while trying to deliver the mail/i,
  recipient: /(?:delivered to:|deliver message to:?|permanent errors:|^)\s*<?([^<>\s:,@]+@[^<>\s:,]+?)>?(?:\.\s+Reason:(.*)|$|\s*\(and )/i,
  lineIsReason: true,
  example: {
    from: 'MAILER-DAEMON@mx.example.org',
    subject: 'Message delivery has failed',
    class: 'mailbox-full',
    recipients: ['full@example.net'],
    text: `Unable to deliver message to: <full@example.net>
Delivery failed for the following reason:
mx.example.net[192.0.2.25] responded with failure: 552 mailbox is over quota

This has been a permanent failure. No further delivery attempts will be made.
`,
  },
}

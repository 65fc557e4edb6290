import type { TextFamily } from '../text-family.ts'

/** Any other mail that calls itself a failure: the first address that begins or ends a line is the recipient. */
export const other: TextFamily = {
  id: 'other',
  mark: /^(?:[^\n]*mailer-daemon|(?=[^\n]*(?:mailer-daemon|mail delivery|postmaster))[^\n]*\n[^\n]*(?:fail|undeliver|return|delivery|not be delivered|non remis|error|status|unable|notice)|[^\n]*\n[^\n]*(?:undeliver|returned mail|delivery (?:has )?fail|delivery status|failure notice|could not be delivered|mail system error))/i,
  recipient: /^(?:.{0,80}:\s{1,20}|\s*(?:(?:\*|--)\s{1,20})?)<?([^<>\s:,;()@]+@[^<>\s:,;()]+?)>?(?::(.*)|\.?$|\s{1,20}[-[(])/,
  lineIsReason: true,
  reasonAround: true,
  noise: /^\s*(?:System Contact|From|Sender|Date|Subject|Reply-To):/i,
  example: {
    from: 'Mail Administrator <postmaster@example.org>',
    subject: 'Mail System Error - Returned Mail',
    class: 'mailbox-full',
    recipients: ['full@example.net'],
    text: `This message was undeliverable due to the following reason:

Your message was not delivered because the mailbox is full.

     <full@example.net>

Please reply to the administrator if you feel this message to be in error.
`,
  },
}

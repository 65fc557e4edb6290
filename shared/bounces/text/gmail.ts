import type { TextFamily } from '../text-family.ts'

/** Gmail of today: recipient and reason in one sentence; its part for programs may lack the reason. */
export const gmail: TextFamily = {
  id: 'gmail',
  mark: /(?:wasn't|couldn't be|hasn't been|has not been) delivered to [^\s@]{1,320}@\S{1,255} /i,
  recipient: /delivered to ([^\s<>@]+@[^\s<>]+) (.*)/i,
  end: /^(?:The )?(?:Final-Recipient|Reporting-MTA|LEARN MORE)/i,
  example: {
    from: 'Mail Delivery Subsystem <mailer-daemon@mx.example.org>',
    subject: 'Delivery Status Notification (Failure)',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `
** Address not found **

Your message wasn't delivered to nobody@example.net because the address couldn't be found or is unable to receive mail.

The response from the remote server was:
550 5.1.1 The email account that you tried to reach does not exist.
`,
  },
}

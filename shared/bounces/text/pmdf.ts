import type { TextFamily } from '../text-family.ts'

/** PMDF and the messaging servers of Sun and Oracle that came from it: a field for each fact. */
export const pmdf: TextFamily = {
  id: 'pmdf',
  mark: /^[ \t]{0,20}Recipient address: /m,
  recipient: /^\s*Recipient address: <?([^<>\s@]+@[^<>\s]+)/,
  noise: /^\s*(?:Original address|Remote system): /,
  example: {
    from: 'Internet Mail Delivery <postmaster@mx.example.org>',
    subject: 'Delivery Notification: Delivery has failed',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net', 'noone@example.net'],
    text: `This report relates to a message you sent with the following header fields:

  Subject: report

Your message cannot be delivered to the following recipients:

  Recipient address: nobody@example.net
  Reason: Remote SMTP server has rejected address
  Diagnostic code: smtp;550 5.1.1 user unknown
  Remote system: dns;mx.example.net (TCP|192.0.2.1|34321|192.0.2.25|25)

  Recipient address: noone@example.net
  Reason: Illegal host/domain name found, user unknown
`,
  },
}

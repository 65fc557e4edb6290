import type { TextFamily } from '../text-family.ts'

/** Sendmail and its relatives: the transcript of the session names recipients and replies. */
export const sendmail: TextFamily = {
  id: 'sendmail',
  mark: /Transcript of session follows|had (?:permanent fatal|transient non-fatal|delivery) errors|had delivery problems/i,
  recipient:
    /^\s*(?:>>>\s*)?(?:[245]\d\d[ -])?(?:[245]\.\d{1,3}\.\d{1,3}\s+)?<?([^<>\s",:@]+@[^<>\s",:]+)>?(?:\.\.\.(.*)|,?$|\s+(?:\[|<[^<>]{0,320}>$))/,
  lineIsReason: true,
  noise: /^\s*-{2,}|^>>> [A-Z]{4}\b|^<<< (?:[23]|503)|^The original message was|^from /i,
  repliesFirst: /^(?:<<< |[45]\d\d \S{1,255} \(smtp\)\.\.\. )/,
  conversation: /^(?:\.\.\. )?while talking to/i,
  returnedRecipient: true,
  origin: /^\s{0,99}\(expanded from: <?([^\s()<>@]{1,99}@[^\s()<>@]{1,255})>?\)/,
  example: {
    from: 'Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>',
    subject: 'Returned mail: User unknown',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `The original message was received at Mon, 2 Mar 2026 09:00:00 GMT
from printer.example.org [192.0.2.10]

   ----- The following addresses had permanent fatal errors -----
<nobody@example.net>

   ----- Transcript of session follows -----
... while talking to mx.example.net.:
>>> RCPT To:<nobody@example.net>
<<< 550 5.1.1 user unknown
550 <nobody@example.net>... User unknown

   ----- Unsent message follows -----
Message-ID: <1@example.org>
`,
  },
}

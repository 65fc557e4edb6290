import type { TextFamily } from '../text-family.ts'

/** Smail 3 and early versions of Exim: boxes with the log of the message and the addresses that failed. */
export const smail: TextFamily = {
  id: 'smail',
  mark: /^\|-{3,} ?Failed addresses follow: ?-{3,}\|$/im,
  recipient: /^\s{1,9}<?([^<>\s@]+@[^<>\s]+?)>?\s{1,9}\.\.\.\s{1,9}(.*)/,
  noise: /^\|-/,
  end: /^\|-{3,} ?Message text follows/i,
  example: {
    from: 'MAILER-DAEMON@mx.example.org',
    subject: 'mail failed, returning to sender',
    class: 'recipient-domain-bad',
    recipients: ['anna@gone.example.net'],
    text: `|------------------------- Message log follows: -------------------------|
 no valid recipients were found for this message
|------------------------- Failed addresses follow: ---------------------|
 anna@gone.example.net ... unknown host
|------------------------- Message text follows: ------------------------|
Message-ID: <1@example.org>
`,
  },
}

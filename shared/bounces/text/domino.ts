import type { TextFamily } from '../text-family.ts'

/** Domino: recipients, then the reason. */
export const domino: TextFamily = {
  id: 'domino',
  mark: /^was not delivered to:[ \t]{0,20}\r?$/im,
  recipient: /^\s+<?([^<>\s:()@]+@[^<>\s:()]+)>?$/,
  noise: /^\s*because:?$|^was not delivered/i,
  example: {
    from: 'Postmaster@example.org',
    subject: 'DELIVERY FAILURE: User not listed',
    class: 'recipient-unknown',
    recipients: ['nobody@example.net'],
    text: `Your message

  Subject: report

was not delivered to:

  nobody@example.net

because:

  User nobody (nobody@example.net) not listed in Domino Directory
`,
  },
}

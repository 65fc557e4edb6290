import type { ProviderSign } from '../failure.ts'

/** Sendmail's words: https://www.proofpoint.com/us/products/email-protection/open-source-email-solution */
const rows: readonly Omit<ProviderSign, 'provider'>[] = [
  { failure: 'relay-denied', phrases: ['... relaying denied'], example: '550 5.7.1 <x@example.net>... Relaying denied' },
  { failure: 'recipient-unknown', phrases: ['... user unknown'], example: '550 5.1.1 <x@example.net>... User unknown' },
]

/** What Sendmail writes, whichever operator runs it. */
export const sendmailSigns: readonly ProviderSign[] = rows.map((row) => ({ ...row, provider: 'sendmail' }))

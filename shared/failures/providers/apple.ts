import type { ProviderSign } from '../failure.ts'

/** iCloud Mail for senders: https://support.apple.com/102322 */
const rows: readonly Omit<ProviderSign, 'provider'>[] = [
  {
    failure: 'sender-auth-fail',
    phrases: ['dmarc policy'],
    example: "554 5.7.1 Your message was rejected due to example.org's DMARC policy. See https://support.apple.com/102322",
  },
  {
    failure: 'spam-content',
    phrases: ['[cs01]'],
    example: '554 5.7.1 [CS01] Message rejected due to local policy. See https://support.apple.com/102322',
  },
]

/** What iCloud's servers write. */
export const appleSigns: readonly ProviderSign[] = rows.map((row) => ({ ...row, provider: 'apple' }))

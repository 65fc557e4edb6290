import type { ProviderSign } from '../failure.ts'

/** Mimecast's SMTP error codes: https://community.mimecast.com/s/article/email-security-cloud-gateway-mimecast-smtp-error-codes */
const rows: readonly Omit<ProviderSign, 'provider'>[] = [
  {
    failure: 'sender-auth-fail',
    phrases: ['anti-spoofing policy'],
    example: '550 Rejected by header based Anti-Spoofing policy: x@example.org - https://community.mimecast.com/docs/DOC-1369#550',
  },
  {
    failure: 'reputation-block',
    phrases: ['local cts service detected a blocked ip'],
    example: '550 Local CT IP Reputation: local CTS service detected a blocked IP - https://community.mimecast.com/docs/DOC-1369#550',
  },
  {
    failure: 'spam-content',
    phrases: ['rejected due to security policies'],
    example: '554 Email rejected due to security policies - https://community.mimecast.com/docs/DOC-1369#554',
  },
  {
    failure: 'recipient-unknown',
    phrases: ['invalid recipient'],
    example: '550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550',
  },
  {
    failure: 'greylisted',
    phrases: ['internal resources are temporarily unavailable'],
    example: '451 Internal resources are temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451',
  },
]

/** What Mimecast's gateways write. */
export const mimecastSigns: readonly ProviderSign[] = rows.map((row) => ({ ...row, provider: 'mimecast' }))

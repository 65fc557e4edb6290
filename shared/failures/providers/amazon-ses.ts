import type { ProviderSign } from '../failure.ts'

/** Replies of the SMTP interface: https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html and manage-sending-quotas-errors.html */
const rows: readonly Omit<ProviderSign, 'provider'>[] = [
  {
    failure: 'rate-limited',
    phrases: ['maximum sending rate exceeded'],
    scope: 'customer',
    example: '454 Throttling failure: Maximum sending rate exceeded email-smtp.eu-west-1.amazonaws.com amazonses.com',
  },
  {
    failure: 'user-sending-limit',
    phrases: ['daily message quota exceeded'],
    scope: 'customer',
    example: '454 Throttling failure: Daily message quota exceeded amazonses.com',
  },
  {
    failure: 'relay-sender-unregistered',
    phrases: ['email address is not verified'],
    example: '554 Message rejected: Email address is not verified. amazonses.com',
  },
  {
    failure: 'sender-suspended',
    phrases: ['sending paused'],
    scope: 'customer',
    example: '454 Sending paused for this account. amazonses.com',
  },
  {
    failure: 'auth-failed',
    phrases: ['authentication credentials invalid'],
    example: '535 Authentication Credentials Invalid amazonses.com',
  },
  {
    failure: 'suppressed',
    phrases: ['suppression list'],
    example: '550 5.1.1 Amazon SES has suppressed: on the suppression list amazonses.com',
  },
]

/** What Amazon SES writes. */
export const amazonSesSigns: readonly ProviderSign[] = rows.map((row) => ({ ...row, provider: 'amazon-ses' }))

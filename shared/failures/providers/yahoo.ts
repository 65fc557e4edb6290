import type { ProviderSign } from '../failure.ts'

/** Error codes of Yahoo and AOL: https://senders.yahooinc.com/smtp-error-codes/ */
const rows: readonly Omit<ProviderSign, 'provider'>[] = [
  {
    failure: 'rate-limited',
    rule: 'tss',
    phrases: ['temporarily deferred due to'],
    scope: 'reputation',
    example: '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints',
  },
  {
    failure: 'reputation-block',
    rule: 'tss-block',
    phrases: ['connections will not be accepted'],
    example: '553 5.7.1 [TSS07] Connections will not be accepted from 192.0.2.1',
  },
  {
    failure: 'spam-content',
    rule: 'policy',
    phrases: ['not accepted for policy reasons'],
    example: '554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes',
  },
  {
    failure: 'recipient-unknown',
    phrases: ['not a valid recipient'],
    example: '554 delivery error: dd Not a valid recipient - see https://help.yahoo.com/',
  },
  {
    failure: 'mailbox-disabled',
    phrases: ['disabled or discontinued'],
    example: '554 delivery error: dd This account has been disabled or discontinued [#102]. See https://help.yahoo.com/',
  },
]

/** What Yahoo's and AOL's servers write. */
export const yahooSigns: readonly ProviderSign[] = rows.map((row) => ({ ...row, provider: 'yahoo' }))

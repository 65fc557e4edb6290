import { providerSigns } from '../failure.ts'

/** Proofpoint's dynamic reputation: https://ipcheck.proofpoint.com/; Essentials: https://www.spambrella.com/faq/email-delivery-error-codes/ */
export const proofpointSigns = providerSigns('proofpoint', [
  [
    'reputation-block',
    'blocked - see',
    'reputation-block',
    '554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.4',
    { scope: 'ip' },
  ],
  [
    'deferred',
    'deferred - see',
    'reputation-block',
    '451 Deferred - see https://ipcheck.proofpoint.com/?ip=192.0.2.4',
    { scope: 'ip', clears: 'minutes' },
  ],
  [
    'marked-invalid',
    'user email address is marked as invalid',
    'recipient-unknown',
    'host mx1-us1.ppe-hosted.com[192.0.2.9] said: 550 5.7.1 <x@example.net>: Recipient address rejected: User email address is marked as invalid.',
  ],
  [
    'local-policy',
    'local policy violation',
    'recipient-policy',
    'host mxa-00000000.gslb.pphosted.com[192.0.2.9] said: 550 5.7.0 Local Policy Violation',
  ],
])

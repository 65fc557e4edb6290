import { providerSigns } from '../failure.ts'

/** iCloud Mail for senders: https://support.apple.com/102322 and https://www.postmastery.com/icloud-postmastery-page/ */
export const appleSigns = providerSigns('apple', [
  [
    'dmarc',
    'dmarc policy',
    'sender-auth-fail',
    "554 5.7.1 Your message was rejected due to example.org's DMARC policy. See https://support.apple.com/102322",
    { scope: 'domain' },
  ],
  // Cloudmark, Proofpoint and Apple's own filters: [CS01], [HM08] and others; the words stay.
  [
    'local-policy',
    'message rejected due to local policy',
    'spam-content',
    '554 5.7.1 [CS01] Message rejected due to local policy. See https://support.apple.com/102322',
  ],
  [
    'volume',
    'deferred due to excessive volume',
    'rate-limited',
    '421 4.7.1 Messages to x@example.net deferred due to excessive volume. Try again later - https://support.apple.com/102322',
    { scope: 'recipient' },
  ],
  [
    'domain-blocklist',
    'having a domain present in the',
    'spam-content',
    'host mx01.mail.icloud.com[192.0.2.9] said: 550 5.7.1 Your email was rejected due to having a domain present in the Spamhaus DBL -- see https://www.spamhaus.org/dbl/',
    { scope: 'domain' },
  ],
  [
    'ip-blocklist',
    'was rejected due to listing in',
    'reputation-block',
    'host mx01.mail.icloud.com[192.0.2.9] said: 550 5.7.1 Mail from IP 192.0.2.4 was rejected due to listing in Spamhaus SBL. For details please see http://www.spamhaus.org/query/bl?ip=192.0.2.4',
    { scope: 'ip' },
  ],
  [
    'no-longer-there',
    'recipient no longer on server',
    'mailbox-disabled',
    'host mx01.mail.icloud.com[192.0.2.9] said: 550 5.1.6 recipient no longer on server: x@example.net',
  ],
  [
    'inactive',
    'inactive email address',
    'mailbox-disabled',
    'host mx01.mail.icloud.com[192.0.2.9] said: 550 5.1.1 <x@example.net>: inactive email address',
  ],
])

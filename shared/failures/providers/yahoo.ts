import { providerSigns } from '../failure.ts'

/** Error codes of Yahoo and AOL: https://senders.yahooinc.com/smtp-error-codes/ and https://www.postmastery.com/yahoo-postmaster/ */
export const yahooSigns = providerSigns('yahoo', [
  [
    'tss',
    'temporarily deferred due to',
    'rate-limited',
    '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints',
    { scope: 'reputation' },
  ],
  [
    'from-domain',
    'temporarily deferred due to unresolvable',
    'sender-dns',
    '451 Message temporarily deferred due to unresolvable RFC.5321 from domain. See https://senders.yahooinc.com/error-codes#unresolvable-from-domain',
    { scope: 'domain' },
  ],
  [
    'tss-permanent',
    'permanently deferred',
    'reputation-block',
    '553 5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed.',
    { scope: 'ip' },
  ],
  [
    'tss-block',
    'connections will not be accepted',
    'reputation-block',
    '553 5.7.1 [TSS07] Connections will not be accepted from 192.0.2.1',
    { scope: 'ip' },
  ],
  [
    'blocklist',
    'connections not accepted from ip addresses on',
    'reputation-block',
    '553 5.7.1 [BL23] Connections not accepted from IP addresses on Spamhaus XBL; see http://postmaster.yahoo.com/errors/550-bl23.html',
    { scope: 'ip' },
  ],
  [
    'connection-limit',
    'max message per connection reached',
    'rate-limited',
    'host mta5.am0.yahoodns.net[192.0.2.9] said: 421 Max message per connection reached, closing transmission channel',
    { scope: 'ip' },
  ],
  [
    'policy',
    'not accepted for policy reasons',
    'spam-content',
    '554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes',
  ],
  [
    'authentication',
    'requires all senders to authenticate',
    'sender-auth-fail',
    'host mta5.am0.yahoodns.net[192.0.2.9] said: 550 5.7.9 This mail has been blocked because the sender is unauthenticated. Yahoo requires all senders to authenticate with either SPF or DKIM.',
    { scope: 'domain' },
  ],
  [
    'recipient-unknown',
    'not a valid recipient',
    'recipient-unknown',
    '554 delivery error: dd Not a valid recipient - see https://help.yahoo.com/',
  ],
  [
    'mailbox-disabled',
    'disabled or discontinued',
    'mailbox-disabled',
    '554 delivery error: dd This account has been disabled or discontinued [#102]. See https://help.yahoo.com/',
  ],
  [
    'aol-volume',
    '(dyn:t1)',
    'rate-limited',
    '421 mtaig-aaa01.mx.aol.com Service unavailable - try again later (DYN:T1) https://postmaster.aol.com/error-codes#421dynt1',
    { scope: 'ip' },
  ],
  ['aol-ip', '(con:b1)', 'reputation-block', '554 (CON:B1) https://postmaster.aol.com/error-codes#554conb1', { scope: 'ip' }],
  ['aol-url', '(hvu:b1)', 'spam-content', '554 5.2.1 (HVU:B1) https://postmaster.aol.com/error-codes#554hvub1'],
])

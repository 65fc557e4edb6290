import { providerSigns } from '../failure.ts'

/** Comcast's error codes: https://www.xfinity.com/support/articles/email-errors and http://postmaster.comcast.net/mail-error-codes.html */
export const comcastSigns = providerSigns('comcast', [
  [
    'block-for-spam',
    'block for spam',
    'reputation-block',
    '554 mx.example.net comcast 192.0.2.4 Comcast block for spam. Please see http://postmaster.comcast.net/smtp-error-codes.php#BL000000',
    { scope: 'ip' },
  ],
  [
    'blocklist',
    'found on one or more dnsbls',
    'reputation-block',
    '550 192.0.2.4 found on one or more DNSBLs, see http://postmaster.comcast.net/smtp-error-codes.php#BL000001',
    { scope: 'ip' },
  ],
  [
    'dynamic',
    'dynamic/residential',
    'reputation-block',
    '554 comcast 192.0.2.4 dynamic/residential address. Please see http://postmaster.comcast.net/smtp-error-codes.php#ES000010',
    { scope: 'ip', clears: 'config' },
  ],
  [
    'throttled',
    'throttled - try again later',
    'rate-limited',
    '421 4.1.0 192.0.2.4 Throttled - try again later. Please see http://postmaster.comcast.net/smtp-error-codes.php#RL000001',
    { scope: 'ip' },
  ],
  [
    'sessions',
    'too many sessions opened',
    'rate-limited',
    'host mx1.comcast.net[192.0.2.9] refused to talk to me: 421 Too many sessions opened',
    { scope: 'ip' },
  ],
  [
    'ptr',
    'must have a ptr record with a valid reverse dns entry',
    'sender-dns',
    '554 comcast 192.0.2.4 Comcast requires that all mail servers must have a PTR record with a valid Reverse DNS entry. For more information, refer to: http://www.comcast.net/help/faq/',
    { scope: 'ip' },
  ],
  [
    'reverse-dns',
    'reverse dns failure',
    'sender-dns',
    'host mx1.comcast.net[192.0.2.9] refused to talk to me: 421 Reverse DNS failure : Try again later',
    { scope: 'ip' },
  ],
  ['not-our-customer', 'not our customer', 'recipient-unknown', 'host mx1.comcast.net[192.0.2.9] said: 550 5.1.1 Not our Customer'],
])

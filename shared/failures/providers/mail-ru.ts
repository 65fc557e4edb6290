import { providerSigns } from '../failure.ts'

/** Mail.ru: https://help.mail.ru/mail-help/postmaster */
export const mailRuSigns = providerSigns('mail-ru', [
  [
    'spam',
    'spam message rejected',
    'spam-content',
    '550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=1 or report details to abuse@example.net',
  ],
  [
    'ip-blocked',
    'access from ip address',
    'reputation-block',
    '550 Access from ip address 192.0.2.4 blocked. Visit http://help.mail.ru/notspam-support/',
    { scope: 'ip' },
  ],
  [
    'sending-disabled',
    'message sending for this account is disabled',
    'sender-suspended',
    'host smtp.mail.ru[192.0.2.9] said: 550 message sending for this account is disabled',
    { scope: 'user' },
  ],
  [
    'ratelimit',
    'ratelimit exceeded',
    'rate-limited',
    'host mxs.mail.ru[192.0.2.9] said: 451 Ratelimit exceeded for mailbox x@example.net. Try again later.',
  ],
  [
    'verification',
    'recipient verification failed',
    'recipient-unknown',
    'host mxs.mail.ru[192.0.2.9] said: 550 Non-local recipient verification failed',
  ],
  [
    'dmarc',
    'not accepted due to domain owner dmarc policy',
    'sender-auth-fail',
    '550 5.7.1 This message was not accepted due to domain owner DMARC policy (RFC 7489) https://help.mail.ru/mail-help/postmaster/dmarc',
    { scope: 'domain' },
  ],
])

import { providerSigns } from '../failure.ts'

/** GMX, WEB.DE, mail.com and IONOS: https://postmaster.gmx.net/en/error-messages and https://www.ionos.de/hilfe/e-mail/postmaster/smtp-fehlermeldungen-der-11-ionos-mailserver */
export const unitedInternetSigns = providerSigns('united-internet', [
  [
    'blocklist',
    'ip address is block listed',
    'reputation-block',
    '554-gmx.net (mxgmx104) Nemesis ESMTP Service not available 554-No SMTP service 554-IP address is block listed. 554 For explanation visit https://postmaster.gmx.net/en/case?c=r0201&i=ip&v=192.0.2.4',
    { scope: 'ip' },
  ],
  [
    'blacklist',
    'ip address is black listed',
    'reputation-block',
    '554-web.de (mxweb004) Nemesis ESMTP Service not available 554-No SMTP service 554-IP address is black listed. 554 For explanation visit https://postmaster.web.de/en/case?c=r0201&i=ip&v=192.0.2.4',
    { scope: 'ip' },
  ],
  [
    'ptr',
    'bad dns ptr resource record',
    'sender-dns',
    '554-gmx.net (mxgmx104) Nemesis ESMTP Service not available 554-No SMTP service 554-Bad DNS PTR resource record. 554 For explanation visit https://postmaster.gmx.net/en/case?c=rdns',
    { scope: 'ip' },
  ],
  [
    'rate-limit',
    'rate limit reached',
    'rate-limited',
    '421-Rate limit reached. Please try again later 421 For explanation visit https://postmaster.1und1.de/en/',
    { scope: 'ip' },
  ],
  [
    'policy-violations',
    'reject due to policy violations',
    'reputation-block',
    '450-Reject due to policy violations 450 For explanation visit https://postmaster.1und1.de/en/',
    { scope: 'ip' },
  ],
  [
    'spf',
    'reject due to spf policy',
    'sender-auth-fail',
    '550-Reject due to SPF policy. 550-The originating IP of the message is not permitted by the domain owner 550 For explanation visit https://postmaster.gmx.net/en/case?c=r0103',
    { scope: 'domain' },
  ],
  [
    'send-limit',
    'mail send limit exceeded',
    'user-sending-limit',
    '450-Requested mail action not taken: mailbox unavailable 450-Mail send limit exceeded. 450 For explanation visit https://postmaster.1und1.de/en/',
    { scope: 'user' },
  ],
  [
    'sender-address',
    'unauthorized sender address',
    'relay-sender-unregistered',
    '554-Transaction failed 554-Unauthorized sender address. 554 For explanation visit https://postmaster.1und1.de/en/',
  ],
])

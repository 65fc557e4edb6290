import { providerSigns } from '../failure.ts'

/** Secure Email Gateway (IronPort), as its AsyncOS answers by default: https://www.cisco.com/c/en/us/support/security/email-security-appliance/products-user-guide-list.html */
export const ciscoSigns = providerSigns('cisco', [
  [
    'poor-reputation',
    "rejected due to the sending mta's poor reputation",
    'reputation-block',
    "554 Your access to this mail system has been rejected due to the sending MTA's poor reputation. If you believe that this failure is in error, please contact the intended recipient via alternate means.",
    { scope: 'ip' },
  ],
  [
    'domain-reputation',
    'poor reputation of a domain used in message transfer',
    'reputation-block',
    '554 Your access to this mail system has been rejected due to poor reputation of a domain used in message transfer',
    { scope: 'domain' },
  ],
  [
    'access-rejected',
    'access to submit messages to this e-mail system has been rejected',
    'reputation-block',
    '550 #5.7.1 Your access to submit messages to this e-mail system has been rejected.',
    { scope: 'ip' },
  ],
  [
    'address-rejected',
    'address rejected.',
    'recipient-unknown',
    'host mx1.hc1-1.iphmx.com[192.0.2.9] said: 550 #5.1.0 Address rejected. x@example.net',
  ],
  ['spf', 'spf unauthorized mail is prohibited', 'sender-auth-fail', '550 #5.7.1 SPF unauthorized mail is prohibited.'],
  [
    'recipients-per-hour',
    'too many recipients received this hour',
    'rate-limited',
    '452 Too many recipients received this hour',
    { scope: 'ip', clears: 'minutes' },
  ],
])

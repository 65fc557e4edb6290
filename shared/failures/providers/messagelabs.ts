import { providerSigns } from '../failure.ts'

/** Symantec Email Security.cloud (MessageLabs): https://knowledge.broadcom.com/external/article/164955, 165165, 162137, 175407, 173867, 175710 */
export const messagelabsSigns = providerSigns('messagelabs', [
  [
    'connection-policy',
    'connection rejected by policy',
    'reputation-block',
    '501 Connection rejected by policy [7.7] 20805, please visit www.messagelabs.com/support for more details about this error message.',
    { scope: 'ip' },
  ],
  [
    'blocklist',
    'because your ip is in the pbl',
    'reputation-block',
    'host cluster1.eu.messagelabs.com[192.0.2.9] said: 553-mail rejected because your IP is in the PBL. See http://www.spamhaus.org/pbl',
    { scope: 'ip' },
  ],
  [
    'relay',
    'you are trying to use me',
    'relay-denied',
    '553-you are trying to use me [server-1.tower-1.messagelabs.com] as a relay, but I have not been configured to let you do this.',
  ],
  [
    'authentication',
    'domain authentication fail',
    'sender-auth-fail',
    'host cluster1.eu.messagelabs.com[192.0.2.9] said: 553-SPF (Sender Policy Framework) domain authentication fail.',
    { scope: 'domain' },
  ],
  [
    'filtered',
    'message filtered',
    'spam-content',
    '553-Message filtered. Refer to the Troubleshooting page at www.symanteccloud.com/troubleshooting',
  ],
  [
    'recipient',
    'mailbox is not allowed',
    'recipient-unknown',
    'host cluster1.eu.messagelabs.com[192.0.2.9] said: 553 Recipient mailbox is not allowed',
  ],
])

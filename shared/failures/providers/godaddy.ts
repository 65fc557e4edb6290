import { type FailureId, type ProviderRow, providerSigns, type RowDetails } from '../failure.ts'

/** Codes at the end of replies: https://www.godaddy.com/help/fix-rejected-email-with-a-bounce-error-40685 */
const codes: readonly (readonly [code: string, failure: FailureId, words: string, details?: RowDetails])[] = [
  ['IB007', 'rate-limited', '421 Connection refused, too many sessions from This IP.', { scope: 'ip' }],
  ['IB101', 'system-temporary', '421 Server temporarily unavailable. Try again later.'],
  [
    'IB103',
    'reputation-block',
    '554 Connection refused. This IP has a poor reputation on Cloudmark Sender Intelligence (CSI).',
    { scope: 'ip' },
  ],
  ['IB104', 'reputation-block', '554 Connection refused. This IP address is listed on the Spamhaus Block List (SBL).', { scope: 'ip' }],
  ['IB105', 'reputation-block', '554 Connection refused. This IP address is listed on the Exploits Block List (XBL).', { scope: 'ip' }],
  ['IB106', 'reputation-block', '554 Connection refused. This IP address is listed on the Policy Block List (PBL).', { scope: 'ip' }],
  ['IB108', 'sender-dns', '421 Temporarily rejected. Reverse DNS for this IP failed.', { scope: 'ip' }],
  [
    'IB110',
    'reputation-block',
    '554 This IP has been temporarily blocked for attempting to send too many messages',
    { scope: 'ip', clears: 'minutes' },
  ],
  [
    'IB111',
    'reputation-block',
    '554 This IP has been blocked for the day, for attempting to send too many messages',
    { scope: 'ip', clears: 'rolling-24h' },
  ],
  [
    'IB112',
    'reputation-block',
    '554 This IP has been temporarily blocked for attempting to mail too many invalid recipients.',
    { scope: 'ip', clears: 'minutes' },
  ],
  [
    'IB113',
    'reputation-block',
    '554 This IP has been blocked for the day, for attempting to mail too many invalid recipients.',
    { scope: 'ip', clears: 'rolling-24h' },
  ],
  ['IB212', 'spam-content', '552 This message has been rejected due to content judged to be spam by the internet community.'],
  ['IB401', 'auth-failed', '535 Authentication not allowed on IBSMTP Servers.', { clears: 'config' }],
  ['IB501', 'message-malformed', '550 x@example.org Blank From: addresses are not allowed. Provide a valid From.'],
  ['IB502', 'message-malformed', '550 x@example.org IP addresses are not allowed as a From: Address. Provide a valid From.'],
  ['IB504', 'rate-limited', '550 This IP has sent too many messages this hour.', { scope: 'ip' }],
  ['IB506', 'sender-dns', '550 example.org From: Domain is invalid. Provide a valid From:', { scope: 'domain' }],
  ['IB508', 'sender-auth-fail', '550 x@example.org Invalid SPF record. Inspect your SPF settings, and try again.', { scope: 'domain' }],
  ['IB510', 'rate-limited', '550 This message has exceeded the max number of messages per session.', { scope: 'ip' }],
  ['IB605', 'too-many-recipients', '452 This message contains too many recipients. Reduce the number of recipients and retry.'],
  ['IB607', 'rate-limited', '550 This IP has sent too many to too many recipients this hour.', { scope: 'ip' }],
  ['IB705', 'malware-attachment', '552 Virus infected message rejected.'],
]

const rows = codes.map(
  ([code, failure, words, details]): ProviderRow => [
    code.toLowerCase(),
    ` ${code.toLowerCase()}`,
    failure,
    `host smtp.secureserver.net[192.0.2.9] said: ${words} ${code}`,
    details,
  ],
)

/** What GoDaddy's Workspace Email servers (secureserver.net) write. */
export const godaddySigns = providerSigns('godaddy', rows)

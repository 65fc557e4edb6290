import { type FailureId, type ProviderRow, providerSigns, type RowDetails } from '../failure.ts'

/** Mimecast's SMTP error codes: https://mimecastsupport.zendesk.com/hc/en-us/articles/34000709564691-Policies-Mimecast-SMTP-Error-Codes */
const replies: readonly (readonly [rule: string, phrase: string, failure: FailureId, reply: string, details?: RowDetails])[] = [
  ['sender-auth-fail', 'anti-spoofing policy', 'sender-auth-fail', '550 Rejected by header based Anti-Spoofing policy: x@example.org'],
  ['spf', 'spf sender invalid', 'sender-auth-fail', '550 SPF Sender Invalid - envelope rejected', { scope: 'domain' }],
  ['dkim', 'dkim sender invalid', 'sender-auth-fail', '550 DKIM Sender Invalid - envelope rejected', { scope: 'domain' }],
  ['dmarc', 'dmarc sender invalid', 'sender-auth-fail', '550 DMARC Sender Invalid - envelope rejected', { scope: 'domain' }],
  [
    'reputation-block',
    'local cts service detected a blocked ip',
    'reputation-block',
    '550 Local CT IP Reputation: local CTS service detected a blocked IP',
    { scope: 'ip' },
  ],
  ['ip-reputation', 'local ct ip reputation', 'reputation-block', '550 Local CT IP Reputation - (reject)', { scope: 'ip' }],
  [
    'ip-temporarily',
    'ip temporarily blacklisted',
    'reputation-block',
    '451 IP temporarily blacklisted',
    { scope: 'ip', clears: 'minutes' },
  ],
  ['spam-content', 'rejected due to security policies', 'spam-content', '554 Email rejected due to security policies'],
  ['recipient-unknown', 'invalid recipient', 'recipient-unknown', '550 Invalid Recipient'],
  ['greylisted', 'are temporarily unavailable', 'greylisted', '451 Internal resources are temporarily unavailable'],
  ['greylisting', 'internal resource is temporarily unavailable', 'greylisted', '451 Internal resource is temporarily unavailable'],
  ['sender-blocked', 'sender address blocked', 'recipient-policy', '421 Sender address blocked', { scope: 'recipient' }],
  ['envelope-blocked', 'envelope blocked', 'recipient-policy', '550 Administrative prohibition - envelope blocked', { scope: 'recipient' }],
  [
    'header-blocked',
    'blocked senders',
    'recipient-policy',
    '550 Rejected by header based Blocked Senders: x@example.org',
    { scope: 'recipient' },
  ],
  ['content-policy', 'content examination policy', 'recipient-policy', '550 Message bounced due to Content Examination Policy'],
  ['geography', 'host network not allowed', 'recipient-policy', '554 Host network not allowed'],
  ['open-relay', 'open relay not allowed', 'relay-denied', '451 Open relay not allowed'],
  [
    'account',
    'account service is temporarily unavailable',
    'rate-limited',
    '451 Account service is temporarily unavailable',
    { scope: 'ip' },
  ],
  ['threads', 'exceeding outbound thread limit', 'rate-limited', '550 Exceeding outbound thread limit', { scope: 'customer' }],
  ['size', 'maximum email size exceeded', 'message-too-large', '554 Maximum email size exceeded'],
  ['encryption', 'this route requires encryption', 'tls-required', '553 This route requires encryption (TLS)'],
  ['tls-version', 'this route requires tls version', 'tls-failure', '553 This route requires TLS version 1.2 or greater'],
  ['ciphers', 'this route requires high-strength ciphers', 'tls-failure', '553 This route requires high-strength ciphers'],
  ['authentication', 'submitter failed to authenticate', 'auth-failed', '550 Submitter failed to authenticate'],
  ['load', 'unable to process connection at this time', 'system-temporary', '451 Unable to process connection at this time'],
]

const rows = replies.map(
  ([rule, phrase, failure, reply, details]): ProviderRow => [
    rule,
    phrase,
    failure,
    `${reply} - https://community.mimecast.com/docs/DOC-1369#${reply.slice(0, 3)}`,
    details,
  ],
)

/** What Mimecast's gateways write. */
export const mimecastSigns = providerSigns('mimecast', rows)

import { type FailureId, type ProviderRow, providerSigns, type RowDetails } from '../failure.ts'

/** Replies of QQ Mail and Tencent Exmail: https://service.mail.qq.com/detail/122 and http://service.exmail.qq.com/cgi-bin/help?id=20022 */
const replies: readonly (readonly [words: string, failure: FailureId, details?: RowDetails])[] = [
  ['Mailbox unavailable or access denied', 'rate-limited', { scope: 'recipient' }],
  ['Frequency of receiving messages is limited', 'rate-limited', { scope: 'recipient' }],
  ['Ip frequency limited', 'rate-limited', { scope: 'ip' }],
  ['Connection frequency limited', 'rate-limited', { scope: 'ip' }],
  ['Domain frequency limited', 'rate-limited', { scope: 'domain' }],
  ['Sender frequency limited', 'rate-limited', { scope: 'user' }],
  ['Connection denied', 'reputation-block', { scope: 'ip' }],
  ['Suspected spam ip', 'reputation-block', { scope: 'ip' }],
  ['Suspected bounce attacks', 'reputation-block', { scope: 'ip' }],
  ['Suspected spam', 'spam-content'],
  ['Spam is embedded in the email', 'spam-content'],
  ['Mail content denied', 'spam-content'],
  ['Mail is rejected by recipients', 'recipient-policy', { scope: 'recipient' }],
  ['is a deactivated mailbox', 'mailbox-disabled'],
  ['Mailbox not found', 'recipient-unknown'],
]

const rows = replies.map(
  ([words, failure, details]): ProviderRow => [
    words.toLowerCase().replaceAll(' ', '-'),
    words.toLowerCase(),
    failure,
    `550 ${words}. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1`,
    details,
  ],
)

/** What Tencent's servers write. */
export const tencentSigns = providerSigns('tencent', rows)

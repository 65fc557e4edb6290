import { type FailureId, type ProviderRow, providerSigns, type RowDetails } from '../failure.ts'

/** Yandex Mail: https://yandex.com/support/mail/bounces/yandex.html */
const replies: readonly (readonly [rule: string, words: string, failure: FailureId, details?: RowDetails])[] = [
  ['spam', 'Message rejected under suspicion of SPAM', 'spam-content'],
  ['spam-statistics', 'Blocked by spam statistics', 'reputation-block', { scope: 'ip', clears: 'rolling-24h' }],
  ['target-address', 'Policy rejection on the target address', 'mailbox-disabled'],
  ['mailbox-size', 'Mailbox size limit exceeded', 'mailbox-full'],
  ['virus', 'Message infected by virus', 'malware-attachment'],
  ['no-recipients', 'No correct recipients', 'recipient-unknown'],
  ['mailbox-syntax', 'Bad address mailbox syntax', 'recipient-unknown'],
  ['recipient-syntax', 'Bad recipient address syntax', 'recipient-unknown'],
  ['spam-limit', 'Spam limit exceeded', 'sender-suspended', { scope: 'user', clears: 'rolling-24h' }],
]

const rows = replies.map(
  ([rule, words, failure, details]): ProviderRow => [
    rule,
    words.toLowerCase(),
    failure,
    `host mx.yandex.ru[192.0.2.9] said: 554 5.7.1 [1] ${words}; https://yandex.com/support/mail/`,
    details,
  ],
)

/** What Yandex's servers write. */
export const yandexSigns = providerSigns('yandex', rows)

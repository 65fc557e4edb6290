import { type FailureClass, statuses, words } from './failure.ts'

/** One message has more recipients than the server takes in one transaction. */
export const tooManyRecipients: FailureClass = {
  id: 'too-many-recipients',
  title: 'Too many recipients in one message',
  family: 'limits',
  meaning:
    'The message names more recipients at once than the server accepts. A mail server splits such mail by itself; devices and simple programs do not.',
  scope: 'message',
  permanent: false,
  clears: 'config',
  severity: 2,
  actor: 'device-owner',
  steps: {
    any: [
      'Send to fewer recipients at once: 100 per message is what every server must take, and what Google takes.',
      'Use a distribution list or a group instead of a long address line.',
    ],
    'device→own-relay': ['Shorten the distribution list on the device.', 'Or raise {recipients-in}; then {reload}.'],
    'own-relay→google': [
      'Set {recipients-out} to 100, so that {server} splits by itself; then {reload}.',
      'For “one domain per transaction” replies, set it to 1.',
      'Then {flush}.',
    ],
    'own-relay→destination': ['Lower {recipients-out}; then {reload} and {flush}.'],
    'device→google': ['Split the address list on the device into parts of at most 100, or use a Google group.'],
  },
  doNot: 'Do not send the whole list again: those already accepted get the mail twice.',
  source: 'https://support.google.com/a/answer/166852',
  signs: [
    ...words(
      'too many recipients',
      'too many rcpt',
      'exceeds recipient limit',
      'recipient limit',
      'maximum number of recipients',
      'recipients per message',
      'recipients per transaction',
      'max recipients',
      'domain policy size per transaction',
      'multiple destination domains per transaction',
      'recipients in one',
    ),
    ...statuses('X.5.3'),
  ],
  examples: [
    '452 4.5.3 Error: too many recipients',
    '452 Too many RCPT commands',
    '552 it exceeds recipient limit',
    '550 Recipient limit is 10',
    '452 The maximum number of recipients is reached',
    '550 Only 50 recipients per message',
    '452 10 recipients per transaction',
    '452 max recipients reached',
    '452 4.5.3 Domain policy size per transaction exceeded',
    '451 4.3.0 Multiple destination domains per transaction is unsupported',
    '452 no more recipients in one session',
    '452 4.5.3 Later',
  ],
}

import type { FailureClass } from './failure.ts'

/** A reply that no sign recognises: never guessed at. */
export const unknown: FailureClass = {
  id: 'unknown',
  title: 'Not recognised',
  family: 'system',
  meaning:
    'The server refused or put off the mail, and its words are not in our tables. The first digit still counts: 4 is tried again, 5 is final.',
  scope: 'message',
  permanent: true,
  clears: 'never',
  severity: 2,
  actor: 'sender-admin',
  steps: {
    any: [
      'Read the words of the server: they are shown unchanged above. Where there are none, look for a bounce, or for the extended report of a message trace.',
      'Look whether other mail to the same host went through in the same hour; if so, the cause is this message or this address.',
      'Send the words, the time and the queue id (QUEUEID) to the administrator of the server that wrote them.',
      'Report the text to the project, with names and addresses replaced, so that the next release knows it.',
    ],
  },
  doNot: 'Do not conclude from the code alone: servers use 5.7.1 and 550 for nearly everything.',
  source: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1',
  signs: [],
  examples: ['550 5.7.1 Zzyzx', '499 qwxz', '554 5.0.0 frobnicated'],
}

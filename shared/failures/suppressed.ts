import { type FailureClass, words } from './failure.ts'

/** The sending service did not try: the address is on its list of dead or complaining addresses. */
export const suppressed: FailureClass = {
  id: 'suppressed',
  title: 'Not sent: address is on a suppression list',
  family: 'recipient',
  meaning: 'The sending service keeps a list of addresses that bounced or complained before, and did not even try this one.',
  scope: 'recipient',
  permanent: true,
  clears: 'config',
  severity: 1,
  actor: 'sender-admin',
  steps: {
    any: [
      'Find out why the address is on the list: an old bounce, a complaint, an unsubscription.',
      'If the address is right and wanted, remove it from the suppression list in the console of the service, then send again.',
      'If the person complained or unsubscribed: leave it there.',
    ],
  },
  doNot: 'Do not clear the whole list: it protects your reputation.',
  source: 'https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html',
  signs: words(
    'suppression list',
    'suppressed',
    'suppress-',
    'not delivering to previously bounced',
    'previously bounced address',
    'bounced address list',
    'unsubscribed address',
    'marked as spam by the recipient before',
    'inactive recipient',
  ),
  examples: [
    '550 Address is on the suppression list',
    '550 Recipient suppressed',
    'suppress-bounce',
    '605 Not delivering to previously bounced address',
    '550 previously bounced address',
    '550 Bounced Address List',
    '550 unsubscribed address',
    '550 marked as spam by the recipient before',
    '406 You tried to send to an inactive recipient',
  ],
}

import { type FailureClass, words } from './failure.ts'

/** Google's relay refuses because the rolling allowance of the organisation or of one sender is used up. */
export const relayDailyLimit: FailureClass = {
  id: 'relay-daily-limit',
  title: 'Daily relay limit used up',
  family: 'limits',
  meaning:
    'The relay counts recipients over the last 24 hours, and the allowance is used up. Mail that is refused now is lost unless it is sent again; new mail passes as old mail leaves the window.',
  scope: 'customer',
  permanent: true,
  clears: 'rolling-24h',
  severity: 5,
  actor: 'sender-admin',
  steps: {
    any: [
      'Find who used the allowance: open Limits and look at the share of each device and sender in the last 24 hours.',
      'Stop the largest one first: switch off the job, or unplug the device.',
      'Wait. The window slides: what was sent at 10:00 stops counting at 10:00 tomorrow, so the block lifts gradually, not at midnight.',
      'Send the refused mail again once the use is well below the limit.',
    ],
    'own-relay→google': [
      'Stop the source first; then hold its mail in the queue of the own relay: {hold-each}.',
      'Delete what must not be sent again (loops, duplicates): {delete-each}.',
      'Check the limit: 10,000 messages and 10,000 unique recipients per registered sender in 24 hours (550 5.4.5), and a total of recipients for the whole organisation (550 5.7.1; at most 4.6 million, less for small ones: an older Google formula was about 130 per user licence).',
      'Send held mail again in portions, when the window has room: {release-each}, then {flush}.',
      'If the volume is wanted, ask Google support for a higher limit, or move bulk mail to a sending service.',
    ],
    'device→google': [
      'Stop the device or job that sends most; the list is under Limits.',
      'The per-user limit counts the envelope sender, not From and not the login: give large jobs a sender of their own.',
      'Put a queueing relay between devices and Google, so that a refused job is kept instead of lost.',
    ],
  },
  doNot: 'Do not flush the queue or send again while the window is full: every job is refused once more, and the devices lose them.',
  source: 'https://support.google.com/a/answer/2956491',
  signs: words('daily smtp relay limit', 'daily smtp relay sending limit'),
  examples: ['550 5.7.1 Daily SMTP relay limit exceeded. See the relay settings.', '550 5.7.1 Daily SMTP relay sending limit exceeded'],
}

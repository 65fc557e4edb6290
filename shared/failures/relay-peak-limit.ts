import { type FailureClass, words } from './failure.ts'

/** Google's relay puts off mail because too many recipients came within ten minutes. */
export const relayPeakLimit: FailureClass = {
  id: 'relay-peak-limit',
  title: 'Too much mail in ten minutes',
  family: 'limits',
  meaning:
    'The organisation sent more recipients in ten minutes than the relay accepts. Servers with a queue try again by themselves; devices without one lose the job.',
  scope: 'customer',
  permanent: false,
  clears: 'minutes',
  severity: 4,
  actor: 'wait',
  steps: {
    any: [
      'Find the burst: Limits shows who sent in those ten minutes.',
      'Move scheduled jobs (reports, invoices, payslips) apart by at least ten minutes.',
      'Send the jobs of devices without a queue again by hand.',
    ],
    'own-relay→google': [
      'Leave the queue alone: {server} tries again by itself.',
      'Slow down this way out: {slow}; then {reload}.',
      'The ceiling is 319,444 recipients in ten minutes for large organisations and lower for small ones (an older Google formula: about 9 per user licence).',
    ],
    'device→google': ['Let the device send through a relay with a queue; most devices do not try again after a 450.'],
  },
  lostSteps: {
    'own-relay→google': [
      'Slow down this way out: {slow}; then {reload}.',
      'Have the message sent again some minutes later: {server} has given this one up.',
      'The ceiling is 319,444 recipients in ten minutes for large organisations and lower for small ones (an older Google formula: about 9 per user licence).',
    ],
  },
  doNot: 'Do not flush the queue: that makes the next peak.',
  source: 'https://support.google.com/a/answer/2956491',
  signs: words('peak smtp relay limit'),
  examples: ['450 4.2.1 Peak SMTP relay limit exceeded'],
}

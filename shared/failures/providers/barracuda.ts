import { providerSigns } from '../failure.ts'

/** Email Gateway Defense and the Email Security Gateway: https://campus.barracuda.com/doc/167976683 (reasons of the message log). */
export const barracudaSigns = providerSigns('barracuda', [
  [
    'reputation',
    'blocked using barracuda reputation',
    'reputation-block',
    '554 Service unavailable; Client host [192.0.2.4] blocked using Barracuda Reputation; http://www.barracudanetworks.com/reputation/?r=1&ip=192.0.2.4',
    { scope: 'ip' },
  ],
  [
    'blocked',
    ['permanent failure for one or more recipients', ':blocked)'],
    'recipient-policy',
    '550 permanent failure for one or more recipients (x@example.net:blocked)',
    { scope: 'recipient' },
  ],
])

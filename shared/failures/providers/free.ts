import { providerSigns } from '../failure.ts'

/** Free (Proxad): http://postmaster.free.fr/ */
export const freeSigns = providerSigns('free', [
  [
    'spams-from-ip',
    'too many spams from your ip',
    'reputation-block',
    '550 Too many spams from your IP (192.0.2.4), please visit http://postmaster.free.fr/',
    { scope: 'ip', clears: 'rolling-24h' },
  ],
  [
    'errors-from-ip',
    'too many errors from your ip',
    'reputation-block',
    '451 too many errors from your ip (192.0.2.4), please visit http://postmaster.free.fr/ [LC2]',
    { scope: 'ip', clears: 'rolling-24h' },
  ],
  ['spam', 'spam detected', 'spam-content', 'host mx1.free.fr[192.0.2.9] said: 550 spam detected (in reply to end of DATA command)'],
])

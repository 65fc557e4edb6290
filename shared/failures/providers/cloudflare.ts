import { providerSigns } from '../failure.ts'

/** Email Routing: https://developers.cloudflare.com/email-routing/postmaster/ */
export const cloudflareSigns = providerSigns('cloudflare', [
  [
    'blocklist',
    'found on one or more',
    'reputation-block',
    '554 192.0.2.4 found on one or more RBLs (abusixip). Refer to https://developers.cloudflare.com/email-routing/postmaster/#spam-and-abusive-traffic/',
    { scope: 'ip' },
  ],
  [
    'upstream',
    'upstream error',
    'system-temporary',
    '521 5.3.0 Upstream error, please check https://developers.cloudflare.com/email-routing/postmaster/',
    { scope: 'recipient' },
  ],
])

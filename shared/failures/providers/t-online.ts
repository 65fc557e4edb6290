import { providerSigns } from '../failure.ts'

/** T-Online: https://postmaster.t-online.de/index.en.html (4.1, 4.7, 4.12) */
export const tOnlineSigns = providerSigns('t-online', [
  [
    'no-reputation',
    'none/bad reputation',
    'reputation-block',
    'host mx00.t-online.de[192.0.2.9] refused to talk to me: 554 IP=192.0.2.4 - None/bad reputation. Ask your postmaster for help or to contact x@example.net for reset. (NOWL)',
    { scope: 'ip', clears: 'config' },
  ],
  [
    'blocked',
    'a problem occurred',
    'reputation-block',
    'host mx00.t-online.de[192.0.2.9] refused to talk to me: 554 IP=192.0.2.4 - A problem occurred. (Ask your postmaster for help or to contact x@example.net to clarify.) (BL)',
    { scope: 'ip', clears: 'config' },
  ],
  [
    'dynamic',
    'dialup/transient ip not allowed',
    'reputation-block',
    'host mx00.t-online.de[192.0.2.9] refused to talk to me: 554 IP=192.0.2.4 - Dialup/transient IP not allowed. Use a mailgateway or contact x@example.net if obsolete. (DIAL)',
    { scope: 'ip', clears: 'config' },
  ],
])

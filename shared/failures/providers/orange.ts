import { type FailureId, type ProviderRow, providerSigns, type RowDetails } from '../failure.ts'

/** `OFR_104` or `OFR004_104`: the last three digits say why. https://www.postmastery.com/orange-postmaster-smtp-error-codes-ofr/ */
const codes: readonly (readonly [code: string, failure: FailureId, words: string, details?: RowDetails])[] = [
  [
    '102',
    'reputation-block',
    '550 ME Adresse IP source bloquee pour incident de spam. Client host blocked for spamming issues.',
    { scope: 'ip' },
  ],
  ['103', 'reputation-block', '550 ME Service refuse. Veuillez essayer plus tard. Service refused, please try later.', { scope: 'ip' }],
  [
    '104',
    'rate-limited',
    '421 ME Trop de connexions, veuillez verifier votre configuration. Too many connections, slow down.',
    { scope: 'ip' },
  ],
  ['109', 'rate-limited', '421 ME Veuillez essayer plus tard.', { scope: 'ip' }],
  ['305', 'auth-failed', "550 5.7.0 Code d'authentification invalide"],
  ['403', 'sender-dns', '501 5.1.0 Emetteur invalide. Invalid Sender.', { scope: 'domain' }],
  ['405', 'sender-dns', '501 5.1.0 Emetteur invalide. Invalid Sender.', { scope: 'domain' }],
  ['415', 'sender-dns', '501 5.1.0 Emetteur invalide. Invalid Sender.', { scope: 'domain' }],
  ['416', 'recipient-unknown', '550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient.'],
  ['417', 'mailbox-full', '552 5.1.1 Boite du destinataire pleine. Recipient overquota.'],
  ['505', 'system-temporary', '421 4.2.0 Service refuse. Veuillez essayer plus tard. Service refused, please try later.'],
  ['506', 'spam-content', '550 5.2.0 Mail rejete. Mail rejected.'],
  ['515', 'message-malformed', '550 5.6.0 Mail rejete. Mail rejected.'],
  ['999', 'reputation-block', '421 ME Service refuse. Veuillez essayer plus tard. Service refused, please try later.', { scope: 'ip' }],
]

const rows = codes.map(
  ([code, failure, words, details]): ProviderRow => [
    `ofr-${code}`,
    ['ofr', `_${code}`],
    failure,
    `${words} OFR_${code} [${code}]`,
    details,
  ],
)

/** What the servers of Orange and Wanadoo write. */
export const orangeSigns = providerSigns('orange', [
  ...rows,
  [
    'spf',
    'spf/dns de votre nom de domaine',
    'sender-auth-fail',
    'host smtp-in.orange.fr[192.0.2.9] said: 421 Emetteur invalide, Veuillez verifier la configuration SPF/DNS de votre nom de domaine. Invalid Sender. SPF check failed',
    { scope: 'domain' },
  ],
])

import { type FailureId, type ProviderRow, providerSigns, type RowDetails } from '../failure.ts'

/** `LPN007_510`: the last three digits say why. https://www.postmastery.com/laposte-net-postmaster-smtp-error-codes-lpn/ */
const codes: readonly (readonly [code: string, failure: FailureId, words: string, details?: RowDetails])[] = [
  ['101', 'reputation-block', '550 5.7.1 Service unavailable; client [192.0.2.4] blocked using Spamhaus', { scope: 'ip' }],
  ['102', 'reputation-block', '550 5.5.0 The emails sent to the mail host Laposte.net were blocked by our services', { scope: 'ip' }],
  ['104', 'rate-limited', '421 Too many connections, slow down.', { scope: 'ip' }],
  ['401', 'sender-auth-fail', '550 5.5.0 SPF: 192.0.2.4 is not allowed to send mail.', { scope: 'domain' }],
  ['402', 'auth-required', '550 5.5.0 Authentification requise. Authentication Required.'],
  ['405', 'sender-dns', '450 4.1.8 Emetteur invalide. Invalid Sender.', { scope: 'domain' }],
  ['416', 'recipient-unknown', '550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient.'],
  ['420', 'mailbox-disabled', '550 5.5.0 Boite du destinataire archivee. Archived recipient.'],
  ['421', 'relay-sender-unregistered', '550 5.5.3 Mail from not owned by user.'],
  ['426', 'mailbox-disabled', '550 5.5.0 Le compte du destinataire est bloque. The recipient account isblocked.'],
  [
    '503',
    'reputation-block',
    '450 4.7.1 Client host rejected: Service refuse. Veuillez essayer plus tard. service refused, please try later.',
    { scope: 'ip' },
  ],
  ['505', 'system-temporary', '421 4.2.1 Service refuse. Veuillez essayer plus tard. Service refused, please try later.'],
  ['510', 'spam-content', '550 5.5.0 Service refuse. Veuillez essayer plus tard. service refused, please try later.'],
  ['514', 'message-too-large', '552 5.3.4 Taille limite du message atteinte'],
  [
    '517',
    'sender-auth-fail',
    '571 5.7.1 Message refused, DMARC verification Failed. Message refuse, verification DMARC en echec',
    { scope: 'domain' },
  ],
]

const rows = codes.map(
  ([code, failure, words, details]): ProviderRow => [`lpn-${code}`, ['lpn', `_${code}`], failure, `${words} LPN007_${code}`, details],
)

/** What Laposte.net's servers write. */
export const laposteSigns = providerSigns('laposte', rows)

import { type FailureId, type ProviderRow, providerSigns, type RowDetails } from '../failure.ts'

/** Codes behind `AUP#`: https://www.cox.com/business/support/email-error-codes.html */
const codes: readonly (readonly [code: string, failure: FailureId, details?: RowDetails])[] = [
  ['CXBL', 'reputation-block', { scope: 'ip' }],
  ['CDRBL', 'reputation-block', { scope: 'ip', clears: 'rolling-24h' }],
  ['CXDNS', 'sender-dns', { scope: 'ip' }],
  ['CXSNDR', 'sender-auth-fail', { scope: 'domain' }],
  ['CXSMTP', 'protocol-error'],
  ['CXCNCT', 'rate-limited', { scope: 'ip' }],
  ['CXMXRT', 'rate-limited', { scope: 'user' }],
  ['CXTHRT', 'sender-suspended', { scope: 'user' }],
  ['CXMJ', 'sender-suspended', { scope: 'user' }],
  // The digits say which lists: Spamhaus, Return Path, Invaluement, Cloudmark.
  ...['0001', '0010', '0011', '0100', '0101', '0110', '0111', '1000', '1001', '1010', '1011', '1100', '1101', '1110', '1111', '00001'].map(
    (lists) => [`IPBL${lists}`, 'reputation-block', { scope: 'ip' }] as const,
  ),
  ...['011', '101', '110', '1001'].map((lists) => [`URLBL${lists}`, 'spam-content'] as const),
]

const rows = codes.map(
  ([code, failure, details]): ProviderRow => [
    code.toLowerCase(),
    `aup#${code.toLowerCase()}`,
    failure,
    `550 5.1.0 Refused. Refer to Error Codes section at https://www.cox.com/business/support/email-error-codes.html AUP#${code}`,
    details,
  ],
)

/** What Cox's servers write. */
export const coxSigns = providerSigns('cox', rows)

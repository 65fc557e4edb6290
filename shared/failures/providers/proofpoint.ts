import type { ProviderSign } from '../failure.ts'

/** Proofpoint's dynamic reputation: https://ipcheck.proofpoint.com/ */
const rows: readonly Omit<ProviderSign, 'provider'>[] = [
  {
    failure: 'reputation-block',
    phrases: ['blocked - see'],
    scope: 'ip',
    example: '554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.4',
  },
]

/** What Proofpoint's gateways write. */
export const proofpointSigns: readonly ProviderSign[] = rows.map((row) => ({ ...row, provider: 'proofpoint' }))

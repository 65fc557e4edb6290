import type { ProviderSign } from '../failure.ts'

/** Exim's own words: https://www.exim.org/exim-html-current/doc/html/spec_html/ */
const rows: readonly Omit<ProviderSign, 'provider'>[] = [
  {
    failure: 'recipient-unknown',
    rule: 'unrouteable-local',
    phrases: ['unrouteable address'],
    stage: 'rcpt',
    example: 'SMTP error from remote mail server after RCPT TO:<x@example.net>: 550 Unrouteable address',
  },
  {
    failure: 'system-temporary',
    rule: 'transport-command',
    phrases: ['child process of', 'transport returned'],
    example: 'Child process of address_pipe transport returned 127 (could mean unable to exec or command does not exist)',
  },
  { failure: 'relay-denied', phrases: ['relay not permitted'], example: '550 relay not permitted' },
]

/** What Exim writes, whichever operator runs it. */
export const eximSigns: readonly ProviderSign[] = rows.map((row) => ({ ...row, provider: 'exim' }))

import type { Registration } from '../record.ts'
import type { Row } from '../table.ts'
import { addressesIn, cell, exportTable } from './export/table.ts'
import type { LogFormat, Outcome } from './format.ts'
import { examples } from './google-users/examples.ts'

/** The address of a user, or another one of a user, and a column that only a list of users has. */
const address = ['email address [required]', 'email address', 'primaryemail', 'primary email', 'alias']
const wanted = [address, ['status [read only]', 'org unit path [required]', 'suspended', 'last sign in [read only]', 'aliases.0', 'target']]

/** Google Workspace, Admin console, Directory, Users, Download users; and the lists of users and aliases that GAM writes. */
export const googleUsers: LogFormat = {
  id: 'google-users',
  title: 'Google Workspace users',
  source: 'https://support.google.com/a/answer/7348070',
  mark: 'a header with `Email Address [Required]` or `primaryEmail` and a status, or `Alias` and `Target`',
  traps:
    'It says who is registered today, not on the day of the mail. The console’s download holds no aliases: import a list of them beside it, else an alias counts as unknown.',
  noLog: true,
  ...exportTable(wanted, registrationsOf),
  examples,
}

/** At no time: it is not counted as one (`Registration`). */
const origin = { stamp: 0, zoned: true, yearless: false, host: 'google', program: 'users', pid: 0 } as const

function registrationsOf(row: Row): Outcome {
  const alias = cell(row, 'alias')
  if (alias !== null) return alias.includes('@') ? [{ kind: 'registration', action: 'alias', sender: alias, origin }] : 'unrecognised'
  const [user] = addressesIn(address.map(row).find((text) => text !== '') ?? '')
  if (user === undefined) return 'unrecognised'
  const status = `${row('status [read only]')}${row('status')}`.toLowerCase()
  const isSuspended = /suspended|archived|deleted/.test(status) || row('suspended').toLowerCase() === 'true'
  const others = addressesIn([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((at) => row(`aliases.${at}`)).join(' '))
  const aliases = others.map((sender): Registration => ({ kind: 'registration', action: isSuspended ? 'suspended' : 'alias', sender }))
  const own: Registration = { kind: 'registration', action: isSuspended ? 'suspended' : 'user', sender: user }
  return [own, ...aliases].map((registration) => ({ ...registration, origin }))
}

import type { Registration } from '../../record.ts'
import type { LogFormat, Outcome } from '../format.ts'

const origin = { stamp: 0, zoned: true, yearless: false, host: 'google', program: 'users', pid: 0 } as const

function registered(...pairs: readonly (readonly [Registration['action'], string])[]): Outcome {
  return pairs.map(([action, sender]) => ({ kind: 'registration', action, sender, origin }))
}

const directory: readonly (readonly [string, Outcome])[] = [
  ['First Name [Required],Last Name [Required],Email Address [Required],Org Unit Path [Required],Status [READ ONLY]', 'ignored'],
  ['Ann,Lee,ann@example.com,/,Active', registered(['user', 'ann@example.com'])],
  ['Old,Scanner,scanner@example.com,/Devices,Suspended', registered(['suspended', 'scanner@example.com'])],
  ['No,Address,,/,Active', 'unrecognised'],
]

const gam: readonly (readonly [string, Outcome])[] = [
  ['primaryEmail,suspended,aliases.0,aliases.1', 'ignored'],
  ['ann@example.com,False,a.lee@example.com,', registered(['user', 'ann@example.com'], ['alias', 'a.lee@example.com'])],
]

const aliases: readonly (readonly [string, Outcome])[] = [
  ['Alias,Target,TargetType', 'ignored'],
  ['printer@example.com,ann@example.com,User', registered(['alias', 'printer@example.com'])],
]

/** One file each, since rows mean nothing without the header. */
export const examples: LogFormat['examples'] = [directory, gam, aliases].map((lines) => ({
  text: lines.map(([line]) => line).join('\n'),
  gives: lines.map(([, outcome]) => outcome),
}))

import type { Device } from './mail.ts'

/** The invented organisation: a maker of instruments with ten Workspace licences. Reserved names and addresses only (RFC 2606, 5737). */
export const domain = 'nordhaven.example'

/** Delivered by the relay itself, into Dovecot. */
export const serviceDomain = 'service.nordhaven.example'

/** The relay's names, and the addresses of its two lines to the internet. Only the first is registered at Google. */
export const relay = { host: 'mail', fqdn: 'mail.nordhaven.example', publicIp: '203.0.113.7', backupIp: '203.0.113.99' } as const

/** Google's older formula for small customers: 130 recipients per licence in 24 hours, 9 in ten minutes. */
export const limits = { perDay: 10 * 130, perTenMinutes: 10 * 9 } as const

function device(name: string, ip: string, login: string | null = null): Device {
  return { name: `${name}.nordhaven.example`, ip, login }
}

/** What hands mail in. */
export const devices = {
  erp: device('erp', '10.20.1.10', 'erp'),
  shop: device('shop', '10.20.1.11', 'shop'),
  monitor: device('monitor', '10.20.1.20'),
  copier: device('copier-3fl', '10.20.5.30'),
  scanner: device('scanner-2fl', '10.20.5.21'),
  camera: device('camera-gate', '10.20.5.80'),
  ups: device('ups-cellar', '10.20.5.90'),
} as const

/** Envelope senders of devices and programs. */
export const senders = {
  erp: `erp@${serviceDomain}`,
  shop: `shop@${serviceDomain}`,
  monitor: `alerts@${domain}`,
  copier: `copier-3fl@${domain}`,
  scanner: `scanner-2fl@${domain}`,
  camera: `camera-gate@${domain}`,
  ups: `ups-cellar@${domain}`,
} as const

/** People who send by a mail program of their computer. The first one's computer is infected. */
export const people = [
  { address: `m.berg@${domain}`, device: device('pc-17', '10.20.3.17', 'm.berg') },
  { address: `a.lindt@${domain}`, device: device('pc-04', '10.20.3.4', 'a.lindt') },
  { address: `j.brandt@${domain}`, device: device('pc-09', '10.20.3.9', 'j.brandt') },
  { address: `s.okafor@${domain}`, device: device('pc-12', '10.20.3.12', 's.okafor') },
  { address: `t.nowak@${domain}`, device: device('pc-21', '10.20.3.21', 't.nowak') },
] as const

/** Mailboxes at Google. */
export const mailboxes = [
  ...people.map(({ address }) => address),
  `it@${domain}`,
  `office@${domain}`,
  `accounts@${domain}`,
  `warehouse@${domain}`,
]

/** Mailboxes of the relay itself. */
export const serviceMailboxes = [`tickets@${serviceDomain}`, `spares@${serviceDomain}`] as const

/** One more, which is full. */
export const fullMailbox = `repairs@${serviceDomain}`

const firstNames = [
  'anna',
  'ben',
  'carla',
  'david',
  'emma',
  'felix',
  'grace',
  'henry',
  'iris',
  'karl',
  'lena',
  'noah',
  'olga',
  'paul',
  'rosa',
  'vera',
]
const lastNames = [
  'adams',
  'becker',
  'clark',
  'dubois',
  'evans',
  'fischer',
  'garcia',
  'holm',
  'ito',
  'keller',
  'lopez',
  'moreau',
  'novak',
  'rossi',
]

/** Customers with their mail servers. */
export const customers = ['aldergrove', 'birchfield', 'cedarworks', 'dunmore', 'elmhurst', 'foxglove', 'greystone', 'hollybank'].map(
  (name, at) => ({
    domain: `${name}.example`,
    host: `mx.${name}.example`,
    ip: `198.51.100.${40 + at}`,
  }),
)

/** Partners that the relay sends to directly, past Google: one greylists, the other's server is down on the third day. */
export const partners = {
  greylisting: { domain: 'harbour.example', host: 'mx1.harbour.example', ip: '198.51.100.70' },
  down: { domain: 'depot.example', host: 'mail.depot.example', ip: '198.51.100.80' },
} as const

/** Some customer's address. */
export function customerAddress(chance: { of<T>(choices: readonly T[]): T }): string {
  return `${chance.of(firstNames)}.${chance.of(lastNames)}@${chance.of(customers).domain}`
}

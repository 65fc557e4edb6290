import ipaddr from 'ipaddr.js'
import type { Sql } from './sql.ts'

/** Domains where everybody has a mailbox: sending from one does not make it yours. */
const freemail = new Set([
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'msn.com',
  'yahoo.com',
  'ymail.com',
  'aol.com',
  'icloud.com',
  'me.com',
  'gmx.de',
  'gmx.net',
  'gmx.com',
  'web.de',
  'mail.ru',
  'yandex.ru',
  'qq.com',
  '163.com',
  '126.com',
  'proton.me',
  'protonmail.com',
  't-online.de',
  'orange.fr',
  'free.fr',
  'laposte.net',
])

/** Ranges that are nobody else's, written as they are shown. */
const privateRanges: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
  uniqueLocal: ['fc00::/7'],
  linkLocal: ['169.254.0.0/16', 'fe80::/10'],
  carrierGradeNat: ['100.64.0.0/10'],
}

/** Parses an address as logs write it; null for `unknown`, sockets and odd forms (`010.1.2.3`). */
function parse(ip: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (ip.includes(':') ? !ipaddr.IPv6.isValid(ip) : !ipaddr.IPv4.isValidFourPartDecimal(ip)) return null
  return ipaddr.process(ip)
}

/** @returns whether the address lies in one of the CIDR ranges; ranges that cannot be read hold nothing. */
export function inNetworks(ip: string, networks: readonly string[]): boolean {
  const address = parse(ip)
  if (address === null) return false
  return networks.some((network) => {
    if (!ipaddr.isValidCIDR(network)) return false
    const [base, bits] = ipaddr.parseCIDR(network)
    return base.kind() === address.kind() && address.match(base, bits)
  })
}

interface Seen {
  readonly ip: string
  readonly relayed: boolean
}

/** Formats in which a server of the user's own reports on each mail. */
const ownServers = `'exchange-message-tracking', 'exchange-tracking-search', 'exchange-smtp-protocol', 'iis-smtp'`

async function guessNetworks(sql: Sql): Promise<string[]> {
  const clients = await sql.rows<Seen>(
    `SELECT l.client_ip AS ip, bool_or(l.login IS NULL AND f.fate IN ('relayed', 'bounced', 'deferred', 'expired')
       AND f.agent IN ('smtp', 'error')) AS relayed
     FROM lives l JOIN decided f ON f.root = l.life_no WHERE l.client_ip IS NOT NULL GROUP BY ALL
     UNION ALL SELECT DISTINCT client_ip, false FROM told WHERE client_ip IS NOT NULL AND agent IN (${ownServers})`,
  )
  const networks = new Set<string>()
  for (const { ip, relayed } of clients) {
    const address = parse(ip)
    if (address === null) continue
    const known = privateRanges[address.range()]?.find((range) => inNetworks(ip, [range]))
    if (known !== undefined) networks.add(known)
    else if (relayed) networks.add(`${address.toString()}/${address.kind() === 'ipv4' ? 32 : 128}`)
  }
  return [...networks].sort()
}

/**
 * Domains that this system delivers for, and those that its own clients send from in earnest: not once, not freemail, and some
 * of it was taken by somebody, since a spammer's domain is refused everywhere.
 */
async function guessDomains(sql: Sql): Promise<string[]> {
  const rows = await sql.rows<{ readonly domain: string }>(
    `SELECT DISTINCT domain FROM (
       SELECT lower(split_part(f.recipient, '@', -1)) AS domain FROM decided f
       WHERE f.fate = 'delivered' AND f.agent IN ('local', 'virtual', 'lmtp', 'exchange-message-tracking', 'exchange-tracking-search') AND contains(f.recipient, '@')
       UNION ALL
       SELECT domain FROM (
         SELECT lower(split_part(l.sender, '@', -1)) AS domain, count(DISTINCT l.life_no) AS mails, count(DISTINCT l.client_ip) AS clients,
           sum(count(DISTINCT l.life_no)) OVER () AS all_mails, bool_or(f.fate IN ('delivered', 'relayed')) AS taken
         FROM lives l JOIN decided f ON f.root = l.life_no LEFT JOIN own_clients o ON o.ip = l.client_ip
         WHERE l.sender LIKE '%@%' AND (o.ip IS NOT NULL OR l.login IS NOT NULL) GROUP BY 1
       ) WHERE taken AND mails >= 5 AND (mails >= all_mails * 0.02 OR clients >= 3)
       UNION ALL
       SELECT lower(split_part(CASE WHEN direction = 'sent' THEN sender ELSE recipient END, '@', -1)) FROM told
       WHERE direction IS NOT NULL AND (agent LIKE 'google-%' OR agent LIKE 'microsoft-365-%') AND CASE WHEN direction = 'sent' THEN sender ELSE recipient END LIKE '%@%'
     ) WHERE domain <> '' ORDER BY domain`,
  )
  return rows.map((row) => row.domain).filter((domain) => !freemail.has(domain))
}

async function setting(sql: Sql, key: string): Promise<string[] | null> {
  const [row] = await sql.rows<{ readonly value: string }>('SELECT value FROM settings WHERE key = $1', [key])
  return row === undefined ? null : (JSON.parse(row.value) as string[]) // Written by the engine as a list of text.
}

async function keep(sql: Sql, key: string, value: readonly string[]): Promise<void> {
  await sql.run('INSERT INTO guessed VALUES ($1, $2)', [key, JSON.stringify(value)])
}

/**
 * Makes `own_clients` and `own_domains`: what belongs to the user's organisation. Taken from the settings; else guessed, and
 * the guess (`guessed`) will be kept beside them so that it can be shown and corrected.
 */
export async function makeOwn(sql: Sql): Promise<void> {
  await sql.run('CREATE OR REPLACE TEMP TABLE guessed (key VARCHAR, value VARCHAR)')
  const guessedNetworks = await guessNetworks(sql)
  await keep(sql, 'guessedNetworks', guessedNetworks)
  const networks = (await setting(sql, 'ownNetworks')) ?? guessedNetworks
  const clients = await sql.rows<{ readonly ip: string }>(
    `SELECT DISTINCT ip FROM (SELECT client_ip AS ip FROM lives UNION ALL SELECT client_ip FROM refused_mails) WHERE ip IS NOT NULL`,
  )
  await sql.run('CREATE OR REPLACE TEMP TABLE own_clients AS SELECT unnest($1::VARCHAR[]) AS ip', [
    clients.map((client) => client.ip).filter((ip) => inNetworks(ip, networks)),
  ])
  const guessedDomains = await guessDomains(sql)
  await keep(sql, 'guessedDomains', guessedDomains)
  const domains = (await setting(sql, 'ownDomains')) ?? guessedDomains
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE own_domains AS
     SELECT DISTINCT d.domain FROM (
       SELECT lower(split_part(f.recipient, '@', -1)) AS domain FROM decided f WHERE f.recipient IS NOT NULL
       UNION SELECT lower(split_part(sender, '@', -1)) FROM told WHERE sender IS NOT NULL
     ) d, (SELECT lower(unnest($1::VARCHAR[])) AS own) o WHERE d.domain = o.own OR ends_with(d.domain, '.' || o.own)`,
    [domains],
  )
}

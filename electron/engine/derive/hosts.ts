import type { Sql } from './sql.ts'

/** The name in a next hop such as `mx.example.net[198.51.100.9]:25`. */
export const nameOf = (nextHop: string): string => `split_part(${nextHop}, '[', 1)`
/** The address in it, else empty. */
export const addressOf = (nextHop: string): string => `split_part(split_part(${nextHop}, '[', 2), ']', 1)`

const labelOf = (name: string): string => `lower(split_part(${name}, '.', 1))`

/** Whether a name is proved to be that of a log's host: it is the same, the host's without its domain, or one of `names`. */
export const isHost = (name: string, host: string): string => `(${host} <> ''
  AND (lower(${name}) = lower(${host}) OR (NOT contains(${name}, '.') AND ${labelOf(name)} = ${labelOf(host)}))
  OR (${host}, lower(${name})) IN (SELECT (host, name) FROM names))`

/**
 * Whether a name may be that of a log's host: the first labels are alike, by which a join finds them, and where the host stands without its
 * domain, nothing proves another. Enough where a queue id agrees as well.
 */
export const mayBeHost = (name: string, host: string): string => `(${labelOf(name)} = ${labelOf(host)} AND ${host} <> ''
  AND (${isHost(name, host)} OR (NOT contains(${host}, '.') AND ${host} NOT IN (SELECT host FROM names WHERE ${labelOf('name')} = lower(host)))))`

/** Ids so long are nobody else's by chance; a device numbers its mails. */
const LONG_ID = 9

/**
 * Makes `names`: host → name with a domain, in lower case, of the hosts whose logs are there. Proved by the Message-IDs that a server makes
 * of its own queue ids and name (Postfix, Exim, Sendmail); where none has the host's first label, by a name with that label under which
 * a mail was handed to it or by it, as the queue ids say in `met`.
 */
export async function makeNames(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE names AS
     WITH own AS (
       SELECT DISTINCT host, lower(rtrim(split_part(message_id, queue_id || '@', 2), '>')) AS name FROM lives
       WHERE contains(message_id, queue_id || '@') AND length(queue_id) >= ${LONG_ID}
     ), handed AS (
       SELECT next_host AS host, lower(name) AS name FROM met WHERE NOT here
       UNION SELECT host, lower(client_name) FROM met WHERE NOT here AND same
     )
     SELECT host, name FROM own WHERE contains(name, '.')
     UNION
     SELECT host, name FROM handed WHERE contains(name, '.') AND NOT contains(host, '.') AND ${labelOf('name')} = lower(host)
       AND host NOT IN (SELECT host FROM own WHERE contains(name, '.') AND ${labelOf('name')} = lower(host))`,
  )
}

/** Makes `addresses`: host → ip, of the hosts whose logs are there, as next hops and clients name them. */
export async function makeAddresses(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE addresses AS
     WITH seen AS (
       SELECT DISTINCT ${nameOf('next_hop')} AS name, ${addressOf('next_hop')} AS ip FROM attempts WHERE linked_id IS NOT NULL
       UNION SELECT client_name, client_ip FROM lives
     )
     SELECT h.host, s.ip FROM seen s JOIN (SELECT DISTINCT host FROM lives) h ON ${labelOf('s.name')} = ${labelOf('h.host')}
     WHERE s.ip <> '' AND ${mayBeHost('s.name', 'h.host')}
     UNION
     SELECT n.host, s.ip FROM seen s JOIN names n ON n.name = lower(s.name) WHERE s.ip <> ''`,
  )
}

import { dropTables, EVENTS, eventsOf, type Sql } from './sql.ts'

/**
 * A mail was under way to the reporter for this long at most (`arrivedMicros`). A server that logged something in the hour before that and in the
 * hour after is known to have been logging.
 */
const HOUR_MINUTES = 60
const HOUR = `INTERVAL '${HOUR_MINUTES} minutes'`

/**
 * Operators whose servers send for others: their bounce may be about a mail that the user sent through them. Servers without a public name
 * are taken for the user's own.
 */
const SENDS_FOR_OTHERS = `'(^|[.])(google|googlemail|gmail|outlook|office365|amazonses|amazonaws|sendgrid|mailgun|mandrillapp|mailchannels|zoho|yahoo|yahoodns|icloud|apple|yandex|ionos|secureserver|gandi|ovh|messagelabs|mimecast|pphosted|barracudanetworks|hornetsecurity)[.](com|net|org|eu|ru|de)$'`
const PUBLIC_NAME = `'[.][a-z]{2,}$'`
const PRIVATE_NAME = `'[.](local|localdomain|lan|internal|intranet|corp|home|private)$'`

/**
 * Makes `backscatter`: roots of mails that nothing but bounces tells of, and that the logged servers never sent. Claimed only where
 * that is proved: each bounce names the Message-ID and when its server took the message, soon after it was written; the addressee's domain
 * is the user's, and the address sends through servers of these logs, all of which were logging before and after that moment; none of them holds
 * the Message-ID, nor a mail of that sender at that time which it could be (one without a known Message-ID, or to the same recipient); and no
 * server reports that is of the logs, of the user's domains, or of an operator through whom he may send.
 */
export async function makeBackscatter(sql: Sql): Promise<void> {
  await sql.run('CREATE OR REPLACE TEMP TABLE backscatter (root BIGINT)')
  await sql.run(CANDIDATES)
  const [any] = await sql.rows('SELECT 1 FROM suspects LIMIT 1')
  if (any !== undefined) {
    await sql.run(SENDING)
    await sql.run(MINUTES)
    for (const contrary of [UNCOVERED, HELD, ALIKE, NAMELESS])
      await sql.run(`DELETE FROM suspects WHERE root IN (SELECT root FROM (${contrary}))`)
    await sql.run('INSERT INTO backscatter SELECT DISTINCT root FROM suspects')
    await dropTables(sql, 'sending', 'sending_minutes')
  }
  await dropTables(sql, 'suspects')
}

/** One row for each moment at which a reporter took a mail that only bounces tell of, to an address of an own domain. */
const CANDIDATES = `CREATE OR REPLACE TEMP TABLE suspects AS
  SELECT DISTINCT root, addressee, message_id, make_timestamp(arrived) AS arrived FROM (
    SELECT d.root, lower(t.sender) AS addressee, t.message_id, e.arrived,
      bool_and(d.alone AND t.agent IN ('dsn', 'text-bounce') AND e.arrived IS NOT NULL AND t.message_id IS NOT NULL AND t.sender LIKE '%@%')
        OVER (PARTITION BY d.root) AS told,
      bool_or(NOT regexp_matches(lower(t.host), ${PUBLIC_NAME}) OR regexp_matches(lower(t.host), ${PRIVATE_NAME})
        OR regexp_matches(lower(t.host), ${SENDS_FOR_OTHERS})
        OR lower(split_part(t.host, '.', 1)) IN (SELECT lower(split_part(host, '.', 1)) FROM lives)
        OR EXISTS (SELECT 1 FROM own_domains o WHERE lower(t.host) = o.domain OR ends_with(lower(t.host), '.' || o.domain)))
        OVER (PARTITION BY d.root) AS ours
    FROM tied d JOIN told t ON t.account = d.account JOIN ${eventsOf('report')} e ON e.ref = t.ref
  ) WHERE told AND NOT ours AND split_part(addressee, '@', -1) IN (SELECT domain FROM own_domains)`

/** The servers that handed on mail of an address. */
const SENDING = `CREATE OR REPLACE TEMP TABLE sending AS
  SELECT DISTINCT l.host, lower(l.sender) AS sender FROM lives l JOIN decided f ON f.life_no = l.life_no
  WHERE f.fate = 'relayed' AND lower(l.sender) IN (SELECT addressee FROM suspects)`

const MINUTES = `CREATE OR REPLACE TEMP TABLE sending_minutes AS
  SELECT DISTINCT e.host, epoch_us(e.time) // 60000000 AS minute FROM ${EVENTS} e
  WHERE e.kind NOT IN ('report', 'registration', 'dmarc', 'tls') AND e.host IN (SELECT host FROM sending)`

/** The address sends through none of them, or one was silent before or after the moment. */
const UNCOVERED = `
  SELECT s.root FROM suspects s LEFT JOIN (
    SELECT s.root, s.arrived, h.host,
      count(*) FILTER (m.minute <= epoch_us(s.arrived) // 60000000 - ${HOUR_MINUTES}) > 0 AND count(*) FILTER (m.minute > epoch_us(s.arrived) // 60000000) > 0 AS covered
    FROM suspects s JOIN sending h ON h.sender = s.addressee
    LEFT JOIN sending_minutes m ON m.host = h.host
      AND m.minute BETWEEN epoch_us(s.arrived) // 60000000 - ${2 * HOUR_MINUTES} AND epoch_us(s.arrived) // 60000000 + ${HOUR_MINUTES}
    GROUP BY ALL
  ) c ON c.root = s.root AND c.arrived = s.arrived GROUP BY s.root, s.arrived HAVING NOT coalesce(bool_and(c.covered), false)`

const HELD = 'SELECT s.root FROM suspects s JOIN lives l ON l.message_id = s.message_id'

const AT_THAT_TIME = `l.first_time <= s.arrived + ${HOUR} AND l.last_time >= s.arrived - ${HOUR}`

/** A server on the way may have given the mail another Message-ID. */
const ALIKE = `
  SELECT s.root FROM suspects s JOIN lives l ON lower(l.sender) = s.addressee AND ${AT_THAT_TIME} WHERE l.message_id IS NULL
  UNION ALL
  SELECT s.root FROM suspects s JOIN lives l ON lower(l.sender) = s.addressee AND ${AT_THAT_TIME}
  JOIN decided f ON f.life_no = l.life_no
  JOIN tied d ON d.root = s.root JOIN told t ON t.account = d.account AND lower(t.recipient) IN (lower(f.recipient), lower(f.original_recipient))`

/** Mails that began before the log: their sender and Message-ID are not known. */
const NAMELESS = `SELECT s.root FROM suspects s JOIN (SELECT * FROM lives WHERE message_id IS NULL AND sender IS NULL) l ON ${AT_THAT_TIME}`

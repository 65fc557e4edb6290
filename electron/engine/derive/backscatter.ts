import { sendsForOthers } from '../../../shared/operators.ts'
import { dropTables, EVENTS, eventsOf, type Sql } from './sql.ts'

/**
 * A mail was under way to the reporter for this long at most (`arrivedMicros`). A server that logged something in each quarter of the hour
 * before that and of the hour after is known to have been logging.
 */
const HOUR_MINUTES = 60
const HOUR = `INTERVAL '${HOUR_MINUTES} minutes'`
const QUARTER_MINUTES = 15

/** Names of hosts in what a header says of a server, in lower case. */
function hostNames(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9.-]+/)
    .filter((word) => word.includes('.'))
}

/** Servers without a public name are taken for the user's own. */
const PUBLIC_NAME = `'[.][a-z]{2,}$'`
const PRIVATE_NAME = `'[.](local|localdomain|lan|internal|intranet|corp|home|private)$'`

/**
 * Makes `backscatter`: roots of mails that nothing but bounces tells of, and that the logged servers never sent. Claimed only where
 * that is proved: each bounce says that the mail failed, names the Message-ID, when its server took the message, soon after it was written,
 * and who handed it in; the addressee's domain is the user's, and the address sends through servers of these logs, all of which were logging,
 * by a clock that is known, in each quarter of the hours before and after that moment; none of them holds the Message-ID, nor a mail of that
 * sender at that time which it could be (one without a known Message-ID, or to the same recipient); and neither the reporter, nor who handed the
 * mail in, nor the Message-ID is of a server of the logs, of the user's domains, of a server to which these logs hand mail, or of an operator
 * through whom he may send.
 */
export async function makeBackscatter(sql: Sql): Promise<void> {
  await sql.run('CREATE OR REPLACE TEMP TABLE backscatter (root BIGINT)')
  const [report] = await sql.rows('SELECT 1 FROM tied LIMIT 1')
  if (report === undefined) return
  await sql.run(CANDIDATES)
  await leaveOutOperators(sql)
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

/** What is said of where a mail came from. */
interface Origin {
  readonly root: number
  readonly words: string
}

/** Leaves out mails of servers through which the user may have sent: an operator's, or one to which the logs hand mail. */
async function leaveOutOperators(sql: Sql): Promise<void> {
  const origins = await sql.rows<Origin>('SELECT root, words FROM suspects')
  const hops = origins.length === 0 ? [] : await sql.rows<{ readonly hop: string }>(NEXT_HOPS)
  const known = new Set(hops.flatMap(({ hop }) => hostNames(hop)))
  const left = origins.filter(({ words }) => hostNames(words).some((name) => sendsForOthers(name) || known.has(name)))
  await sql.run('DELETE FROM suspects WHERE root IN (SELECT unnest($1::BIGINT[]))', [left.map(({ root }) => root)])
}

const NEXT_HOPS = `SELECT DISTINCT lower(split_part(next_hop, '[', 1)) AS hop FROM ${eventsOf('attempt')} WHERE action = 'sent' AND next_hop IS NOT NULL`

/** Whether a text names a host of the logs, or of an own domain. */
const ours = (text: string): string => `(EXISTS (SELECT 1 FROM own_domains o WHERE contains(lower(${text}), o.domain))
  OR EXISTS (SELECT 1 FROM servers v WHERE lower(${text}) = v.name OR contains(lower(${text}), v.name || '.') OR contains(lower(${text}), v.name || ' ')))`

/** One row for each moment at which a reporter took a mail that only bounces tell of, to an address of an own domain. `words`: where it came from. */
const CANDIDATES = `CREATE OR REPLACE TEMP TABLE suspects AS
  WITH servers AS (SELECT DISTINCT lower(split_part(host, '.', 1)) AS name FROM lives WHERE host <> '')
  SELECT DISTINCT root, addressee, message_id, words, make_timestamp(arrived) AS arrived FROM (
    SELECT d.root, lower(t.sender) AS addressee, t.message_id, e.arrived,
      concat_ws(' ', t.host, e.handed_by, split_part(rtrim(t.message_id, '>'), '@', -1)) AS words,
      bool_and(d.alone AND t.agent IN ('dsn', 'text-bounce') AND t.action IN ('bounced', 'expired') AND e.arrived IS NOT NULL AND e.handed_by IS NOT NULL
        AND t.message_id IS NOT NULL AND t.sender LIKE '%@%') OVER (PARTITION BY d.root) AS told,
      bool_or(NOT regexp_matches(lower(t.host), ${PUBLIC_NAME}) OR regexp_matches(lower(t.host), ${PRIVATE_NAME}) OR ${ours('t.host')} OR ${ours('e.handed_by')}
        OR ${ours("split_part(rtrim(t.message_id, '>'), '@', -1)")}
        OR EXISTS (SELECT 1 FROM own_clients c WHERE contains(e.handed_by, '[' || c.ip || ']')))
        OVER (PARTITION BY d.root) AS ours
    FROM tied d JOIN told t ON t.account = d.account JOIN ${eventsOf('report')} e ON e.ref = t.ref
  ) WHERE told AND NOT ours AND split_part(addressee, '@', -1) IN (SELECT domain FROM own_domains)`

/** The servers that handed on mail of an address. */
const SENDING = `CREATE OR REPLACE TEMP TABLE sending AS
  SELECT DISTINCT l.host, lower(l.sender) AS sender FROM lives l JOIN decided f ON f.life_no = l.life_no
  WHERE f.fate = 'relayed' AND lower(l.sender) IN (SELECT addressee FROM suspects)`

/** When they logged; a log whose zone or year was assumed tells nothing of a moment. */
const MINUTES = `CREATE OR REPLACE TEMP TABLE sending_minutes AS
  SELECT DISTINCT e.host, epoch_us(e.time) // 60000000 AS minute FROM ${EVENTS} e JOIN sources s ON s.source = e.source
  WHERE e.kind NOT IN ('report', 'registration', 'dmarc', 'tls') AND e.host IN (SELECT host FROM sending)
    AND s.zone_source <> 'assumed' AND coalesce(s.year_source, '') <> 'assumed'`

/** The address sends through none of them, or one was silent in a quarter of an hour around the moment. */
const UNCOVERED = `
  SELECT s.root FROM suspects s LEFT JOIN (
    SELECT s.root, s.arrived, h.host,
      count(DISTINCT (m.minute - epoch_us(s.arrived) // 60000000 + ${HOUR_MINUTES}) // ${QUARTER_MINUTES}) = ${(2 * HOUR_MINUTES) / QUARTER_MINUTES} AS covered
    FROM suspects s JOIN sending h ON h.sender = s.addressee
    LEFT JOIN sending_minutes m ON m.host = h.host
      AND m.minute >= epoch_us(s.arrived) // 60000000 - ${HOUR_MINUTES} AND m.minute < epoch_us(s.arrived) // 60000000 + ${HOUR_MINUTES}
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

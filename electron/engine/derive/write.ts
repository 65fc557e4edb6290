import { tableSql } from '../schema.ts'
import { LOOPBACK } from './links.ts'
import { dropTables, type Sql } from './sql.ts'

/** Hosts through which Google's customers send: its relay and its submission service. */
const GOOGLE_RELAY = `(lower(e.next_hop) LIKE 'smtp-relay.gmail.com%' OR lower(e.next_hop) LIKE 'smtp.gmail.com%'
  OR lower(e.next_hop) LIKE 'smtp.googlemail.com%' OR (e.next_hop = 'none' AND e.reply LIKE '%smtp-relay.gmail.com%'))`

/** In a report: Google's export tells its own refusals by the client that it names; a bounce comes from who could not deliver; msmtp speaks for a device. */
const REPORT_HOP = `CASE
  WHEN e.agent = 'msmtp' THEN CASE WHEN ${GOOGLE_RELAY} THEN 'device→google' ELSE 'device→own-relay' END
  WHEN e.agent = 'google-email-log-search' AND e.client_ip IS NOT NULL THEN 'own-relay→google'
  WHEN e.agent = 'google-email-log-search' OR contains(lower(e.host), 'google') THEN 'google→destination'
  WHEN ${GOOGLE_RELAY} THEN 'own-relay→google'
  ELSE 'own-relay→destination' END`

/** Who refused whom, or handed on to whom: the remedy belongs to class × hop. */
export const HOP = `CASE
  WHEN e.kind IN ('refusal', 'session') THEN 'device→own-relay'
  WHEN e.kind = 'report' THEN ${REPORT_HOP}
  WHEN e.kind <> 'attempt' THEN NULL
  WHEN r.class = 'next-hop-unknown' THEN 'own-relay→relay'
  WHEN ${GOOGLE_RELAY} THEN 'own-relay→google'
  WHEN e.agent IN ('local', 'virtual', 'pipe', 'discard') OR (e.agent = 'lmtp' AND e.next_hop NOT LIKE '%]:%') OR ${LOOPBACK} THEN 'own-relay'
  WHEN e.next_hop LIKE '%:587' OR e.next_hop LIKE '%:465' THEN 'own-relay→relay'
  WHEN e.next_hop = 'none' AND (e.reply LIKE '%transport unavailable%' OR r.class = 'unknown' OR r.class IS NULL) THEN 'own-relay'
  ELSE 'own-relay→destination' END`

/** Of a delivery `f` that an event `e` with the reply `r` decided. */
export const CLASS = `CASE
  WHEN f.fate IN ('bounced', 'rejected', 'deferred', 'held') THEN CASE WHEN e.kind = 'session' OR e.action = 'canceled' THEN 'network-failure' ELSE r.class END
  WHEN f.fate = 'expired' THEN 'expired' END`

/** Of what was given up or never answered: what the last answer says. */
export const CAUSE = `CASE WHEN f.fate IN ('expired', 'removed', 'unknown') THEN r.class END`

/** Of a delivery `f` of a mail in direction `d`; `c`: whether its mail is an echo. */
export const CONSEQUENCE = `CASE
  WHEN d.direction = 'stranger' OR c.notice IS NOT NULL THEN 'noise'
  WHEN f.fate = 'delivered' THEN 'arrived'
  WHEN f.fate = 'relayed' THEN 'handed-on'
  WHEN f.fate IN ('deferred', 'held', 'quarantined') THEN 'waiting'
  WHEN f.fate IN ('expanded', 'unknown') THEN 'unknown'
  ELSE 'lost' END`

/** 12 characters of base 32 (RFC 4648's extended hex alphabet) over a hash of what the first hop wrote (engine-rules 25). */
const ID = (text: string): string => `lower(to_base(('0x' || substr(md5(${text}), 1, 15))::BIGINT, 32, 12))`

/** Writes `messages`, `legs`, `deliveries` and `aliases` from what was worked out, replacing what stood there. */
export async function writeDerived(sql: Sql): Promise<void> {
  await sql.run(
    'CREATE OR REPLACE TEMP TABLE former AS SELECT m.id, l.host, l.queue_id, l.first_ord FROM messages m JOIN legs l ON l.message = m.no AND l.hop = 0',
  )
  await sql.run(
    'CREATE OR REPLACE TEMP TABLE former_reports AS SELECT m.id, r.source, r.line FROM messages m JOIN reports r ON r.message = m.no',
  )
  await sql.run('CREATE OR REPLACE TEMP TABLE former_aliases AS SELECT * FROM aliases')
  for (const table of ['messages', 'legs', 'reports', 'deliveries', 'aliases'] as const) {
    await sql.run(`DROP TABLE ${table}`)
    await sql.run(`CREATE TABLE ${tableSql(table)}`)
  }
  await makeMails(sql)
  await makeDirections(sql)
  await makeEchoes(sql)
  await writeMessages(sql)
  await dropTables(sql, 'repeated')
  await writeLegs(sql)
  await sql.run('DROP VIEW temp.mails')
  await dropTables(sql, 'lives')
  await writeReports(sql)
  await writeDeliveries(sql)
  await writeAliases(sql)
}

/**
 * Makes `mails`: one row per root with what is known of the mail as a whole, a view, since its rows are wide and as many as lives;
 * `numbers`: its number, in time order.
 */
async function makeMails(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP VIEW mails AS
     SELECT life_no AS root, host, queue_id, first_time, last_time, message_id, sender, size_bytes, recipients AS announced, client_ip, client_name,
       login, helo, subject, arrivals = 0 AS headless, first_seq
     FROM lives WHERE life_no NOT IN (SELECT life_no FROM trees)
     UNION ALL
     SELECT t.root, min_by(l.host, t.hop), min_by(l.queue_id, t.hop), min(l.first_time), max(l.last_time),
       min_by(l.message_id, t.hop) FILTER (l.message_id IS NOT NULL), min_by(l.sender, t.hop) FILTER (l.sender IS NOT NULL),
       min_by(l.size_bytes, t.hop) FILTER (l.size_bytes IS NOT NULL), min_by(l.recipients, t.hop) FILTER (l.recipients IS NOT NULL),
       max(l.client_ip) FILTER (t.hop = 0), max(l.client_name) FILTER (t.hop = 0), max(l.login) FILTER (t.hop = 0), max(l.helo) FILTER (t.hop = 0),
       min_by(l.subject, t.hop) FILTER (l.subject IS NOT NULL), min_by(l.arrivals, t.hop) = 0, min(l.first_seq)
     FROM trees t JOIN lives l ON l.life_no = t.life_no GROUP BY t.root
     UNION ALL
     SELECT root, host, NULL, first_time, last_time, NULL, sender, NULL, NULL, client_ip, client_name, login, helo, NULL, false, first_seq
     FROM refused_mails
     UNION ALL
     SELECT d.root, min(a.host), 'REPORT|' || min(a.message_id), min(a.first_time), max(a.last_time), min(a.message_id), min(a.sender), max(a.size_bytes),
       NULL, max(a.client_ip), NULL, NULL, NULL, NULL, false, min(a.first_seq)
     FROM tied d JOIN accounts a ON a.account = d.account WHERE d.alone GROUP BY d.root`,
  )
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE reported AS
     SELECT d.root, bool_or(d.alone) AS alone, min(a.message_id) AS message_id, min(a.sender) AS sender, min(a.subject) AS subject, max(a.size_bytes) AS size_bytes,
       min(a.direction) AS direction
     FROM tied d JOIN accounts a ON a.account = d.account GROUP BY d.root`,
  )
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE repeated AS
     SELECT root, row_number() OVER (
       PARTITION BY host, queue_id, epoch_us(first_time) // 1000000, CASE WHEN queue_id IS NULL THEN client_ip END, CASE WHEN queue_id IS NULL THEN sender END
       ORDER BY first_seq) AS occurrence
     FROM mails WHERE queue_id IS NULL OR (host, queue_id) IN (SELECT (host, queue_id) FROM reused)`,
  )
  await sql.run(
    'CREATE OR REPLACE TEMP TABLE numbers AS SELECT root, first_time, row_number() OVER (ORDER BY first_time, first_seq) AS no FROM mails',
  )
}

/**
 * Own, inbound, internal, a stranger's, or a notice: by who handed the mail in and where it was to go. Of a mail whose arrival
 * is not in the logs only the latter is known: one that went out is own, one for an own domain is inbound.
 */
async function makeDirections(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE directions AS
     WITH reach AS (
       SELECT f.root, bool_or(o.domain IS NULL) AS outside, bool_and(f.fate = 'rejected') AS refused, count(f.recipient) AS recipients
       FROM decided f LEFT JOIN own_domains o ON o.domain = lower(split_part(f.recipient, '@', -1))
       GROUP BY f.root
     )
     SELECT m.root, greatest(r.recipients, coalesce(m.announced, 0)) AS recipients,
       CASE WHEN n.notice IS NOT NULL OR m.sender = '' THEN 'notice'
         WHEN k.root IS NOT NULL THEN 'stranger'
         WHEN t.alone AND t.direction IS NOT NULL
           THEN CASE WHEN t.direction = 'received' THEN 'inbound' WHEN r.outside OR r.recipients = 0 THEN 'own' ELSE 'internal' END
         WHEN c.ip IS NOT NULL OR (m.login IS NOT NULL AND NOT r.refused) OR (m.client_ip IS NULL AND m.queue_id IS NOT NULL AND (NOT m.headless OR coalesce(r.outside, true)))
           THEN CASE WHEN r.outside OR r.recipients = 0 THEN 'own' ELSE 'internal' END
         WHEN r.refused THEN 'stranger'
         WHEN t.alone AND s.domain IS NOT NULL THEN CASE WHEN r.outside OR r.recipients = 0 THEN 'own' ELSE 'internal' END
         ELSE 'inbound' END AS direction
     FROM mails m JOIN reach r ON r.root = m.root LEFT JOIN own_clients c ON c.ip = m.client_ip LEFT JOIN notices n ON n.notice = m.root
     LEFT JOIN backscatter k ON k.root = m.root LEFT JOIN reported t ON t.root = m.root LEFT JOIN own_domains s ON s.domain = lower(split_part(t.sender, '@', -1))`,
  )
}

/** Makes `echoes`: notices that failed for the cause that they report. Classes as lists: joined by them, the few there are meet each other all. */
async function makeEchoes(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE echoes AS
     WITH failed AS (
       SELECT f.root, list(DISTINCT r.class) AS classes FROM decided f JOIN replies r ON r.signature = f.signature
       WHERE f.fate IN ('bounced', 'rejected', 'expired') AND f.root IN (SELECT notice FROM notices UNION SELECT reported FROM notices) GROUP BY f.root
     )
     SELECT n.notice, min(n.reported) AS reported FROM notices n
     JOIN failed mine ON mine.root = n.notice JOIN failed theirs ON theirs.root = n.reported
     WHERE list_has_any(mine.classes, theirs.classes) GROUP BY n.notice`,
  )
}

async function writeMessages(sql: Sql): Promise<void> {
  const origin = `m.host || '|' || coalesce(m.queue_id, 'NOQUEUE|' || coalesce(m.client_ip, '') || '|' || coalesce(m.sender, ''))`
  await sql.run(
    `INSERT INTO messages
     SELECT s.no, ${ID(`${origin} || '|' || (epoch_us(m.first_time) // 1000000) || '|' || coalesce(p.occurrence, 1)`)}, coalesce(m.message_id, t.message_id), coalesce(m.sender, t.sender),
       m.client_ip, m.client_name, coalesce(m.helo, h.helo), m.login, d.direction, coalesce(m.subject, t.subject), coalesce(m.size_bytes, t.size_bytes), m.first_time, m.last_time, d.recipients,
       b.no, m.headless AND d.direction <> 'notice', x.no
     FROM mails m JOIN numbers s ON s.root = m.root JOIN directions d ON d.root = m.root LEFT JOIN repeated p ON p.root = m.root
     LEFT JOIN reported t ON t.root = m.root
     LEFT JOIN (SELECT root, min(helo) AS helo FROM decisions WHERE helo IS NOT NULL GROUP BY root) h ON h.root = m.root
     LEFT JOIN (SELECT n.notice, s.no FROM notices n JOIN numbers s ON s.root = n.reported) b ON b.notice = m.root
     LEFT JOIN (SELECT e.notice, s.no FROM echoes e JOIN numbers s ON s.root = e.reported) x ON x.notice = m.root ORDER BY s.no`,
  )
}

async function writeLegs(sql: Sql): Promise<void> {
  await sql.run(
    `INSERT INTO legs
     SELECT n.no, 0, l.host, l.queue_id, l.first_ord, l.last_ord, l.first_source, l.last_source, l.pid FROM lives l JOIN numbers n ON n.root = l.life_no
     WHERE l.life_no NOT IN (SELECT life_no FROM trees)
     UNION ALL
     SELECT n.no, (row_number() OVER (PARTITION BY n.no ORDER BY t.hop, l.first_seq) - 1)::INTEGER, l.host, l.queue_id, l.first_ord, l.last_ord,
       l.first_source, l.last_source, l.pid
     FROM trees t JOIN lives l ON l.life_no = t.life_no JOIN numbers n ON n.root = t.root
     UNION ALL
     SELECT n.no, 0, r.host, NULL, r.first_ord, r.last_ord, r.first_source, r.last_source, r.pid FROM refused_mails r JOIN numbers n ON n.root = r.root
     ORDER BY 1, 2`,
  )
}

async function writeReports(sql: Sql): Promise<void> {
  await sql.run(
    `INSERT INTO reports SELECT DISTINCT n.no, t.source, t.line, d.evidence
     FROM told t JOIN tied d ON d.account = t.account JOIN numbers n ON n.root = d.root ORDER BY 1, 2, 3`,
  )
}

/**
 * Each has its place in time; the rows themselves lie as their events do, which is nearly that order. Sorted by it they would
 * be twice the memory: they are wide.
 */
async function writeDeliveries(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE placed AS
     SELECT row_number() OVER () - 1 AS pos, * FROM (
       SELECT f.* EXCLUDE (agent, recipient, original_recipient), n.no FROM decided f JOIN numbers n ON n.root = f.root
       ORDER BY coalesce(f.first_attempt, n.first_time), n.no, f.recipient, coalesce(f.original_recipient, f.donated)
     )`,
  )
  await dropTables(sql, 'decided', 'numbers')
  await sql.run(
    `INSERT INTO deliveries
     SELECT f.pos, f.no, e.recipient, coalesce(e.original_recipient, f.donated), f.fate, coalesce(t.placement, 'not-known'), ${CONSEQUENCE},
       f.evidence, r.no, NULL, ${CLASS}, ${CAUSE}, ${HOP}, f.attempts,
       f.first_attempt, f.last_attempt, e.code, e.dsn, e.reply, e.next_hop, e.source, e.line, t.source, t.line
     FROM placed f JOIN events e ON e.ref = f.ref LEFT JOIN replies r ON r.signature = f.signature
     JOIN directions d ON d.root = f.root LEFT JOIN echoes c ON c.notice = f.root
     LEFT JOIN final_reports t ON t.root = f.root AND t.ref = f.ref`,
  )
}

/** An id of before that no message bears any more goes on as an alias of the message that its first event is in now. */
async function writeAliases(sql: Sql): Promise<void> {
  const [before] = await sql.rows(
    'SELECT 1 FROM former UNION ALL SELECT 1 FROM former_reports UNION ALL SELECT 1 FROM former_aliases LIMIT 1',
  )
  if (before === undefined) return
  await sql.run(
    `INSERT INTO aliases
     WITH gone AS (SELECT f.* FROM former f ANTI JOIN messages m ON m.id = f.id WHERE f.queue_id IS NOT NULL),
     moved AS (
       SELECT g.id AS alias, min(m.id) AS id
       FROM gone g JOIN legs l ON l.host = g.host AND l.queue_id = g.queue_id AND g.first_ord BETWEEN l.first_ord AND l.last_ord
       JOIN messages m ON m.no = l.message GROUP BY g.id
       UNION ALL
       SELECT f.id, min(m.id) FROM former_reports f ANTI JOIN messages o ON o.id = f.id
       JOIN reports r ON r.source = f.source AND r.line = f.line JOIN messages m ON m.no = r.message
       WHERE f.id NOT IN (SELECT id FROM former) GROUP BY f.id
     )
     SELECT alias, id FROM moved
     UNION
     SELECT a.alias, coalesce(v.id, a.id) FROM former_aliases a LEFT JOIN moved v ON v.alias = a.id
     WHERE EXISTS (SELECT 1 FROM messages m WHERE m.id = coalesce(v.id, a.id))`,
  )
}

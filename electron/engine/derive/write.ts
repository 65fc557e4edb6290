import { tableSql } from '../schema.ts'
import { LOOPBACK } from './links.ts'
import type { Sql } from './sql.ts'

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

/** Writes what is derived from what was worked out, replacing what stood there. */
export async function writeDerived(sql: Sql): Promise<void> {
  await sql.run(
    'CREATE OR REPLACE TEMP TABLE former AS SELECT m.id, l.host, l.queue_id, l.first_ord FROM messages m JOIN legs l ON l.message = m.no AND l.hop = 0',
  )
  await sql.run(
    'CREATE OR REPLACE TEMP TABLE former_reports AS SELECT m.id, r.source, r.line FROM messages m JOIN reports r ON r.message = m.no',
  )
  await sql.run('CREATE OR REPLACE TEMP TABLE former_aliases AS SELECT * FROM aliases')
  for (const table of ['messages', 'legs', 'reports', 'deliveries', 'aliases', 'replies'] as const) {
    await sql.run(`DROP TABLE ${table}`)
    await sql.run(`CREATE TABLE ${tableSql(table)}`)
  }
  await sql.run('DELETE FROM settings WHERE key IN (SELECT key FROM guessed)')
  await sql.run('INSERT INTO settings SELECT * FROM guessed')
  await sql.run('INSERT INTO replies SELECT * FROM judged')
  await writeMessages(sql)
  await writeLegs(sql)
  await writeReports(sql)
  await writeDeliveries(sql)
  await writeAliases(sql)
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

/** The rows lie as their events do, which is nearly their order: sorted by it they would be twice the memory, as they are wide. */
async function writeDeliveries(sql: Sql): Promise<void> {
  await sql.run(
    `INSERT INTO deliveries
     SELECT f.pos, f.no, e.recipient, coalesce(e.original_recipient, f.donated), f.fate, coalesce(t.placement, 'not-known'), ${CONSEQUENCE},
       f.evidence, r.no, NULL, ${CLASS}, ${CAUSE}, ${HOP}, f.attempts,
       f.first_attempt, f.last_attempt, e.code, e.dsn, e.reply, e.next_hop, e.source, e.line, t.source, t.line
     FROM placed f JOIN events e ON e.ref = f.ref LEFT JOIN judged r ON r.no = f.reply_no
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

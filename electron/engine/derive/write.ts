import { derivedTables } from '../schema.ts'
import { LOOPBACK } from './links.ts'
import type { Sql } from './sql.ts'

/** Hosts through which Google's customers send: its relay and its submission service. */
const GOOGLE_RELAY = `(lower(e.next_hop) LIKE 'smtp-relay.gmail.com%' OR lower(e.next_hop) LIKE 'smtp.gmail.com%'
  OR lower(e.next_hop) LIKE 'smtp.googlemail.com%' OR (e.next_hop = 'none' AND e.reply LIKE '%smtp-relay.gmail.com%'))`

/** Who refused whom, or handed on to whom: the remedy belongs to class × hop. */
const HOP = `CASE
  WHEN e.kind IN ('refusal', 'session') THEN 'device→own-relay'
  WHEN e.kind <> 'attempt' THEN NULL
  WHEN ${GOOGLE_RELAY} THEN 'own-relay→google'
  WHEN e.agent IN ('local', 'virtual', 'pipe', 'discard') OR (e.agent = 'lmtp' AND e.next_hop NOT LIKE '%]:%') OR ${LOOPBACK} THEN 'own-relay'
  WHEN e.next_hop LIKE '%:587' OR e.next_hop LIKE '%:465' THEN 'own-relay→relay'
  WHEN e.next_hop = 'none' AND (e.reply LIKE '%transport unavailable%' OR r.class = 'unknown' OR r.class IS NULL) THEN 'own-relay'
  ELSE 'own-relay→destination' END`

/** 12 characters of Crockford's base 32 over a hash of what the first hop wrote (engine-rules 25). */
const ID = (text: string): string =>
  `translate(lower(to_base(('0x' || substr(md5(${text}), 1, 15))::BIGINT, 32, 12)), 'ijklmnopqrstuv', 'jkmnpqrstvwxyz')`

/** Writes `messages`, `legs`, `deliveries` and `aliases` from what was worked out, replacing what stood there. */
export async function writeDerived(sql: Sql): Promise<void> {
  await sql.run(
    'CREATE OR REPLACE TEMP TABLE former AS SELECT m.id, l.first_source, l.first_line FROM messages m JOIN legs l ON l.message = m.no AND l.hop = 0',
  )
  await sql.run('CREATE OR REPLACE TEMP TABLE former_aliases AS SELECT * FROM aliases')
  for (const table of ['messages', 'legs', 'deliveries', 'aliases'] as const) {
    await sql.run(`DROP TABLE ${table}`)
    await sql.run(`CREATE TABLE ${table} (${derivedTables[table]})`)
  }
  await makeMails(sql)
  await makeAnswers(sql)
  await writeMessages(sql)
  await writeLegs(sql)
  await writeDeliveries(sql)
  await writeAliases(sql)
}

/** Makes `mails`: one row per root with what is known of the mail as a whole, its number and its id. */
async function makeMails(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE mails AS
     WITH known AS (
       SELECT t.root, min_by(l.message_id, t.hop) FILTER (l.message_id IS NOT NULL) AS message_id,
         min_by(coalesce(l.sender, l.arrival.sender), t.hop) FILTER (l.sender IS NOT NULL OR l.arrival.sender IS NOT NULL) AS sender,
         min_by(l.size_bytes, t.hop) FILTER (l.size_bytes IS NOT NULL) AS size_bytes,
         min(l.first_time) AS first_time, max(l.last_time) AS last_time,
         min_by(l.recipients, t.hop) FILTER (l.recipients IS NOT NULL) AS announced
       FROM trees t JOIN lives l ON l.life_no = t.life_no GROUP BY t.root
     ), helos AS (SELECT root, min(helo) AS helo FROM decisions WHERE helo IS NOT NULL GROUP BY root),
     mixed AS (
       SELECT k.root, l.host, l.queue_id, l.first_time AS started, k.first_time, k.last_time, k.message_id, k.sender, k.size_bytes, k.announced,
         l.arrival.ip AS client_ip, l.arrival.name AS client_name, h.helo, l.arrival.login AS login, l.arrivals = 0 AS no_arrival,
         md5(l.host || '|' || l.queue_id) AS origin, l.first_seq
       FROM known k JOIN lives l ON l.life_no = k.root LEFT JOIN helos h ON h.root = k.root
       UNION ALL
       SELECT root, host, NULL, first_time, first_time, last_time, NULL, sender, NULL, NULL, client_ip, client_name, helo, login, false,
         md5(host || '|NOQUEUE|' || pid || '|' || coalesce(client_ip, '') || '|' || coalesce(sender, '')), first_seq
       FROM refused_mails
     ), numbered AS (
       SELECT *, row_number() OVER (PARTITION BY origin, epoch_us(started) // 1000000 ORDER BY first_seq) AS occurrence FROM mixed
     )
     SELECT *, row_number() OVER (ORDER BY first_time, first_seq) AS no,
       ${ID(`origin || '|' || (epoch_us(started) // 1000000) || '|' || occurrence`)} AS id
     FROM numbered`,
  )
}

/** Makes `answers`: finals with the deciding event's facts and the verdict on its reply. */
async function makeAnswers(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE answers AS
     SELECT f.root, f.recipient, f.original_recipient, f.fate, f.evidence, f.attempts, coalesce(f.first_attempt, e.time) AS first_attempt,
       coalesce(f.last_attempt, e.time) AS last_attempt, f.attempts > 0 AS tried, e.code, e.dsn, e.reply, e.next_hop, e.source, e.line, r.no AS reply_no,
       CASE WHEN f.fate IN ('bounced', 'rejected', 'deferred', 'held') THEN
           CASE WHEN e.kind = 'session' OR e.action = 'canceled' THEN 'network-failure' ELSE r.class END
         WHEN f.fate = 'expired' THEN 'expired' END AS class,
       CASE WHEN f.fate IN ('expired', 'removed', 'unknown') THEN r.class END AS cause, ${HOP} AS hop
     FROM finals f JOIN events e ON e.rowid = f.ref LEFT JOIN replies r ON r.signature = e.signature`,
  )
}

/** Own, inbound, internal, a stranger's, or a notice: by who handed the mail in and where it was to go. */
async function writeMessages(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE directions AS
     WITH reach AS (
       SELECT a.root, bool_or(o.domain IS NULL) AS outside, bool_and(a.fate = 'rejected') AS refused, count(a.recipient) AS recipients
       FROM answers a LEFT JOIN own_domains o ON o.domain = regexp_extract(lower(a.recipient), '@([^@]+)$', 1)
       GROUP BY a.root
     )
     SELECT m.root, greatest(r.recipients, coalesce(m.announced, 0)) AS recipients,
       CASE WHEN n.notice IS NOT NULL OR m.sender = '' THEN 'notice'
         WHEN c.ip IS NOT NULL OR (m.login IS NOT NULL AND NOT r.refused) OR (m.client_ip IS NULL AND m.queue_id IS NOT NULL)
           THEN CASE WHEN r.outside OR r.recipients = 0 THEN 'own' ELSE 'internal' END
         WHEN r.refused THEN 'stranger'
         ELSE 'inbound' END AS direction
     FROM mails m JOIN reach r ON r.root = m.root LEFT JOIN own_clients c ON c.ip = m.client_ip LEFT JOIN notices n ON n.notice = m.root`,
  )
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE echoes AS
     WITH failed AS (SELECT DISTINCT root, coalesce(cause, class) AS class FROM answers WHERE fate IN ('bounced', 'rejected', 'expired'))
     SELECT n.notice, min(n.reported) AS reported FROM notices n
     JOIN failed mine ON mine.root = n.notice JOIN failed theirs ON theirs.root = n.reported AND theirs.class = mine.class GROUP BY n.notice`,
  )
  await sql.run(
    `INSERT INTO messages
     SELECT m.no, m.id, m.message_id, m.sender, m.client_ip, m.client_name, m.helo, m.login, d.direction, NULL, m.size_bytes, m.first_time,
       m.last_time, d.recipients, b.no, m.no_arrival AND d.direction <> 'notice', x.no
     FROM mails m JOIN directions d ON d.root = m.root
     LEFT JOIN notices n ON n.notice = m.root LEFT JOIN mails b ON b.root = n.reported
     LEFT JOIN echoes e ON e.notice = m.root LEFT JOIN mails x ON x.root = e.reported ORDER BY m.no`,
  )
}

async function writeLegs(sql: Sql): Promise<void> {
  await sql.run(
    `INSERT INTO legs
     SELECT l.message, l.hop, l.host, l.queue_id, f.ord, t.ord, f.source, f.line, t.source, t.line, f.pid
     FROM (
       SELECT m.no AS message, (row_number() OVER (PARTITION BY m.no ORDER BY tr.hop, l.first_seq) - 1)::INTEGER AS hop, l.host, l.queue_id, l.first_ref, l.last_ref
       FROM trees tr JOIN lives l ON l.life_no = tr.life_no JOIN mails m ON m.root = tr.root
       UNION ALL
       SELECT m.no, 0, r.host, NULL, r.first_ref, r.last_ref FROM refused_mails r JOIN mails m ON m.root = r.root
     ) l JOIN events f ON f.rowid = l.first_ref JOIN events t ON t.rowid = l.last_ref ORDER BY l.message, l.hop`,
  )
}

async function writeDeliveries(sql: Sql): Promise<void> {
  await sql.run(
    `INSERT INTO deliveries
     SELECT row_number() OVER (ORDER BY a.first_attempt, m.no, a.recipient, a.original_recipient) - 1, m.no, a.recipient, a.original_recipient,
       a.fate, 'not-known',
       CASE WHEN d.direction = 'stranger' OR e.notice IS NOT NULL THEN 'noise'
         WHEN a.fate = 'delivered' THEN 'arrived' WHEN a.fate = 'relayed' THEN 'handed-on' WHEN a.fate IN ('deferred', 'held', 'quarantined') THEN 'waiting'
         WHEN a.fate IN ('expanded', 'unknown') THEN 'unknown' ELSE 'lost' END,
       a.evidence, a.reply_no, NULL, a.class, a.cause, a.hop, a.attempts, CASE WHEN a.tried THEN a.first_attempt END,
       CASE WHEN a.tried THEN a.last_attempt END, a.code, a.dsn, a.reply, a.next_hop, a.source, a.line
     FROM answers a JOIN mails m ON m.root = a.root JOIN directions d ON d.root = a.root LEFT JOIN echoes e ON e.notice = a.root
     ORDER BY 1`,
  )
}

/** An id of before that no message bears any more goes on as an alias of the message that its first line is in now. */
async function writeAliases(sql: Sql): Promise<void> {
  await sql.run(
    `INSERT INTO aliases
     WITH gone AS (SELECT f.* FROM former f ANTI JOIN messages m ON m.id = f.id),
     moved AS (
       SELECT g.id AS alias, min(m.id) AS id
       FROM gone g JOIN events e ON e.source = g.first_source AND e.line = g.first_line
       JOIN legs l ON l.host = e.host AND l.queue_id = e.queue_id AND e.ord BETWEEN l.first_ord AND l.last_ord
       JOIN messages m ON m.no = l.message GROUP BY g.id
     )
     SELECT alias, id FROM moved
     UNION
     SELECT a.alias, coalesce(v.id, a.id) FROM former_aliases a LEFT JOIN moved v ON v.alias = a.id
     WHERE EXISTS (SELECT 1 FROM messages m WHERE m.id = coalesce(v.id, a.id))`,
  )
}

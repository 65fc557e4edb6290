import { dropTables, type Sql } from './sql.ts'

/** Puts together what is known of each mail as a whole, and each delivery at its place: what is left is to write it. */
export async function makeMails(sql: Sql): Promise<void> {
  await makeView(sql)
  await makeDirections(sql)
  await makeEchoes(sql)
  await placeDeliveries(sql)
}

/**
 * Makes `mails`: one row per root with what is known of the mail as a whole, a view, since its rows are wide and as many as lives;
 * `numbers`: its number, in time order.
 */
async function makeView(sql: Sql): Promise<void> {
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
       SELECT f.root, list(DISTINCT r.class) AS classes FROM decided f JOIN judged r ON r.signature = f.signature
       WHERE f.fate IN ('bounced', 'rejected', 'expired') AND f.root IN (SELECT notice FROM notices UNION SELECT reported FROM notices) GROUP BY f.root
     )
     SELECT n.notice, min(n.reported) AS reported FROM notices n
     JOIN failed mine ON mine.root = n.notice JOIN failed theirs ON theirs.root = n.reported
     WHERE list_has_any(mine.classes, theirs.classes) GROUP BY n.notice`,
  )
}

/** Makes `placed`: the deliveries, each with its place in time. */
async function placeDeliveries(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE placed AS
     SELECT row_number() OVER () - 1 AS pos, * FROM (
       SELECT f.* EXCLUDE (agent, recipient, original_recipient, signature), n.no, r.no AS reply_no
       FROM decided f JOIN numbers n ON n.root = f.root LEFT JOIN judged r ON r.signature = f.signature
       ORDER BY coalesce(f.first_attempt, n.first_time), n.no, f.recipient, coalesce(f.original_recipient, f.donated)
     )`,
  )
  await dropTables(sql, 'decided')
}

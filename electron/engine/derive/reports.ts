import { dropTables, eventsOf, type Sql } from './sql.ts'

/** Longest time between the log's last line about a mail and a report on it (engine-rules 24). */
const LATEST = "INTERVAL '5 days'"
/** How far a reporter's clock may be behind. */
const EARLIEST = "INTERVAL '5 minutes'"

/**
 * Ties what other systems report (exports, bounces) to the mails of the logs, and lets it say what the logs cannot.
 *
 * Makes `told`: one row per report event with its account, which is what one reporter says of one mail; `tied`: account → root,
 * with `evidence`; a root of its own where no log and no other report holds the mail (`alone`); `final_reports`: what was
 * reported on a row of `finals`. Changes and adds to `finals`.
 */
export async function makeReports(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE told AS
     SELECT min(ref) OVER (PARTITION BY host, coalesce(message_id, ''), coalesce(queue_id, ''),
         CASE WHEN message_id IS NULL AND queue_id IS NULL THEN {source: source, line: line} END) AS account,
       ref, seq, time, source, line, host, action, agent, queue_id, message_id, sender, recipient, client_ip, code, subject, size_bytes,
       placement, direction
     FROM ${eventsOf('report')}`,
  )
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE accounts AS
     SELECT account, min(host) AS host, min(queue_id) AS queue_id, min(message_id) AS message_id, min(sender) AS sender, max(client_ip) AS client_ip,
       max(size_bytes) AS size_bytes, min(subject) AS subject, min(direction) AS direction, min(time) AS first_time, max(time) AS last_time,
       min(seq) AS first_seq, count(recipient) = 0 AS nameless
     FROM told GROUP BY account`,
  )
  await sql.run('CREATE OR REPLACE TEMP TABLE tied (account BIGINT, root BIGINT, evidence VARCHAR, alone BOOLEAN)')
  const [any] = await sql.rows('SELECT 1 FROM accounts LIMIT 1')
  if (any !== undefined) {
    await tieByQueueId(sql)
    await tieByMessageId(sql)
    await tieByTraits(sql)
    await tieByRefusal(sql)
    await tieToEachOther(sql)
  }
  await makeSaid(sql)
  await amendFinals(sql)
  await dropTables(sql, 'said')
}

const untied = 'NOT EXISTS (SELECT 1 FROM tied d WHERE d.account = a.account)'

/**
 * The reporter is a host of the logs and names its queue id: the latest life of that id before the report. Exim's own files name no
 * host, but its ids (`1vwDhn-0003ab-D3`) hold the second.
 */
async function tieByQueueId(sql: Sql): Promise<void> {
  await sql.run(
    `INSERT INTO tied
     SELECT a.account, arg_max(coalesce(t.root, l.life_no), l.first_seq), 'proved', false
     FROM accounts a JOIN lives l ON l.queue_id = a.queue_id LEFT JOIN trees t ON t.life_no = l.life_no
     WHERE (lower(split_part(l.host, '.', 1)) = lower(split_part(a.host, '.', 1)) OR (l.host = '' AND l.queue_id LIKE '______-%'))
       AND l.first_time <= a.last_time + ${EARLIEST}
     GROUP BY a.account`,
  )
  // A host may call itself otherwise in its mails than in its log: then a recipient must agree as well.
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE candidates AS
     SELECT DISTINCT a.account, coalesce(t.root, l.life_no) AS root
     FROM accounts a JOIN lives l ON l.queue_id = a.queue_id LEFT JOIN trees t ON t.life_no = l.life_no
     WHERE ${untied} AND l.first_time <= a.last_time + ${EARLIEST} AND a.first_time <= l.last_time + ${LATEST}`,
  )
  await tieCandidates(sql, 'proved', 'c.shares')
}

/** Of several mails with one Message-ID only the one that has a reported recipient; where that does not tell, none. */
async function tieByMessageId(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE candidates AS
     SELECT DISTINCT a.account, coalesce(t.root, l.life_no) AS root
     FROM accounts a JOIN lives l ON l.message_id = a.message_id LEFT JOIN trees t ON t.life_no = l.life_no
     WHERE ${untied} AND l.first_time <= a.last_time + ${EARLIEST} AND a.first_time <= l.last_time + ${LATEST}`,
  )
  await tieCandidates(sql, 'proved', 'true')
}

/** Google put its own id in place of a missing or broken one: sender, recipient, size and time agree. */
async function tieByTraits(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE candidates AS
     SELECT DISTINCT a.account, coalesce(t.root, l.life_no) AS root
     FROM accounts a JOIN lives l ON lower(l.sender) = lower(a.sender) LEFT JOIN trees t ON t.life_no = l.life_no
     WHERE ${untied} AND a.message_id IS NULL AND NOT a.nameless AND a.first_time BETWEEN l.first_time - ${EARLIEST} AND l.last_time + ${EARLIEST}
       AND abs(l.size_bytes - a.size_bytes) <= l.size_bytes * 0.05`,
  )
  await tieCandidates(sql, 'inferred', 'c.shares')
}

/** Ties each account that has one candidate, or one that shares a recipient with it. */
async function tieCandidates(sql: Sql, evidence: 'proved' | 'inferred', condition: string): Promise<void> {
  await sql.run(
    `INSERT INTO tied
     WITH recipients AS (
       SELECT DISTINCT f.root, unnest([lower(e.recipient), lower(e.original_recipient)]) AS rkey
       FROM finals f JOIN events e ON e.ref = f.ref WHERE f.root IN (SELECT root FROM candidates)
     ), marked AS (
       SELECT c.account, c.root, bool_or(r.rkey IS NOT NULL) AS shares
       FROM candidates c JOIN told t ON t.account = c.account LEFT JOIN recipients r ON r.root = c.root AND r.rkey = lower(t.recipient)
       GROUP BY c.account, c.root
     ), counted AS (
       SELECT *, count(*) OVER (PARTITION BY account) AS roots, count(*) FILTER (shares) OVER (PARTITION BY account) AS sharing FROM marked
     )
     SELECT c.account, c.root, '${evidence}', false FROM counted c
     WHERE (c.roots = 1 OR (c.shares AND c.sharing = 1)) AND ${condition}`,
  )
  await dropTables(sql, 'candidates')
}

/** After so many rounds the rest stays on its own: each ties the nearest pairs, so few are needed. */
const ROUNDS = 20

/**
 * A mail that the reporter refused or put off before it had an id: the refusal that a log of ours holds of the same code, nearest
 * in time within two minutes, each of the other. What is left without its nearest is asked again among what is left.
 */
async function tieByRefusal(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE near AS
     WITH theirs AS (
       SELECT t.account, t.code, t.time, unnest(range(epoch_us(t.time) // 120000000 - 1, epoch_us(t.time) // 120000000 + 2)) AS slot
       FROM told t JOIN accounts a ON a.account = t.account
       WHERE ${untied} AND a.message_id IS NULL AND a.nameless AND t.action IN ('rejected', 'deferred')
     ), ours AS (
       SELECT coalesce(t.root, l.life_no) AS root, e.ref, e.code, e.time, epoch_us(e.time) // 120000000 AS slot
       FROM ${eventsOf('attempt')} e LEFT JOIN life_of_ref r ON r.ref = e.ref
       JOIN lives l ON l.host = e.host AND l.queue_id = e.queue_id AND l.life = coalesce(r.life, 1)
       LEFT JOIN trees t ON t.life_no = l.life_no
       WHERE e.signature IS NOT NULL AND e.code IN (SELECT code FROM theirs)
         AND (contains(lower(e.next_hop), 'gmail.com') OR contains(lower(e.next_hop), 'google'))
     )
     SELECT t.account, o.root, o.ref, abs(epoch_us(t.time) - epoch_us(o.time)) AS apart
     FROM theirs t JOIN ours o ON o.code = t.code AND o.slot = t.slot WHERE abs(epoch_us(t.time) - epoch_us(o.time)) <= 120000000`,
  )
  for (let round = 0; round < ROUNDS; round++) {
    await sql.run(
      `CREATE OR REPLACE TEMP TABLE nearest AS
       WITH ranked AS (
         SELECT *, row_number() OVER (PARTITION BY account ORDER BY apart, ref) AS mine, row_number() OVER (PARTITION BY ref ORDER BY apart, account) AS its
         FROM near
       )
       SELECT account, root, ref FROM ranked WHERE mine = 1 AND its = 1`,
    )
    const [some] = await sql.rows('SELECT 1 FROM nearest LIMIT 1')
    if (some === undefined) break
    await sql.run("INSERT INTO tied SELECT account, min(root), 'inferred', false FROM nearest GROUP BY account")
    await sql.run('DELETE FROM near WHERE account IN (SELECT account FROM nearest) OR ref IN (SELECT ref FROM nearest)')
  }
  await dropTables(sql, 'near', 'nearest')
}

/** What is left has no line in the logs: reports with one Message-ID are of one mail. */
async function tieToEachOther(sql: Sql): Promise<void> {
  await sql.run(
    `INSERT INTO tied
     SELECT a.account, min(a.account) OVER (PARTITION BY coalesce(a.message_id, CAST(a.account AS VARCHAR))), 'proved', true
     FROM accounts a WHERE ${untied}`,
  )
}

/** Makes `said`: the last word about each recipient. Of one second, what is final comes after what goes on. */
async function makeSaid(sql: Sql): Promise<void> {
  const place = `(epoch_us(t.time) // 1000000, CASE t.action WHEN 'accepted' THEN 0 WHEN 'deferred' THEN 1 WHEN 'expanded' THEN 2 ELSE 3 END, t.seq)`
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE said AS
     SELECT d.root, d.alone, lower(t.recipient) AS rkey, arg_max(t.ref, ${place}) AS ref, arg_max(t.action, ${place}) AS action,
       min(t.time) AS first_time, max(t.time) AS last_time, greatest(count(*) FILTER (t.action <> 'accepted'), 1) AS attempts,
       bool_or(d.evidence = 'inferred') AS inferred, max(t.code) AS code, bool_and(t.agent = 'dovecot') AS mailbox,
       arg_max(t.placement, ${place}) FILTER (t.placement IS NOT NULL) AS placement,
       arg_max({source: t.source, line: t.line}, ${place}) AS place
     FROM told t JOIN tied d ON d.account = t.account GROUP BY d.root, d.alone, rkey`,
  )
}

/** A later report decides what the logs leave open: whether a mail that was handed on arrived, and what became of one that waited. */
const amended = `CASE
  WHEN f.fate IN ('relayed', 'unknown', 'deferred') AND s.action IN ('bounced', 'expired') AND NOT s.older THEN s.action
  WHEN f.fate IN ('relayed', 'unknown', 'deferred') AND s.action IN ('delivered', 'quarantined') THEN s.action
  WHEN f.fate IN ('unknown', 'deferred') AND s.action IN ('relayed', 'accepted') AND NOT s.older THEN 'relayed'
  WHEN f.fate IN ('relayed', 'unknown') AND s.action = 'deferred' AND s.last_time > f.last_attempt THEN 'deferred'
  ELSE f.fate END`

/** The owner of a mailbox may be known to the log by another address: he is no further recipient. A report on an address that stands for several (an alias) is about those of them that ended as it says. */
async function amendFinals(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE final_reports AS
     WITH met AS (
       SELECT f.rowid AS final_row, f.root, f.ref, f.fate, s.* EXCLUDE (root, ref), s.ref AS report, coalesce(s.last_time < f.last_attempt - ${EARLIEST}, false) AS older, f.last_attempt
       FROM finals f JOIN said s ON s.root = f.root JOIN events e ON e.ref = f.ref
       WHERE s.rkey = lower(e.recipient) OR s.rkey = lower(e.original_recipient) OR (s.rkey IS NULL AND NOT s.alone AND e.code = s.code)
       QUALIFY s.rkey IS NULL OR s.rkey = lower(e.recipient) OR f.fate = s.action OR count(*) OVER (PARTITION BY f.root, s.rkey) = 1
     ), one AS (SELECT * FROM met QUALIFY row_number() OVER (PARTITION BY final_row ORDER BY rkey IS NULL, last_time DESC, report DESC) = 1)
     SELECT s.final_row, s.root, s.rkey, s.ref, s.fate AS old_fate, ${amended.replaceAll('f.', 's.')} AS fate, s.report, s.inferred, s.placement, s.place.source AS source,
       s.place.line AS line
     FROM one s`,
  )
  await sql.run(
    `UPDATE finals SET fate = r.fate, ref = r.report, evidence = CASE WHEN r.inferred THEN 'inferred' WHEN r.fate = 'deferred' THEN 'open' ELSE 'proved' END
     FROM final_reports r WHERE finals.rowid = r.final_row AND r.fate <> r.old_fate`,
  )
  await sql.run(`UPDATE final_reports SET ref = report WHERE fate <> old_fate`)
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE added AS
     SELECT * FROM said s WHERE (s.alone OR (s.rkey IS NOT NULL AND NOT s.mailbox))
       AND NOT EXISTS (SELECT 1 FROM final_reports r WHERE r.root = s.root AND r.rkey IS NOT DISTINCT FROM s.rkey)
       AND NOT (s.rkey IS NULL AND EXISTS (SELECT 1 FROM said o WHERE o.root = s.root AND o.rkey IS NOT NULL))`,
  )
  await sql.run(
    `DELETE FROM finals WHERE fate = 'unknown' AND root IN (SELECT root FROM added)
       AND ref IN (SELECT f.ref FROM finals f JOIN events e ON e.ref = f.ref WHERE e.recipient IS NULL AND f.root IN (SELECT root FROM added))`,
  )
  await sql.run(
    `INSERT INTO finals
     SELECT root, NULL, ref, NULL, attempts, first_time, last_time, CASE WHEN action = 'accepted' THEN 'unknown' ELSE action END,
       CASE WHEN action IN ('accepted', 'deferred') THEN 'open' WHEN inferred THEN 'inferred' ELSE 'proved' END
     FROM added`,
  )
  await sql.run(
    'INSERT INTO final_reports SELECT NULL, root, rkey, ref, NULL, NULL, ref, inferred, placement, place.source, place.line FROM added',
  )
  await dropTables(sql, 'added')
}

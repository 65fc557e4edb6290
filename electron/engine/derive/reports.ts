import { mappedFormats } from '../../../shared/mapping/format.ts'
import { EARLIEST, LATEST, LEFT, tieAccounts } from './report-ties.ts'
import { dropTables, eventsOf, type Sql } from './sql.ts'

/**
 * Ties what other systems report (exports, bounces) to the mails of the logs, and lets it say what the logs cannot.
 *
 * Makes `told`: one row per report event with its account, which is what one reporter says of one mail; `tied`: account → root,
 * with `evidence`; a root of its own where no log and no other report holds the mail (`alone`); `final_reports`: what was
 * reported on a row of `finals`. Changes and adds to `finals`.
 */
export async function makeReports(sql: Sql): Promise<void> {
  await makeTold(sql)
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE accounts AS
     SELECT account, min(host) AS host, min(queue_id) AS queue_id, min(message_id) AS message_id, min(sender) AS sender, max(client_ip) AS client_ip,
       max(size_bytes) AS size_bytes, min(subject) AS subject, min(direction) AS direction, min(time) AS first_time, max(time) AS last_time,
       min(seq) AS first_seq, count(recipient) = 0 AS nameless, bool_or(action IN (${LEFT})) AS ended
     FROM told GROUP BY account`,
  )
  await sql.run('CREATE OR REPLACE TEMP TABLE tied (account BIGINT, root BIGINT, evidence VARCHAR, alone BOOLEAN)')
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE final_reports (final_row BIGINT, root BIGINT, rkey VARCHAR, ref BIGINT, old_fate VARCHAR, fate VARCHAR,
       report BIGINT, inferred BOOLEAN, placement VARCHAR, source INTEGER, line BIGINT)`,
  )
  const [any] = await sql.rows('SELECT 1 FROM accounts LIMIT 1')
  if (any === undefined) return
  await tieAccounts(sql)
  await makeSaid(sql)
  await amendFinals(sql)
  await dropTables(sql, 'said')
}

/** Formats that the user has described: nobody knows how long an id of theirs is one mail's. */
const DESCRIBED = mappedFormats.map(({ id }) => `'${id}'`).join(', ')

/**
 * Makes `told`. An event without a Message-ID has that of the others of its queue id. Without a queue id, what is taken in after the
 * last one has left is another mail with the same Message-ID, and so is what is taken in again for a recipient whose mail is put off
 * since, and what comes after a long silence. A described log may give a queue id again: to another sender, also of another system
 * meanwhile, or after a long silence. Its events that name no sender are of the one before them, else behind.
 */
async function makeTold(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE heard AS
     WITH mixed AS (
       SELECT host, queue_id FROM ${eventsOf('report')} WHERE queue_id IS NOT NULL GROUP BY ALL HAVING count(message_id) > 0 AND count(message_id) < count(*)
     ), near AS (
       SELECT e.ref, e.message_id, min(e.message_id) OVER near AS least, max(e.message_id) OVER near AS most
       FROM ${eventsOf('report')} e SEMI JOIN mixed m ON m.host = e.host AND m.queue_id = e.queue_id
       WINDOW near AS (PARTITION BY e.host, e.queue_id ORDER BY e.time RANGE BETWEEN ${LATEST} PRECEDING AND ${LATEST} FOLLOWING)
     )
     SELECT e.* REPLACE (coalesce(e.message_id, n.least) AS message_id)
     FROM ${eventsOf('report')} e LEFT JOIN near n ON n.ref = e.ref AND n.message_id IS NULL AND n.least = n.most`,
  )
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE told AS
     WITH owned AS (
       SELECT *, CASE WHEN queue_id IS NOT NULL AND agent IN (${DESCRIBED}) THEN coalesce(last_value(lower(sender) IGNORE NULLS) OVER (its ROWS UNBOUNDED PRECEDING),
           first_value(lower(sender) IGNORE NULLS) OVER (its ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)) END AS owner
       FROM heard WINDOW its AS (PARTITION BY host, message_id, queue_id ORDER BY time, seq)
     ), again AS (
       SELECT *, CASE WHEN queue_id IS NULL AND message_id IS NOT NULL AND (time > lag(time) OVER said + ${LATEST}
           OR (action = 'accepted' AND time > lag(time) OVER said + ${EARLIEST} AND (lag(action) OVER said IN (${LEFT})
             OR (lag(action) OVER own = 'deferred' AND count(*) FILTER (action = 'accepted') OVER own > 1))))
           OR queue_id IS NOT NULL AND agent IN (${DESCRIBED}) AND time > lag(time) OVER said + ${LATEST} THEN 1 ELSE 0 END AS begins
       FROM owned WINDOW said AS (PARTITION BY host, message_id, queue_id, owner ORDER BY time, seq),
         own AS (PARTITION BY host, message_id, queue_id, lower(recipient) ORDER BY time, seq)
     ), mails AS (
       SELECT *, sum(begins) OVER (PARTITION BY host, message_id, queue_id, owner ORDER BY time, seq) AS nth FROM again
     )
     SELECT min(ref) OVER (PARTITION BY host, coalesce(message_id, ''), coalesce(queue_id, ''), coalesce(owner, ''), nth,
         CASE WHEN message_id IS NULL AND queue_id IS NULL THEN {source: source, line: line} END) AS account,
       ref, seq, time, source, line, host, action, agent, queue_id, message_id, sender, recipient, client_ip, next_hop, code, reply, subject, size_bytes,
       placement, direction
     FROM mails`,
  )
  await dropTables(sql, 'heard')
}

/**
 * Makes `said`: the last word about each recipient. Of one second, what is final comes after what goes on. That a mail was taken in is
 * no word after it has left, and said too late by whose clock is ahead. Attempts are those of the reporter who saw most: others saw the same.
 */
async function makeSaid(sql: Sql): Promise<void> {
  const taken = `t.action = 'accepted'`
  const place = `(NOT (t.has_left AND ${taken}), epoch_us(t.time - CASE WHEN ${taken} THEN ${EARLIEST} ELSE INTERVAL '0 seconds' END) // 1000000,
    CASE t.action WHEN 'accepted' THEN 0 WHEN 'deferred' THEN 1 WHEN 'expanded' THEN 2 ELSE 3 END, t.seq)`
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE said AS
     WITH counted AS (
       SELECT t.*, d.root, d.alone, d.evidence, bool_or(t.action IN (${LEFT})) OVER (PARTITION BY d.root, lower(t.recipient)) AS has_left,
         greatest(1, count(*) FILTER (t.action = 'deferred') OVER own + max((t.action NOT IN ('accepted', 'deferred', 'expanded'))::INTEGER) OVER own) AS tried
       FROM told t JOIN tied d ON d.account = t.account WINDOW own AS (PARTITION BY d.root, t.host, t.agent, lower(t.recipient))
     )
     SELECT t.root, t.alone, lower(t.recipient) AS rkey, arg_max(t.ref, ${place}) AS ref, arg_max(t.action, ${place}) AS action, arg_max(t.time, ${place}) AS said_at,
       min(t.time) AS first_time, max(t.time) AS last_time, max(t.tried) AS attempts,
       bool_or(t.evidence = 'inferred') AS inferred, max(t.code) AS code, bool_and(t.agent = 'dovecot') AS mailbox,
       arg_max(t.placement, ${place}) FILTER (t.placement IS NOT NULL) AS placement,
       arg_max({source: t.source, line: t.line}, ${place}) AS place
     FROM counted t GROUP BY t.root, t.alone, rkey`,
  )
}

/** A later report decides what the logs leave open: whether a mail that was handed on arrived, and what became of one that waited. */
const amended = `CASE
  WHEN f.fate IN ('relayed', 'unknown', 'deferred') AND s.action IN ('bounced', 'expired') AND NOT s.older THEN s.action
  WHEN f.fate IN ('relayed', 'unknown', 'deferred') AND s.action IN ('delivered', 'quarantined') THEN s.action
  WHEN f.fate IN ('unknown', 'deferred') AND s.action IN ('relayed', 'accepted') AND NOT s.older THEN 'relayed'
  WHEN f.fate IN ('relayed', 'unknown') AND s.action = 'deferred' AND s.said_at > f.last_attempt THEN 'deferred'
  ELSE f.fate END`

/** The owner of a mailbox may be known to the log by another address: he is no further recipient. A report on an address that stands for several (an alias) is about those of them that ended as it says. A mail may have thousands of recipients: each row of `finals` is found by the recipient's key, which is null for a report that names none. */
async function amendFinals(sql: Sql): Promise<void> {
  await sql.run(
    `INSERT INTO final_reports
     WITH named AS (
       SELECT f.rowid AS final_row, f.root, f.ref, f.fate, f.last_attempt, lower(e.recipient) AS recipient, e.code,
         unnest(list_append(list_distinct([lower(e.recipient), lower(e.original_recipient)]), NULL)) AS rkey
       FROM finals f JOIN events e ON e.ref = f.ref WHERE f.root IN (SELECT root FROM said)
     ), met AS (
       SELECT n.final_row, n.root, n.ref, n.fate, s.* EXCLUDE (root, ref), s.ref AS report, coalesce(s.said_at < n.last_attempt - ${EARLIEST}, false) AS older, n.last_attempt
       FROM named n JOIN said s ON s.root = n.root AND s.rkey IS NOT DISTINCT FROM n.rkey
       WHERE s.rkey IS NOT NULL OR (NOT s.alone AND n.code = s.code)
       QUALIFY s.rkey IS NULL OR s.rkey = n.recipient OR n.fate = s.action OR count(*) OVER (PARTITION BY n.root, s.rkey) = 1
     ), one AS (SELECT * FROM met QUALIFY row_number() OVER (PARTITION BY final_row ORDER BY rkey IS NULL, said_at DESC, report DESC) = 1)
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

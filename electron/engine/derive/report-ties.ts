import { tieByRefusal } from './refusal-ties.ts'
import { dropTables, eventsOf, type Sql, seqSeconds, UNTIED } from './sql.ts'

/** Longest time between the log's last line about a mail and a report on it (engine-rules 24). */
export const LATEST = "INTERVAL '5 days'"
/** How far a reporter's clock may be behind. */
export const EARLIEST = "INTERVAL '5 minutes'"

/** By these a mail has left its reporter. */
export const LEFT = "'relayed', 'delivered', 'quarantined', 'bounced', 'expired'"

/** Ties each account to the root of its mail by what is surest first; what no log holds, to each other. */
export async function tieAccounts(sql: Sql): Promise<void> {
  await tieByQueueId(sql)
  await tieByMessageId(sql)
  await tieByTraits(sql)
  await tieByHandover(sql)
  await tieByRefusal(sql)
  await findIntakes(sql)
  await tieToEachOther(sql)
  await tieToIntakes(sql)
}

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
     WHERE ${UNTIED} AND l.first_time <= a.last_time + ${EARLIEST} AND a.first_time <= l.last_time + ${LATEST}`,
  )
  await tieCandidates(sql, 'proved', 'c.shares')
}

/** Of several mails with one Message-ID only the one that has a reported recipient; where that does not tell, none. */
async function tieByMessageId(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE candidates AS
     SELECT DISTINCT a.account, coalesce(t.root, l.life_no) AS root
     FROM accounts a JOIN lives l ON l.message_id = a.message_id LEFT JOIN trees t ON t.life_no = l.life_no
     WHERE ${UNTIED} AND l.first_time <= a.last_time + ${EARLIEST} AND a.first_time <= l.last_time + ${LATEST}`,
  )
  await tieCandidates(sql, 'proved', 'true')
}

/** Google put its own id in place of a missing or broken one: sender, recipient, size and time agree. */
async function tieByTraits(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE candidates AS
     SELECT DISTINCT a.account, coalesce(t.root, l.life_no) AS root
     FROM accounts a JOIN lives l ON lower(l.sender) = lower(a.sender) LEFT JOIN trees t ON t.life_no = l.life_no
     WHERE ${UNTIED} AND a.message_id IS NULL AND NOT a.nameless AND a.first_time BETWEEN l.first_time - ${EARLIEST} AND l.last_time + ${EARLIEST}
       AND abs(l.size_bytes - a.size_bytes) <= l.size_bytes * 0.05`,
  )
  await tieCandidates(sql, 'inferred', 'c.shares')
}

/**
 * A sending service whose events name neither Message-ID nor size: sender (else the service, as the next hop), recipient, time and, where
 * both have one, subject are those of a mail that was handed on then. Each must be the other's only one. What a client says it was
 * refused was not handed on.
 */
async function tieByHandover(sql: Sql): Promise<void> {
  await sql.run(
    `INSERT INTO tied
     WITH asked AS (
       SELECT DISTINCT a.account, a.host, lower(a.sender) AS sender, a.subject, a.first_time, lower(t.recipient) AS rkey
       FROM accounts a JOIN told t ON t.account = a.account
       WHERE ${UNTIED} AND a.message_id IS NULL AND a.size_bytes IS NULL AND t.recipient IS NOT NULL AND NOT (t.agent = 'msmtp' AND t.action = 'rejected')
     ), handed AS (
       SELECT e.ref, e.host, e.queue_id, e.time, lower(e.next_hop) AS next_hop, unnest(list_distinct([lower(e.recipient), lower(e.original_recipient)])) AS rkey
       FROM ${eventsOf('attempt')} e
       WHERE e.action = 'sent' AND e.agent NOT IN ('local', 'virtual', 'lmtp', 'pipe')
         AND (lower(e.recipient) IN (SELECT rkey FROM asked) OR lower(e.original_recipient) IN (SELECT rkey FROM asked))
     ), pairs AS (
       SELECT DISTINCT q.account, q.host, q.rkey, coalesce(t.root, l.life_no) AS root
       FROM asked q JOIN handed e ON e.rkey = q.rkey AND e.time BETWEEN q.first_time - ${EARLIEST} AND q.first_time + ${EARLIEST}
       LEFT JOIN life_of_ref r ON r.ref = e.ref
       JOIN lives l ON l.host = e.host AND l.queue_id = e.queue_id AND l.life = coalesce(r.life, 1) LEFT JOIN trees t ON t.life_no = l.life_no
       WHERE CASE WHEN q.sender IS NULL THEN contains(e.next_hop, q.host) ELSE lower(l.sender) = q.sender END
         AND (q.subject IS NULL OR l.subject IS NULL OR l.subject = q.subject)
     ), counted AS (
       SELECT *, count(DISTINCT root) OVER (PARTITION BY account) AS roots, count(DISTINCT account) OVER (PARTITION BY root, rkey, host) AS rivals FROM pairs
     )
     SELECT account, min(root), 'inferred', false FROM counted GROUP BY account HAVING max(roots) = 1 AND max(rivals) = 1`,
  )
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

/** How long the SMTP service of Windows and Exchange keep a mail that they cannot hand on, unless told otherwise. */
const KEPT = seqSeconds(2 * 86_400)

/**
 * Makes `intakes`: what a reporter says of a mail that it handed on without naming it → what it says of having taken it in. They are of
 * one sender and recipient, and no other mail of theirs was with the reporter in between: none but those (`over`) that it has kept too
 * long already, without a word of a try. Where it was one of several that left, which are over is not known until none has left for so long.
 */
async function findIntakes(sql: Sql): Promise<void> {
  const line = '(PARTITION BY host, sender, rkey ORDER BY seq)'
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE intakes AS
     WITH reporters AS (
       SELECT DISTINCT host, agent FROM told WHERE message_id IS NULL AND queue_id IS NULL AND sender IS NOT NULL AND action IN ('deferred', ${LEFT})
     ), steps AS (
       SELECT t.account, t.host, lower(t.sender) AS sender, lower(t.recipient) AS rkey, t.seq, t.action = 'accepted' AS taken, t.action IN (${LEFT}) AS leaves
       FROM told t SEMI JOIN reporters r ON r.host = t.host AND r.agent = t.agent
       WHERE t.recipient IS NOT NULL AND (t.action = 'accepted' OR (t.message_id IS NULL AND t.queue_id IS NULL AND t.action IN ('deferred', ${LEFT})))
     ), balances AS (
       SELECT *, sum(taken::INTEGER - leaves::INTEGER) OVER ${line} AS balance FROM steps
     ), counted AS (
       SELECT *, balance - least(0, min(balance) OVER ${line}) AS present FROM balances
     ), followed AS (
       SELECT *, coalesce(lag(present) OVER ${line}, 0) AS before FROM counted
     ), aged AS (
       SELECT *, CASE WHEN count(*) FILTER (NOT taken AND NOT leaves) OVER kept = 0 THEN min(before) OVER kept ELSE 0 END AS over,
         count(*) FILTER (leaves) OVER kept - leaves::INTEGER AS left_before
       FROM followed WINDOW kept AS (PARTITION BY host, sender, rkey ORDER BY seq RANGE BETWEEN ${KEPT} PRECEDING AND CURRENT ROW)
     ), doubted AS (
       SELECT * REPLACE (CASE WHEN max(seq) FILTER (leaves AND before - over > 1) OVER ${line} >= max(seq) FILTER (left_before = 0 OR before = 0) OVER ${line}
         THEN 0 ELSE over END AS over) FROM aged
     ), placed AS (
       SELECT *, last_value(CASE WHEN taken THEN {account: account, present: present - over} END IGNORE NULLS) OVER ${line} AS intake FROM doubted
     )
     SELECT account, min(intake.account) AS intake FROM placed WHERE NOT taken
     GROUP BY account HAVING bool_and(coalesce(before - over = 1 AND intake.present = 1, false)) AND count(DISTINCT intake.account) = 1`,
  )
  await sql.run('DELETE FROM intakes WHERE account IN (SELECT account FROM tied)')
}

/** What was handed on is of the mail that was taken in, whosever that is. */
async function tieToIntakes(sql: Sql): Promise<void> {
  await sql.run("INSERT INTO tied SELECT i.account, d.root, 'inferred', d.alone FROM intakes i JOIN tied d ON d.account = i.intake")
  await dropTables(sql, 'intakes')
}

/**
 * What is left has no line in the logs: reports with one Message-ID are of one mail. Where a reporter tells anew of a recipient's mail
 * that had left, tells of two without ids of its own, or all were silent for long, the next one begins.
 */
async function tieToEachOther(sql: Sql): Promise<void> {
  await sql.run(
    `INSERT INTO tied
     WITH each AS (
       SELECT a.account, a.host, a.message_id, a.queue_id, a.first_time, a.last_time, a.ended, t.rkey
       FROM accounts a JOIN (SELECT DISTINCT account, lower(recipient) AS rkey FROM told) t ON t.account = a.account
       WHERE ${UNTIED} AND a.account NOT IN (SELECT account FROM intakes)
     ), counted AS (
       SELECT *, CASE WHEN (lag(ended) OVER its OR (queue_id IS NULL AND lag(queue_id) OVER its IS NULL)) AND first_time > lag(last_time) OVER its + ${EARLIEST} THEN 1 ELSE 0 END AS anew
       FROM each WINDOW its AS (PARTITION BY message_id, host, rkey ORDER BY first_time, account)
     ), nth AS (
       SELECT account, message_id, first_time, last_time, max(times) AS times
       FROM (SELECT *, sum(anew) OVER (PARTITION BY message_id, host, rkey ORDER BY first_time, account) AS times FROM counted)
       GROUP BY account, message_id, first_time, last_time
     ), begun AS (
       SELECT *, CASE WHEN times > max(times) OVER before OR first_time > max(last_time) OVER before + ${LATEST} THEN 1 ELSE 0 END AS begins
       FROM nth WINDOW before AS (PARTITION BY message_id ORDER BY first_time, account ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
     ), mails AS (
       SELECT account, message_id, sum(begins) OVER (PARTITION BY message_id ORDER BY first_time, account) AS mail FROM begun
     )
     SELECT account, min(account) OVER (PARTITION BY message_id, mail, CASE WHEN message_id IS NULL THEN account END), 'proved', true FROM mails`,
  )
}

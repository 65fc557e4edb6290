import { dropTables, EVENTS, eventsOf, type Sql, seqSeconds } from './sql.ts'

/**
 * Makes `finals`: one row per mail (root) and recipient with its fate, its grade of evidence, and the event (ref) that
 * decided. A root is the life that names the message, or a transaction refused before queueing.
 */
export async function makeFinals(sql: Sql): Promise<void> {
  await makeLegs(sql)
  await dropTables(sql, 'attempts', 'onward')
  await makeKept(sql)
  await dropTables(sql, 'legs_to', 'several')
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE finals AS
     SELECT k.root, k.life_no, k.ref, k.donated, k.attempts, k.first_attempt, k.last_attempt, ${attemptFate} AS fate, ${attemptEvidence} AS evidence
     FROM kept k JOIN lives l ON l.life_no = k.life_no`,
  )
  await dropTables(sql, 'kept')
  await addDecisions(sql)
  await addSilent(sql)
  await addRefused(sql)
}

/** What the last attempt of the last hop says, and what became of the mail after it (engine-rules 23). */
const attemptFate = `CASE
  WHEN k.stranded THEN 'unknown'
  WHEN k.action = 'sent' THEN CASE WHEN k.agent IN ('local', 'virtual', 'lmtp', 'pipe') THEN 'delivered' ELSE 'relayed' END
  WHEN k.action <> 'deferred' THEN k.action
  WHEN l.expired IS NOT NULL THEN 'expired'
  WHEN l.deleted IS NOT NULL THEN 'removed'
  WHEN l.held = 'hold' THEN 'held'
  WHEN l.first_end IS NOT NULL THEN 'unknown'
  ELSE 'deferred' END`

const attemptEvidence = `CASE
  WHEN k.stranded THEN 'open'
  WHEN k.action = 'deferred' AND l.expired IS NULL AND l.deleted IS NULL AND l.held IS DISTINCT FROM 'hold' THEN 'open'
  WHEN k.inferred THEN 'inferred'
  ELSE 'proved' END`

/**
 * Makes `legs_to`: the last attempt of each life for each recipient. `goes_on`: the mail went on under another queue id. `ref` is of the
 * last attempt that names a cause: one that only says that it is not yet time, or too late, proves less.
 */
async function makeLegs(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE onward AS
     SELECT DISTINCT e.parent AS life_no, CASE WHEN e.how = 'handed' THEN c.queue_id END AS queue_id
     FROM edges e JOIN lives c ON c.life_no = e.child WHERE e.how IN ('handed', 'inferred')`,
  )
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE legs_to AS
     SELECT g.*, coalesce(t.root, g.life_no) AS root, coalesce(t.hop, 0) AS hop, t.root IS NOT NULL AS several, t.how = 'inferred' AS inferred,
       g.action = 'sent' AND (h.life_no IS NOT NULL OR (g.agent = 'pipe' AND i.life_no IS NOT NULL)) AS goes_on
     FROM (
       SELECT life_no, lower(recipient) AS rkey, lower(coalesce(original_recipient, '')) AS okey, min(original_recipient) AS original_recipient,
         coalesce(arg_max(ref, seq) FILTER (failed OR action NOT IN ('deferred', 'expired')), arg_max(ref, seq)) AS ref, max(seq) AS seq, count(*) AS attempts, min(time) AS first_attempt, max(time) AS last_attempt,
         arg_max(action, seq) AS action, arg_max(agent, seq) AS agent, arg_max(coalesce(linked_id, ''), seq) AS linked_id
       FROM attempts GROUP BY life_no, rkey, okey
     ) g LEFT JOIN trees t ON t.life_no = g.life_no
     LEFT JOIN onward h ON h.life_no = g.life_no AND h.queue_id = g.linked_id
     LEFT JOIN onward i ON i.life_no = g.life_no AND i.queue_id IS NULL`,
  )
}

/**
 * Makes `kept`: of a mail with several lives, the deepest answer for each recipient. A leg gives way to a deeper one: where it handed
 * the mail on (to a filter), to what followed under any name of the recipient, and its original recipient passes down; with nothing
 * to follow it is stranded. Where it did not (the mail was put back into the queue), to the same recipient's, which goes on counting
 * its attempts; what only handed the mail on is none of them.
 */
async function makeKept(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE several AS
     WITH deepest AS (
       SELECT root, okey, max(hop) AS hop FROM legs_to WHERE several GROUP BY root, okey
     )
     SELECT s.*, s.hop < CASE WHEN s.goes_on
         THEN greatest(max(s.hop) OVER (PARTITION BY s.root, s.rkey), coalesce(o.hop, 0))
         ELSE max(s.hop) OVER (PARTITION BY s.root, s.rkey, s.okey) END AS gives_way
     FROM legs_to s LEFT JOIN deepest o ON o.root = s.root AND o.okey = s.rkey WHERE s.several`,
  )
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE kept AS
     SELECT root, life_no, ref, attempts, first_attempt, last_attempt, action, agent, inferred, false AS stranded, NULL::VARCHAR AS donated
     FROM legs_to WHERE NOT several
     UNION ALL
     SELECT root, arg_max(life_no, seq) FILTER (NOT gives_way), arg_max(ref, seq) FILTER (NOT gives_way), sum(attempts) FILTER (NOT (gives_way AND goes_on)),
       min(first_attempt) FILTER (NOT (gives_way AND goes_on)), max(last_attempt) FILTER (NOT gives_way), arg_max(action, seq) FILTER (NOT gives_way),
       arg_max(agent, seq) FILTER (NOT gives_way), coalesce(bool_or(inferred) FILTER (NOT gives_way), false), arg_max(goes_on, seq) FILTER (NOT gives_way),
       min(donated) FILTER (NOT gives_way)
     FROM (
       SELECT s.*, d.original_recipient AS donated FROM several s
       LEFT JOIN (
         SELECT root, rkey, min(hop) AS hop, min(original_recipient) AS original_recipient FROM several WHERE goes_on AND okey <> '' GROUP BY root, rkey
       ) d ON d.root = s.root AND d.rkey = s.rkey AND s.okey = '' AND d.hop < s.hop
     ) GROUP BY root, rkey, okey HAVING NOT bool_and(gives_way)`,
  )
}

/**
 * Adds what was decided about a mail before or while it was queued: refused recipients (unless an attempt answered for
 * them), and for mails without any attempt: discarded, held, broken off by the client.
 */
async function addDecisions(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE decisions AS
     SELECT l.life_no, coalesce(t.root, l.life_no) AS root, e.action, e.ref, e.seq, e.time, e.recipient, e.helo
     FROM ${eventsOf('refusal')} e LEFT JOIN life_of_ref r ON r.ref = e.ref
     JOIN lives l ON l.host = e.host AND l.queue_id = e.queue_id AND l.life = coalesce(r.life, 1)
     LEFT JOIN trees t ON t.life_no = l.life_no
     WHERE e.action IN ('reject', 'discard', 'hold')
     UNION ALL
     SELECT m.life_no, coalesce(t.root, m.life_no), m.action, m.ref, m.seq, e.time, m.recipient, m.helo
     FROM marks m LEFT JOIN trees t ON t.life_no = m.life_no JOIN ${eventsOf('refusal')} e ON e.ref = m.ref WHERE m.action IN ('discard', 'hold')
     UNION ALL
     SELECT b.life_no, coalesce(t.root, b.life_no), 'broken', b.ref, e.seq, e.time, NULL, NULL
     FROM broken b LEFT JOIN trees t ON t.life_no = b.life_no JOIN ${eventsOf('session')} e ON e.ref = b.ref`,
  )
  const [any] = await sql.rows('SELECT 1 FROM decisions LIMIT 1')
  if (any === undefined) return
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE answered AS
     SELECT f.root, lower(e.recipient) AS rkey FROM finals f JOIN events e ON e.ref = f.ref WHERE f.root IN (SELECT root FROM decisions)`,
  )
  await sql.run(
    `INSERT INTO finals
     SELECT d.root, d.life_no, arg_max(d.ref, d.seq), NULL, count(*), min(d.time), max(d.time),
       CASE WHEN arg_max(d.action, d.seq) IN ('reject', 'broken') THEN 'rejected'
         WHEN arg_max(d.action, d.seq) = 'discard' THEN 'discarded'
         WHEN any_deleted THEN 'removed' WHEN released THEN 'unknown' ELSE 'held' END AS fate,
       CASE WHEN arg_max(d.action, d.seq) = 'hold' AND released AND NOT any_deleted THEN 'open' ELSE 'proved' END
     FROM (
       SELECT d.*, l.deleted IS NOT NULL AS any_deleted, coalesce(l.held = 'release', false) AS released,
         d.root IN (SELECT root FROM answered) AS answered,
         bool_or(d.action = 'discard' AND d.recipient IS NOT NULL) OVER (PARTITION BY d.root) AS names_discarded,
         coalesce((d.root, lower(d.recipient)) IN (SELECT (root, rkey) FROM answered), false) AS answered_here
       FROM decisions d JOIN lives l ON l.life_no = d.life_no
     ) d
     WHERE CASE WHEN d.action = 'hold' THEN NOT answered ELSE NOT (answered_here OR (d.recipient IS NULL AND (answered OR names_discarded))) END
     GROUP BY d.root, d.life_no, lower(d.recipient), any_deleted, released`,
  )
}

/** Adds one row without a recipient for each mail of which no line says anything about a recipient. */
async function addSilent(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE silent AS
     SELECT coalesce(t.root, l.life_no) AS root, l.* FROM lives l LEFT JOIN trees t ON t.life_no = l.life_no
     ANTI JOIN finals f ON f.root = coalesce(t.root, l.life_no)
     QUALIFY row_number() OVER (PARTITION BY coalesce(t.root, l.life_no) ORDER BY t.hop DESC, l.life_no) = 1`,
  )
  const [any] = await sql.rows('SELECT 1 FROM silent LIMIT 1')
  if (any === undefined) return
  await sql.run(
    `INSERT INTO finals
     SELECT s.root, s.life_no, coalesce(s.deleted, s.expired, s.canceled, e.ref), NULL, 0, NULL, NULL,
       CASE WHEN s.deleted IS NOT NULL THEN 'removed' WHEN s.expired IS NOT NULL THEN 'expired' WHEN s.canceled IS NOT NULL THEN 'rejected'
         WHEN s.held = 'hold' THEN 'held' ELSE 'unknown' END,
       CASE WHEN coalesce(s.deleted, s.expired, s.canceled) IS NULL AND s.held IS DISTINCT FROM 'hold' THEN 'open' ELSE 'proved' END
     FROM silent s JOIN (
       SELECT s.life_no, arg_max(e.ref, e.seq) AS ref FROM ${EVENTS} e LEFT JOIN life_of_ref r ON r.ref = e.ref
       JOIN silent s ON s.host = e.host AND s.queue_id = e.queue_id AND s.life = coalesce(r.life, 1) WHERE e.kind NOT IN ('session', 'report') GROUP BY s.life_no
     ) e ON e.life_no = s.life_no`,
  )
}

/** Adds the transactions refused before queueing, named like lives by an event of theirs. Makes `refused_mails`, one row per transaction. */
async function addRefused(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE refused_mails AS
     SELECT min(ref) AS root, host, pid, session, txn, client_ip, sender,
       min(client_name) AS client_name, min(helo) AS helo, min(login) AS login, min(seq) AS first_seq, min(ord) AS first_ord, max(ord) AS last_ord,
       min(time) AS first_time, max(time) AS last_time, min(source) AS first_source, max(source) AS last_source
     FROM refused GROUP BY host, pid, session, txn, client_ip, sender`,
  )
  await sql.run(
    `INSERT INTO finals
     SELECT m.root, NULL, arg_max(r.ref, r.seq), NULL, count(*), min(r.time), max(r.time), 'rejected', 'proved'
     FROM refused r JOIN refused_mails m ON m.host = r.host AND m.pid = r.pid AND m.session = r.session AND m.txn = r.txn
       AND m.client_ip IS NOT DISTINCT FROM r.client_ip AND m.sender IS NOT DISTINCT FROM r.sender
     GROUP BY m.root, lower(r.recipient)`,
  )
}

/** Makes `notices`: root of a bounce notice → root of the mail it reports. Step by step: in one query the range is joined first. */
export async function makeNotices(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE noted AS
     SELECT e.host, e.linked_id, e.seq, coalesce(t.root, p.life_no) AS reported
     FROM ${eventsOf('notice')} e LEFT JOIN life_of_ref r ON r.ref = e.ref
     JOIN lives p ON p.host = e.host AND p.queue_id = e.queue_id AND p.life = coalesce(r.life, 1)
     LEFT JOIN trees t ON t.life_no = p.life_no`,
  )
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE notices AS
     SELECT coalesce(t.root, n.life_no) AS notice, arg_min(o.reported, abs(n.first_seq - o.seq)) AS reported
     FROM noted o JOIN lives n ON n.host = o.host AND n.queue_id = o.linked_id
     LEFT JOIN trees t ON t.life_no = n.life_no
     WHERE abs(n.first_seq - o.seq) <= ${seqSeconds(120)} GROUP BY ALL`,
  )
}

/** Makes `decided` of `finals`: with what several steps ask of the event that decided. */
export async function makeDecided(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE decided AS
     SELECT f.*, e.agent, e.recipient, e.original_recipient, e.signature FROM finals f JOIN events e ON e.ref = f.ref`,
  )
  await dropTables(sql, 'finals')
}

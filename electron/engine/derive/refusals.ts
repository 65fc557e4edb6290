import { dropTables, eventsOf, type Sql, seqSeconds } from './sql.ts'

/** A log that names no process tells sessions apart by their client. */
const DOOR = `CASE WHEN pid = 0 THEN coalesce(client_ip, '') ELSE '' END AS door`

/** Where the log has no connects, a client that was silent for so long comes anew. */
const SILENCE = seqSeconds(30)

/**
 * Adds to each row of `rows` (host, pid, door, seq) the seq of the connect that opened its session; 0 where the log has none.
 * A window, since an ASOF join of few rows with many connects takes time in the product of both.
 */
const withSession = (rows: string): string => `
  SELECT * EXCLUDE (opened) FROM (
    SELECT *, coalesce(max(opened) OVER (PARTITION BY host, pid, door ORDER BY seq), 0) AS session
    FROM (SELECT *, NULL AS opened FROM ${rows} UNION ALL BY NAME SELECT host, pid, door, seq, seq AS opened FROM connects)
  ) WHERE opened IS NULL`

/**
 * Makes `refused`: one row per refusal before queueing, with `txn`, which counts the transactions of its session and sender
 * (engine-rules 21): a recipient refused again is another transaction. Failed logins of one session are one.
 * Makes `marks`: what was decided about a mail that was then queued (discard, hold): life_no, action, ref, recipient.
 * Makes `broken`: lives whose client went away before the mail was queued.
 */
export async function makeRefusals(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE noqueue AS
     SELECT ref, seq, ord, time, source, host, pid, ${DOOR}, action, stage, client_ip, client_name, helo, login, sender, recipient
     FROM ${eventsOf('refusal')} WHERE queue_id IS NULL AND action <> 'warn'`,
  )
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE connects AS
     SELECT e.host, e.pid, '' AS door, e.seq FROM ${eventsOf('session')} e SEMI JOIN (
       SELECT host, pid FROM noqueue UNION SELECT host, pid FROM lives WHERE answers = 0 AND recipients IS NULL
     ) p ON p.host = e.host AND p.pid = e.pid
     WHERE e.action = 'connect' AND e.pid <> 0`,
  )
  await sql.run(
    `INSERT INTO connects
     SELECT host, pid, door, seq - 1 FROM (
       SELECT host, pid, door, seq, lag(seq) OVER (PARTITION BY host, pid, door ORDER BY seq) AS before FROM noqueue n
       WHERE NOT EXISTS (SELECT 1 FROM connects c WHERE c.host = n.host AND c.pid = n.pid)
     ) WHERE before IS NULL OR seq - before > ${SILENCE}`,
  )
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE arrivals AS ${withSession(
      `(SELECT life_no, host, pid, door, first_seq AS seq, login FROM (SELECT *, ${DOOR} FROM lives) l
        WHERE arrivals > 0 AND EXISTS (SELECT 1 FROM noqueue n WHERE n.host = l.host AND n.pid = l.pid AND n.door = l.door))`,
    )}`,
  )
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE refused AS
     WITH r AS (${withSession(`(SELECT * FROM noqueue WHERE action = 'reject')`)})
     SELECT r.*, CASE WHEN stage = 'auth' THEN 1 ELSE
       row_number() OVER (PARTITION BY host, pid, session, client_ip, sender, recipient ORDER BY seq) END AS txn
     FROM r WHERE stage IS DISTINCT FROM 'auth' OR NOT EXISTS (
       SELECT 1 FROM arrivals a WHERE a.host = r.host AND a.pid = r.pid AND a.session = r.session AND a.login IS NOT NULL)`,
  )
  await makeMarks(sql)
  await dropTables(sql, 'noqueue', 'connects', 'arrivals')
}

async function makeMarks(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE marks AS
     WITH decided AS (${withSession(`(SELECT * FROM noqueue WHERE action <> 'reject')`)})
     SELECT a.life_no, d.action, d.ref, d.seq, d.recipient, d.helo
     FROM decided d ASOF JOIN arrivals a ON d.host = a.host AND d.pid = a.pid AND d.door = a.door AND d.seq <= a.seq
     WHERE a.session = d.session`,
  )
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE broken AS
     WITH open_lives AS (
       SELECT life_no, host, pid, ${DOOR}, first_seq AS seq FROM lives
       WHERE arrivals > 0 AND recipients IS NULL AND answers = 0 AND deleted IS NULL
     ), sessions AS (${withSession('open_lives')}),
     lost AS (
       SELECT host, pid, ${DOOR}, seq, ref, time FROM ${eventsOf('session')} WHERE action = 'lost'
     ), ended AS (${withSession('lost')})
     SELECT s.life_no, min_by(e.ref, e.seq) AS ref
     FROM sessions s JOIN ended e ON e.host = s.host AND e.pid = s.pid AND e.door = s.door AND e.session = s.session AND e.seq >= s.seq
     GROUP BY s.life_no`,
  )
}

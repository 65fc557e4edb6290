import { dropTables, EVENTS, type Sql } from './sql.ts'

/**
 * What a life's events say about the mail as a whole. Columns that only one kind of record fills need no filter; `min` is
 * the same whatever the order of the rows.
 */
const lifeColumns = `
  min(seq) AS first_seq, min(ord) AS first_ord, max(ord) AS last_ord, min(time) AS first_time, max(time) AS last_time,
  min(source) AS first_source, max(source) AS last_source,
  count(*) FILTER (kind = 'arrival') AS arrivals,
  max(seq) FILTER (kind IN ('arrival', 'message-id')) AS last_start,
  min(pid) FILTER (kind = 'arrival') AS pid,
  min(client_ip) AS client_ip, min(client_name) AS client_name, min(login) AS login, min(helo) AS helo, min(subject) AS subject,
  min(linked_id) FILTER (kind = 'arrival') AS former_id,
  min(message_id) AS message_id,
  coalesce(min(sender) FILTER (kind = 'queued'), min(sender)) AS sender,
  max(size_bytes) AS size_bytes, max(recipients) AS recipients,
  min(seq) FILTER (kind = 'end') AS first_end,
  arg_max(ref, seq) FILTER (kind = 'end' AND action = 'deleted') AS deleted,
  arg_max(ref, seq) FILTER (kind = 'end' AND action = 'canceled') AS canceled,
  arg_max(ref, seq) FILTER (kind = 'expired') AS expired,
  arg_max(action, seq) FILTER (kind = 'held') AS held,
  count(*) FILTER (kind IN ('attempt', 'refusal')) AS answers,
  count(*) FILTER (action IN ('deliverable', 'undeliverable')) AS probes,
  count(*) FILTER (kind NOT IN ('end', 'interim')) AS says`

/** A queue id starts a life at its arrival, or at the first Message-ID after an end (engine-rules 20). */
const reusedEvents = `
  WITH boundaries AS (
    SELECT e.ref, e.host, e.queue_id, e.seq, e.kind,
      last_value(CASE WHEN e.kind IN ('arrival', 'message-id') THEN 'open' WHEN e.kind = 'end' THEN 'ended' END IGNORE NULLS)
        OVER (PARTITION BY e.host, e.queue_id ORDER BY e.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM ${EVENTS} e SEMI JOIN reused r ON r.host = e.host AND r.queue_id = e.queue_id
    WHERE e.queue_id IS NOT NULL
  )
  SELECT ref, sum(CASE WHEN kind = 'arrival' OR (kind = 'message-id' AND before IS DISTINCT FROM 'open') THEN 1 ELSE 0 END)
    OVER (PARTITION BY host, queue_id ORDER BY seq ROWS UNBOUNDED PRECEDING)::INTEGER AS life
  FROM boundaries`

/**
 * Makes `lives` (life_no: one of its events, which no other life has; host, queue_id, life, …) and `life_of_ref` (ref → life) for the queue ids that were used more
 * than once. All others have one life, number 1; only the reused ones are sorted, since a window over every event costs
 * more than all the rest.
 */
export async function makeLives(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE lives AS
     SELECT min(ref) AS life_no, 1 AS life, host, queue_id, ${lifeColumns}
     FROM ${EVENTS} WHERE queue_id IS NOT NULL AND kind NOT IN ('session', 'report') GROUP BY host, queue_id`,
  )
  await sql.run('CREATE OR REPLACE TEMP TABLE reused AS SELECT host, queue_id FROM lives WHERE arrivals > 1 OR last_start > first_end')
  await sql.run(`CREATE OR REPLACE TEMP TABLE life_of_ref AS ${reusedEvents}`)
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE relived AS
     SELECT min(ref) AS life_no, l.life, e.host, e.queue_id, ${lifeColumns}
     FROM ${EVENTS} e JOIN (SELECT ref AS at, life FROM life_of_ref) l ON l.at = e.ref WHERE e.kind NOT IN ('session', 'report') GROUP BY l.life, e.host, e.queue_id`,
  )
  await sql.run('DELETE FROM lives WHERE (host, queue_id) IN (SELECT (host, queue_id) FROM reused)')
  await sql.run('INSERT INTO lives SELECT * FROM relived')
  await dropTables(sql, 'relived')
  await sql.run('DELETE FROM lives WHERE says = 0 OR (probes > 0 AND probes = answers)')
}

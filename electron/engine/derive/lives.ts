import { EVENTS, type Sql } from './sql.ts'

/** One row per life of a queue id: what its events say about the mail as a whole. */
const lifeColumns = `
  min(seq) AS first_seq, max(seq) AS last_seq, min(time) AS first_time, max(time) AS last_time,
  arg_min(ref, seq) AS first_ref, arg_max(ref, seq) AS last_ref,
  count(*) FILTER (kind = 'arrival') AS arrivals,
  max(seq) FILTER (kind IN ('arrival', 'message-id')) AS last_start,
  arg_min(struct_pack(ref := ref, pid := pid, ip := client_ip, name := client_name, login := login, sender := sender, linked := linked_id), seq)
    FILTER (kind = 'arrival') AS arrival,
  arg_min(message_id, seq) FILTER (kind = 'message-id' AND message_id IS NOT NULL) AS message_id,
  min(sender) FILTER (kind = 'queued') AS sender,
  max(size_bytes) FILTER (kind = 'queued') AS size_bytes,
  max(recipients) FILTER (kind = 'queued') AS recipients,
  min(seq) FILTER (kind = 'end') AS first_end,
  arg_max(struct_pack(seq := seq, ref := ref), seq) FILTER (kind = 'end' AND action = 'deleted') AS deleted,
  arg_max(struct_pack(seq := seq, ref := ref), seq) FILTER (kind = 'end' AND action = 'canceled') AS canceled,
  arg_max(struct_pack(seq := seq, ref := ref), seq) FILTER (kind = 'expired') AS expired,
  arg_max(struct_pack(action := action, ref := ref), seq) FILTER (kind = 'held') AS held,
  count(*) FILTER (kind IN ('attempt', 'refusal')) AS answers,
  count(*) FILTER (kind = 'attempt' AND action IN ('deliverable', 'undeliverable')) AS probes,
  count(*) FILTER (kind <> 'end' AND kind <> 'interim') AS says`

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
 * Makes `lives` (life_no, host, queue_id, life, …) and `life_of_ref` (ref → life) for the queue ids that were used more
 * than once. All others have one life, number 1; only the reused ones are sorted, since a window over every event costs
 * more than all the rest.
 */
export async function makeLives(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE lives AS
     SELECT row_number() OVER () AS life_no, 1 AS life, host, queue_id, ${lifeColumns}
     FROM ${EVENTS} WHERE queue_id IS NOT NULL AND kind <> 'session' GROUP BY host, queue_id`,
  )
  await sql.run('CREATE OR REPLACE TEMP TABLE reused AS SELECT host, queue_id FROM lives WHERE arrivals > 1 OR last_start > first_end')
  await sql.run(`CREATE OR REPLACE TEMP TABLE life_of_ref AS ${reusedEvents}`)
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE relived AS
     SELECT (SELECT max(life_no) FROM lives) + row_number() OVER () AS life_no, l.life, e.host, e.queue_id, ${lifeColumns}
     FROM ${EVENTS} e JOIN (SELECT ref AS at, life FROM life_of_ref) l ON l.at = e.ref WHERE e.kind <> 'session' GROUP BY l.life, e.host, e.queue_id`,
  )
  await sql.run('DELETE FROM lives WHERE (host, queue_id) IN (SELECT (host, queue_id) FROM reused)')
  await sql.run('INSERT INTO lives SELECT * FROM relived')
  await sql.run('DELETE FROM lives WHERE says = 0 OR (probes > 0 AND probes = answers)')
}

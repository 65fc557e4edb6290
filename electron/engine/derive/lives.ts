import { type EventKind, eventKinds } from '../schema.ts'
import { dropTables, EVENTS, eventsOf, type Sql } from './sql.ts'

/** The kinds of record that are about a mail. */
const lifeKinds: readonly EventKind[] = eventKinds.filter((kind) => !['session', 'report', 'registration', 'dmarc', 'tls'].includes(kind))

/** Where the rows of a kind are read from. */
type From = (kind: EventKind) => string

/** What each kind says of where a life begins and ends, as columns that are null for all others: a count needs no filter then. */
const spanColumns = (kind: EventKind): string => {
  const column = (name: string, kinds: readonly EventKind[], value: string, otherwise: string): string =>
    `${kinds.includes(kind) ? value : `NULL::${otherwise}`} AS ${name}`
  return [
    column('arrival', ['arrival'], 'true', 'BOOLEAN'),
    column('start', ['arrival', 'message-id'], 'seq', 'BIGINT'),
    column('ended', ['end'], 'seq', 'BIGINT'),
    column('answer', ['attempt', 'refusal'], 'true', 'BOOLEAN'),
    column(
      'word',
      lifeKinds.filter((other) => other !== 'end' && other !== 'interim'),
      'true',
      'BOOLEAN',
    ),
  ].join(', ')
}

/**
 * When a life was, and how often it was heard of. Numbers only: the table that they are gathered in fits the memory. `min` is the
 * same whatever the order of the rows.
 */
const spans = (keys: string, from: From): string => `
  SELECT ${keys}, min(ref) AS life_no, min(seq) AS first_seq, min(ord) AS first_ord, max(ord) AS last_ord,
    min(time) AS first_time, max(time) AS last_time, min(source) AS first_source, max(source) AS last_source,
    count(arrival) AS arrivals, max(start) AS last_start, min(ended) AS first_end, count(answer) AS answers, count(word) AS says
  FROM (${lifeKinds
    .map((kind) => `SELECT ${keys}, ref, seq, ord, time, source, ${spanColumns(kind)} FROM ${from(kind)} WHERE queue_id IS NOT NULL`)
    .join(' UNION ALL ')})
  GROUP BY ${keys}`

/** What the lines after its arrival say of the mail as a whole. */
const facts = (keys: string, from: From): string => `
  SELECT ${keys}, min(message_id) AS message_id, min(queued) AS queued, max(size_bytes) AS size_bytes, max(recipients) AS recipients,
    min(sender) AS sender, min(client_ip) AS client_ip, min(client_name) AS client_name, min(login) AS login, min(helo) AS helo
  FROM (
    SELECT ${keys}, message_id FROM ${from('message-id')}
    UNION ALL BY NAME SELECT ${keys}, sender AS queued, size_bytes, recipients FROM ${from('queued')}
    UNION ALL BY NAME SELECT ${keys}, sender, client_ip, client_name, login, helo FROM ${from('refusal')} WHERE queue_id IS NOT NULL
  ) GROUP BY ${keys}`

/** What seldom happens to a mail. */
const turns = (keys: string, from: From): string => `
  SELECT ${keys}, arg_max(ref, seq) FILTER (action = 'deleted') AS deleted, arg_max(ref, seq) FILTER (action = 'canceled') AS canceled,
    arg_max(ref, seq) FILTER (kind = 'expired') AS expired, arg_max(action, seq) FILTER (kind = 'held') AS held,
    count(*) FILTER (kind = 'attempt') AS probes
  FROM (
    SELECT ${keys}, 'end' AS kind, ref, seq, action FROM ${from('end')} WHERE action IN ('deleted', 'canceled')
    UNION ALL BY NAME SELECT ${keys}, 'expired' AS kind, ref, seq FROM ${from('expired')}
    UNION ALL BY NAME SELECT ${keys}, 'held' AS kind, ref, seq, action FROM ${from('held')}
    UNION ALL BY NAME SELECT ${keys}, 'attempt' AS kind, ref, seq, action FROM ${from('attempt')} WHERE action IN ('deliverable', 'undeliverable')
  ) GROUP BY ${keys}`

/** One row for each value of the keys; for each arrival, where there are several. */
const together = (keys: string, from: From): string => `
  SELECT s.*, a.pid, least(a.client_ip, f.client_ip) AS client_ip, least(a.client_name, f.client_name) AS client_name,
    least(a.login, f.login) AS login, least(a.helo, f.helo) AS helo, a.subject, a.linked_id AS former_id, f.message_id, coalesce(f.queued, least(a.sender, f.sender)) AS sender,
    f.size_bytes, f.recipients, t.* EXCLUDE (${keys})
  FROM spans s LEFT JOIN (SELECT ${keys}, pid, client_ip, client_name, login, linked_id, sender, helo, subject FROM ${from('arrival')}) a USING (${keys})
  LEFT JOIN facts f USING (${keys}) LEFT JOIN (${turns(keys, from)}) t USING (${keys})`

/** Gathers what is said for each value of the keys, table by table: all at once it would not fit the memory. */
async function gather(sql: Sql, keys: string, from: From): Promise<void> {
  await sql.run(`CREATE OR REPLACE TEMP TABLE spans AS ${spans(keys, from)}`)
  await sql.run(`CREATE OR REPLACE TEMP TABLE facts AS ${facts(keys, from)}`)
}

/** A queue id starts a life at its arrival, or at the first Message-ID after an end (engine-rules 20). */
const LIFE_OF_REF = `
  WITH boundaries AS (
    SELECT ref, host, queue_id, seq, kind,
      last_value(CASE WHEN kind IN ('arrival', 'message-id') THEN 'open' WHEN kind = 'end' THEN 'ended' END IGNORE NULLS)
        OVER (PARTITION BY host, queue_id ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM reused_events
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
  await gather(sql, 'host, queue_id', eventsOf)
  await sql.run(`CREATE OR REPLACE TEMP TABLE lives AS SELECT *, 1 AS life FROM (${together('host, queue_id', eventsOf)})`)
  await sql.run('CREATE OR REPLACE TEMP TABLE reused AS SELECT host, queue_id FROM lives WHERE arrivals > 1 OR last_start > first_end')
  await splitReused(sql)
  await dropTables(sql, 'spans', 'facts')
  await sql.run('DELETE FROM lives WHERE says = 0 OR (probes > 0 AND probes = answers)')
}

/** Makes a row for each life of an id that was used again. */
async function splitReused(sql: Sql): Promise<void> {
  const [any] = await sql.rows('SELECT 1 FROM reused LIMIT 1')
  if (any === undefined) {
    await sql.run('CREATE OR REPLACE TEMP TABLE life_of_ref (ref BIGINT, life INTEGER)')
    return
  }
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE reused_events AS
     SELECT e.* EXCLUDE (reply, signature, recipient, original_recipient, next_hop, dsn, ident, program)
     FROM ${EVENTS} e SEMI JOIN reused r ON r.host = e.host AND r.queue_id = e.queue_id`,
  )
  await sql.run(`CREATE OR REPLACE TEMP TABLE life_of_ref AS ${LIFE_OF_REF}`)
  await sql.run('DELETE FROM lives WHERE (host, queue_id) IN (SELECT (host, queue_id) FROM reused)')
  const ofReused: From = (kind) => `(SELECT e.*, l.life FROM reused_events e JOIN life_of_ref l ON l.ref = e.ref WHERE e.kind = '${kind}')`
  await gather(sql, 'host, queue_id, life', ofReused)
  await sql.run(`INSERT INTO lives BY NAME ${together('host, queue_id, life', ofReused)}`)
  await dropTables(sql, 'reused_events')
}

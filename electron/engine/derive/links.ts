import { addressOf, makeAddresses, makeNames, mayBeHost, nameOf } from './hosts.ts'
import { dropTables, eventsOf, type Sql, seqSeconds } from './sql.ts'

/** Next hops on the machine itself: a content filter or a proxy, not a destination. */
export const LOOPBACK = `(next_hop LIKE '127.0.0.%' OR next_hop LIKE '%[127.0.0.%' OR next_hop LIKE '%[::1]%' OR next_hop LIKE 'localhost%')`

/**
 * Makes `attempts`: one row per `to=` line, with its life. Makes `edges`: child life → parent life, where one mail goes on
 * under another queue id. Each child has one parent, so that the lives form trees:
 * `handed`: the next server's queue id is in the reply, or the alias was forwarded; `requeued`: an operator or a filter
 * passed the old id; `inferred`: a pipe took the mail and a local submission with the same Message-ID followed.
 * Makes `names` and `addresses` of the hosts whose logs are there.
 */
export async function makeLinks(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE attempts AS
     SELECT l.life_no, e.ref, e.seq, e.time, e.action, e.agent, e.recipient, e.original_recipient, e.next_hop, e.linked_id, e.host, e.signature IS NOT NULL AS failed
     FROM ${eventsOf('attempt')} e LEFT JOIN life_of_ref r ON r.ref = e.ref
     JOIN lives l ON l.host = e.host AND l.queue_id = e.queue_id AND l.life = coalesce(r.life, 1)
     WHERE e.action NOT IN ('deliverable', 'undeliverable')`,
  )
  await makeMet(sql)
  await makeNames(sql)
  await makeAddresses(sql)
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE edges AS
     SELECT child, chosen.parent AS parent, chosen.how AS how FROM (SELECT child, arg_min({parent: parent, how: how}, (preference, began)) AS chosen FROM (
       ${handedOn} UNION ALL ${requeued} UNION ALL ${piped}
     ) WHERE child <> parent GROUP BY child)`,
  )
  await dropTables(sql, 'met')
  await breakCycles(sql)
  await makeTrees(sql)
}

const sameMessage = '(p.message_id IS NULL OR c.message_id IS NULL OR p.message_id = c.message_id)'

/** The server is its own client: it calls itself, or a filter on it, by one of its outer addresses. */
const itself = `contains(a.next_hop, '[' || c.client_ip || ']')`

/** Two servers' clocks or zones may be hours apart, which does not matter where queue id and Message-ID agree. In microseconds. */
const DAY = 86_400e6
const TEN_MINUTES = 600e6

/**
 * Makes `met`: an answer that names a queue id (ref) → a life of that id that began then, here or in another host's log. `same`: both are
 * known to be of one Message-ID.
 */
async function makeMet(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE met AS
     SELECT c.life_no AS child, a.life_no AS parent, a.ref, abs(epoch_us(c.first_time) - epoch_us(a.time)) AS preference, p.first_seq AS began,
       c.host = a.host AS here, coalesce(p.message_id = c.message_id, false) AS same, a.host, c.host AS next_host,
       ${nameOf('a.next_hop')} AS name, ${addressOf('a.next_hop')} AS ip, coalesce(c.client_name, '') AS client_name, coalesce(c.client_ip, '') AS client_ip
     FROM attempts a JOIN lives c ON c.queue_id = a.linked_id JOIN lives p ON p.life_no = a.life_no
     WHERE a.linked_id IS NOT NULL AND a.action IN ('sent', 'expanded') AND ${sameMessage}
       AND CASE WHEN c.host = a.host
         THEN (a.action = 'expanded' OR ${LOOPBACK} OR starts_with(lower(a.next_hop), lower(a.host)) OR ${itself})
           AND c.first_seq >= p.first_seq AND abs(c.first_seq - a.seq) <= ${seqSeconds(600)}
         ELSE a.action = 'sent' AND abs(epoch_us(c.first_time) - epoch_us(a.time)) < CASE WHEN p.message_id = c.message_id THEN ${DAY} ELSE ${TEN_MINUTES} END END`,
  )
}

/** The next hop is the host whose log has the queue id; under another name, that log says of the same mail that it came from here. */
const isThere = `(${mayBeHost('m.name', 'm.next_host')} OR (m.next_host, m.ip) IN (SELECT (host, ip) FROM addresses)
  OR (m.same AND (${mayBeHost('m.client_name', 'm.host')} OR (m.host, m.client_ip) IN (SELECT (host, ip) FROM addresses))))`

const handedOn = `
  SELECT child, parent, 'handed' AS how, preference, began FROM (
    SELECT *, count(DISTINCT child) OVER (PARTITION BY ref) AS candidates FROM met m WHERE m.here OR ${isThere}
  ) WHERE here OR candidates = 1`

const requeued = `
  SELECT c.life_no AS child, arg_max(p.life_no, p.first_seq) AS parent, 'requeued' AS how, 0 AS preference, max(p.first_seq) AS began
  FROM lives c JOIN lives p ON p.host = c.host AND p.queue_id = c.former_id AND p.first_seq < c.first_seq
  WHERE c.former_id IS NOT NULL GROUP BY c.life_no`

const piped = `
  SELECT c.life_no AS child, arg_max(a.life_no, a.seq) AS parent, 'inferred' AS how, 1000000000000 AS preference, max(p.first_seq) AS began
  FROM lives c JOIN lives p ON p.host = c.host AND p.message_id = c.message_id AND p.life_no <> c.life_no
  JOIN attempts a ON a.life_no = p.life_no
  WHERE c.login LIKE 'uid=%' AND c.former_id IS NULL AND c.message_id IS NOT NULL
    AND a.agent = 'pipe' AND a.action = 'sent' AND p.first_seq < c.first_seq
    AND abs(c.first_seq - a.seq) <= ${seqSeconds(120)}
  GROUP BY c.life_no`

/** No mail passes more servers. */
const MOST_HOPS = 110

/**
 * Takes away what would lead from a life back to itself: two servers that name each other's queue ids. Only a link to a life that began
 * earlier by its own clock can close such a circle, so most logs need no look; of a circle, the first life begins the mail. One that is
 * longer than any mail's way is no mail's.
 */
async function breakCycles(sql: Sql): Promise<void> {
  const [backward] = await sql.rows(
    'SELECT 1 FROM edges e JOIN lives c ON c.life_no = e.child JOIN lives p ON p.life_no = e.parent WHERE c.first_seq <= p.first_seq LIMIT 1',
  )
  if (backward === undefined) return
  await sql.run(
    `DELETE FROM edges WHERE child IN (
       WITH RECURSIVE up(life_no, above, hop) AS (
         SELECT child, parent, 1 FROM edges
         UNION
         SELECT u.life_no, e.parent, u.hop + 1 FROM up u JOIN edges e ON e.child = u.above WHERE u.above <> u.life_no AND u.hop < ${MOST_HOPS}
       )
       SELECT arg_min(u.above, (l.first_seq, l.life_no)) FROM up u JOIN lives l ON l.life_no = u.above
       WHERE u.life_no IN (SELECT life_no FROM up WHERE above = life_no) GROUP BY u.life_no
       UNION ALL
       SELECT life_no FROM up WHERE hop = ${MOST_HOPS})`,
  )
}

/** Makes `trees`: life → root (the life that names the message), hop (0 at the root); only for mails of several lives. */
async function makeTrees(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE trees AS
     WITH RECURSIVE up(life_no, root, hop) AS (
       SELECT child, parent, 1 FROM edges
       UNION
       SELECT u.life_no, e.parent, u.hop + 1 FROM up u JOIN edges e ON e.child = u.root WHERE u.hop < ${MOST_HOPS}
     ), top AS (SELECT life_no, arg_max(root, hop) AS root, max(hop) AS hop FROM up GROUP BY life_no)
     SELECT t.life_no, t.root, t.hop, e.how FROM top t JOIN edges e ON e.child = t.life_no
     UNION ALL
     SELECT DISTINCT root, root, 0, NULL FROM top`,
  )
}

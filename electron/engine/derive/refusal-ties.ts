import { isHost, mayBeHost } from './hosts.ts'
import { dropTables, eventsOf, type Sql, UNTIED } from './sql.ts'

/** After so many rounds the rest stays on its own: each ties the nearest pairs, so few are needed. */
const ROUNDS = 20

/**
 * A mail that was refused or put off before it had an id, as both sides tell it: the nearest in time within two minutes, each of the
 * other. What is left without its nearest is asked again among what is left.
 */
export async function tieByRefusal(sql: Sql): Promise<void> {
  await findRefusedByReporter(sql)
  await findRefusedByUs(sql)
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

/** Two minutes, in microseconds: how far apart both sides may tell of a refusal. A join by such slots looks at few others of a retry loop. */
const SLOT = 120_000_000
const slotOf = (time: string): string => `epoch_us(${time}) // ${SLOT}`
/** One row for the slot of a time and each of those beside it. */
const slotsAround = (time: string): string => `unnest(range(${slotOf(time)} - 1, ${slotOf(time)} + 2))`

/** Makes `near`: Google's refusals and attempts of ours that it answered with the same code. */
async function findRefusedByReporter(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE near AS
     WITH theirs AS (
       SELECT t.account, t.code, t.time, ${slotsAround('t.time')} AS slot
       FROM told t JOIN accounts a ON a.account = t.account
       WHERE ${UNTIED} AND a.message_id IS NULL AND a.nameless AND t.action IN ('rejected', 'deferred')
     ), ours AS (
       SELECT coalesce(t.root, l.life_no) AS root, e.ref, e.code, e.time, ${slotOf('e.time')} AS slot
       FROM ${eventsOf('attempt')} e LEFT JOIN life_of_ref r ON r.ref = e.ref
       JOIN lives l ON l.host = e.host AND l.queue_id = e.queue_id AND l.life = coalesce(r.life, 1)
       LEFT JOIN trees t ON t.life_no = l.life_no
       WHERE e.signature IS NOT NULL AND e.code IN (SELECT code FROM theirs)
         AND (contains(lower(e.next_hop), 'gmail.com') OR contains(lower(e.next_hop), 'google'))
     )
     SELECT t.account, o.root, o.ref, abs(epoch_us(t.time) - epoch_us(o.time)) AS apart
     FROM theirs t JOIN ours o ON o.code = t.code AND o.slot = t.slot WHERE abs(epoch_us(t.time) - epoch_us(o.time)) <= ${SLOT}`,
  )
}

/** As both sides tell the same reply: msmtp keeps line ends as `\n`, has `?` for an apostrophe, and a server may leave out its codes. */
const wordsOf = (reply: string): string =>
  `trim(regexp_replace(regexp_replace(replace(lower(${reply}), chr(39), '?'), '(^|\\\\n)[0-9]{3}[- ]?([245][.][0-9]{1,3}[.][0-9]{1,3})?', ' ', 'g'), ' +', ' ', 'g'))`

/** Within so long both sides tell of a refusal that nothing but its words ties; in microseconds. */
const SECONDS = 5_000_000

/**
 * Adds to `near` what a client says (msmtp) that a server of ours refused it, and says as well. Sender and recipient agree, and the code at the server that
 * the client names; where it calls none of the logs' servers by a name that is proved, the words within seconds, each the other's only ones.
 */
async function findRefusedByUs(sql: Sql): Promise<void> {
  await sql.run(
    `INSERT INTO near
     WITH theirs AS (
       SELECT t.account, lower(t.sender) AS sender, lower(t.recipient) AS recipient, t.code, t.time, ${slotsAround('t.time')} AS slot, ${wordsOf('t.reply')} AS words,
         coalesce(CASE WHEN t.host <> '' AND lower(t.next_hop) IN ('localhost', '127.0.0.1', '::1') THEN t.host ELSE t.next_hop END, '') AS server
       FROM told t JOIN accounts a ON a.account = t.account
       WHERE ${UNTIED} AND t.agent = 'msmtp' AND t.action = 'rejected'
     ), ours AS (
       SELECT f.root, f.ref, e.host, lower(e.sender) AS sender, lower(e.recipient) AS recipient, e.code, e.time, ${slotOf('e.time')} AS slot, ${wordsOf('e.reply')} AS words
       FROM ${eventsOf('refusal')} e JOIN finals f ON f.ref = e.ref AND f.fate = 'rejected' WHERE lower(e.recipient) IN (SELECT recipient FROM theirs)
     ), servers AS (
       SELECT server, list(host) FILTER (proved) AS proved, list(host) AS possible FROM (
         SELECT s.server, h.host, (${isHost('s.server', 'h.host')} OR (h.host, s.server) IN (SELECT (host, ip) FROM addresses)) AS proved, ${mayBeHost('s.server', 'h.host')} AS possible
         FROM (SELECT DISTINCT server FROM theirs) s, (SELECT host FROM lives UNION SELECT host FROM ${eventsOf('refusal')}) h
       ) WHERE proved OR possible GROUP BY server
     ), pairs AS (
       SELECT t.account, o.root, o.ref, abs(epoch_us(t.time) - epoch_us(o.time)) AS apart, o.code = t.code AND list_contains(s.proved, o.host) AS named,
         t.words = o.words AND t.words <> '' AND coalesce(o.code = t.code, true) AND coalesce(list_contains(s.possible, o.host), true) AS alike
       FROM theirs t JOIN ours o ON o.sender = t.sender AND o.recipient = t.recipient AND o.slot = t.slot LEFT JOIN servers s ON s.server = t.server
       WHERE abs(epoch_us(t.time) - epoch_us(o.time)) <= ${SLOT}
     ), counted AS (
       SELECT *, count(DISTINCT ref) FILTER (alike AND apart <= ${SECONDS}) OVER (PARTITION BY account) AS refusals,
         count(DISTINCT account) FILTER (alike AND apart <= ${SECONDS}) OVER (PARTITION BY ref) AS accounts
       FROM pairs
     )
     SELECT account, root, ref, apart FROM counted WHERE named OR (alike AND apart <= ${SECONDS} AND refusals = 1 AND accounts = 1)`,
  )
}

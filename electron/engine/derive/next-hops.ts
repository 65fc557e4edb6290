import { LOOPBACK } from './links.ts'
import { dropTables, eventsOf, type Sql } from './sql.ts'

/** What Postfix says of a name that DNS does not know, beside one that it may know later. */
const NOT_FOUND = 'Name service error for name='

/**
 * Tells a next hop that DNS does not know from a recipient's domain: the signatures in `decided` get the status x.3.5, which Postfix itself
 * gives where it is the relayhost, but not where a table of routes names it. Proved by a look-up of MX for another domain than the
 * recipient's, which is never made for one of its servers; else by recipients of several domains, while no mail went anywhere else.
 */
export async function markNextHops(sql: Sql): Promise<void> {
  const [any] = await sql.rows(`SELECT 1 FROM decided WHERE contains(signature, '${NOT_FOUND}') LIMIT 1`)
  if (any === undefined) return
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE unresolved AS
     SELECT ref, host, seq, action, regexp_extract(reply, '${NOT_FOUND}([^ ]+) type=([A-Z]+)', ['name', 'type']) AS asked, lower(split_part(recipient, '@', -1)) AS domain
     FROM ${eventsOf('attempt')}
     WHERE agent = 'smtp' AND next_hop = 'none' AND action IN ('deferred', 'bounced') AND contains(reply, '${NOT_FOUND}') AND NOT contains(reply, 'try again')`,
  )
  await sql.run(
    `UPDATE decided SET signature = regexp_replace(signature, '^([^|]*[|][^|]*[|][^|]*[|])[^|]*', '\\1' || CASE u.action WHEN 'bounced' THEN '5' ELSE '4' END || '.3.5')
     FROM unresolved u WHERE u.ref = decided.ref AND ${isElsewhere} AND (u.asked.type = 'MX' OR (u.host, lower(u.asked.name)) IN (${onlyWay}))`,
  )
  await dropTables(sql, 'unresolved')
}

/** The name is not the recipient's domain; one with other letters than ASCII is asked for under another name. */
const isElsewhere = `u.asked.name <> '' AND lower(u.asked.name) <> u.domain AND NOT regexp_matches(u.domain, '[^ -~]')`

/** Names that were asked for in vain for several domains, of which they are no servers by name, while the host sent to no other server. */
const onlyWay = `
  WITH spans AS (
    SELECT u.host, lower(u.asked.name) AS name, min(u.seq) AS seq, max(u.seq) AS last FROM unresolved u
    WHERE ${isElsewhere} AND NOT ends_with(lower(u.asked.name), '.' || u.domain) GROUP BY ALL HAVING count(DISTINCT u.domain) > 1
  ), others AS (
    SELECT host, seq FROM ${eventsOf('attempt')} WHERE agent = 'smtp' AND next_hop <> 'none' AND NOT ${LOOPBACK} AND host IN (SELECT host FROM spans)
  ), followed AS (
    SELECT host, name, last, min(other) OVER (PARTITION BY host ORDER BY seq ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS other
    FROM (SELECT host, name, seq, last, NULL AS other FROM spans UNION ALL SELECT host, NULL, seq, NULL, seq FROM others)
  )
  SELECT host, name FROM followed WHERE name IS NOT NULL AND (other IS NULL OR other > last)`

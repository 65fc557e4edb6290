import type { Sql } from './sql.ts'

/**
 * rsyslog's RFC 5424 cuts `postfix/qmgr` and `postfix/postsuper` to `postfix`, and both write `removed`. The queue manager is
 * known by its pid, which also writes `queue active`: whoever else removes a mail after it is the operator. Before the first
 * such line (an excerpt, or the manager of before a restart) nothing is concluded.
 */
export async function tellOperatorsFromQueueManagers(sql: Sql): Promise<void> {
  const [cut] = await sql.rows(`SELECT 1 FROM event_end WHERE program = 'postfix' LIMIT 1`)
  if (cut === undefined) return
  await sql.run(
    `UPDATE event_end AS e SET action = CASE
       WHEN (host, pid) IN (SELECT (host, pid) FROM event_queued) THEN 'removed'
       WHEN ord > (SELECT min(q.ord) FROM event_queued q WHERE q.host = e.host) THEN 'deleted'
       ELSE 'removed' END
     WHERE program = 'postfix' AND action IN ('removed', 'deleted')`,
  )
}

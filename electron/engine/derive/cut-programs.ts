import type { Sql } from './sql.ts'

/**
 * rsyslog's RFC 5424 cuts `postfix/qmgr` and `postfix/postsuper` to `postfix`, and both write `removed`. The queue manager is
 * known by its pid, which also writes `queue active`: whoever else removes a mail is the operator. Where no line shows a queue
 * manager (an excerpt), nothing is concluded.
 */
export async function tellOperatorsFromQueueManagers(sql: Sql): Promise<void> {
  const [cut] = await sql.rows(`SELECT 1 FROM event_end WHERE program = 'postfix' LIMIT 1`)
  if (cut === undefined) return
  await sql.run(
    `UPDATE event_end AS e SET action = CASE
       WHEN (host, pid) IN (SELECT (host, pid) FROM event_queued) THEN 'removed'
       WHEN host IN (SELECT host FROM event_queued) THEN 'deleted'
       ELSE 'removed' END
     WHERE program = 'postfix' AND action IN ('removed', 'deleted')`,
  )
}

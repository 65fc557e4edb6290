import type { Sql } from './sql.ts'

/**
 * rsyslog's RFC 5424 cuts `postfix/qmgr` and `postfix/postsuper` to `postfix`, and both write `removed`. The queue manager is
 * known by its pid, which also writes `queue active`: whoever else removes a mail after it is the operator. Before the first
 * such line (an excerpt, or the manager of before a restart) nothing is concluded. `of`: a condition on the sources that change.
 */
export async function tellOperatorsFromQueueManagers(sql: Sql, of = 'true'): Promise<void> {
  const [cut] = await sql.rows(`SELECT 1 FROM event_end WHERE program = 'postfix' LIMIT 1`)
  if (cut !== undefined) await sql.run(`UPDATE event_end AS e SET action = ${WHO_REMOVED} WHERE ${TOLD_WRONGLY} AND ${of}`)
}

/** Whether it would change anything. */
export async function areOperatorsTold(sql: Sql): Promise<boolean> {
  const [wrong] = await sql.rows(`SELECT 1 FROM event_end e WHERE ${TOLD_WRONGLY} LIMIT 1`)
  return wrong === undefined
}

const WHO_REMOVED = `CASE
  WHEN (e.host, e.pid) IN (SELECT (host, pid) FROM event_queued) THEN 'removed'
  WHEN e.ord > (SELECT min(q.ord) FROM event_queued q WHERE q.host = e.host) THEN 'deleted'
  ELSE 'removed' END`

const TOLD_WRONGLY = `e.program = 'postfix' AND e.action IN ('removed', 'deleted') AND e.action <> ${WHO_REMOVED}`

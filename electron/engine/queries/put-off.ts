import type { ClassId } from '../../../shared/failures/failure.ts'
import type { PutOff } from '../../../shared/overview.ts'
import { classifyExemplar, type Exemplar } from '../derive/replies.ts'
import { EVENT_COUNTS, EVENT_OF_LIFE } from './field-sql.ts'
import { readOwnRules } from './own-rules.ts'
import type { Rows } from './question.ts'
import type { Scope } from './scope.ts'
import { OWN } from './talkers.ts'

const REASONS = 3

/** Mail and answers that are looked at for reasons. */
const NEWEST = 300
const SIGNATURES = 50

const ACCEPTED = `m.direction IN ('own', 'internal') AND d.consequence IN ('arrived', 'handed-on') AND d.attempts > 1`

/** One's own mail that was put off and then accepted, and why it was: the classes of those answers to the newest of it, most frequent first. */
export async function putOff(db: Rows, scope: Scope): Promise<PutOff> {
  const [found] = await db.rows<{ count: number }>(`SELECT count(*) AS count FROM ${scope.from} WHERE ${ACCEPTED}`)
  const count = found?.count ?? 0
  return {
    count,
    query: scope.narrow('attempts:>1', 'is:(arrived OR handed-on)', OWN),
    reasons: count === 0 ? [] : await reasons(db, scope),
  }
}

/** Of the newest few hundred of them, so that only the lines of their time are looked at. */
async function reasons(db: Rows, scope: Scope): Promise<readonly ClassId[]> {
  const answers = await db.rows<Exemplar & { readonly count: number }>(
    `WITH late AS MATERIALIZED (
       SELECT l.host, l.queue_id, l.first_ord, l.last_ord, lower(d.recipient) AS recipient
       FROM (SELECT d.message, d.recipient FROM ${scope.from} WHERE ${ACCEPTED} ORDER BY d.pos DESC LIMIT ${NEWEST}) d
       JOIN legs l ON l.message = d.message
     )
     SELECT signature, one.reply AS reply, one.next_hop AS next_hop, one.dsn AS dsn, one.code AS code, one.stage AS stage, count FROM (
       SELECT e.signature, min({reply: e.reply, next_hop: e.next_hop, dsn: e.dsn, code: e.code, stage: e.stage}) AS one, count(*) AS count
       FROM events e JOIN late l ON ${EVENT_OF_LIFE} AND lower(e.recipient) = l.recipient
       WHERE e.kind = 'attempt' AND e.action = 'deferred' AND e.signature IS NOT NULL AND ${EVENT_COUNTS}
         AND e.ord BETWEEN (SELECT min(first_ord) FROM late) AND (SELECT max(last_ord) FROM late)
       GROUP BY e.signature
     ) ORDER BY count DESC, signature LIMIT ${SIGNATURES}`,
  )
  const rules = await readOwnRules(db)
  const counts = new Map<ClassId, number>()
  for (const answer of answers) {
    const { verdict } = classifyExemplar(answer, rules)
    counts.set(verdict.class, (counts.get(verdict.class) ?? 0) + answer.count)
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, REASONS)
    .map(([failure]) => failure)
}

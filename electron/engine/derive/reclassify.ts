import type { ClassId } from '../../../shared/failures/failure.ts'
import type { RuleEffect } from '../../../shared/own-rules.ts'
import { quote } from '../../../shared/query/tokens.ts'
import type { OwnVerdict, Rules } from '../../../shared/rules/rules.ts'
import type { Rows } from '../queries/question.ts'
import { classifyExemplar, type Exemplar, verdictColumns } from './replies.ts'
import { dropTables, type Sql } from './sql.ts'
import { CAUSE, CLASS, CONSEQUENCE, HOP } from './write.ts'

/** A reply as it was judged, by the exemplar that was. */
interface Judged extends Exemplar {
  readonly no: number
  readonly class: ClassId
  readonly rule: string | null
  readonly sign: string | null
  readonly confidence: string
  readonly scope: string
  readonly permanent: boolean
  readonly clears: string
  readonly deliveries: number
  /** The signature as replies are counted: those that differ in capitals only are one. */
  readonly alike: string
}

/** A reply of which other rules say something else. */
interface Change {
  readonly before: Judged
  readonly verdict: OwnVerdict
}

/** The replies of a case that would be judged otherwise by these rules of the user's own (null: by none), most deliveries first. */
async function changesBy(db: Rows, rules: Rules | null, signal?: AbortSignal): Promise<readonly Change[]> {
  const replies = await db.rows<Judged>(
    `SELECT r.no, r.signature, r.stage, r.class, r.rule, r.sign, r.confidence, r.scope, r.permanent, r.clears, d.deliveries, lower(r.signature) AS alike,
       one.reply AS reply, one.next_hop AS next_hop, one.dsn AS dsn, one.code AS code
     FROM replies r JOIN (
       SELECT reply_no, min({reply: reply, next_hop: next_hop, dsn: dsn, code: code}) AS one, count(*) FILTER (class IS NOT NULL) AS deliveries
       FROM deliveries WHERE reply_no IS NOT NULL GROUP BY reply_no
     ) d ON d.reply_no = r.no ORDER BY d.deliveries DESC, r.no`,
    [],
    { signal },
  )
  const judged = ['class', 'rule', 'sign', 'confidence', 'scope', 'permanent', 'clears'] as const satisfies readonly (keyof OwnVerdict)[]
  return replies
    .map((before) => ({ before, verdict: classifyExemplar(before, rules).verdict }))
    .filter(({ before, verdict }) => judged.some((part) => before[part] !== verdict[part]))
}

/** What rules would change, before they are kept: each reply that another rule would decide, most deliveries first. @throws AppError 'cancelled' */
export async function effectsOf(db: Rows, rules: Rules | null, signal?: AbortSignal): Promise<readonly RuleEffect[]> {
  const effects = new Map<string, RuleEffect>()
  for (const { before, verdict } of await changesBy(db, rules, signal)) {
    const count = before.deliveries + (effects.get(before.alike)?.deliveries.count ?? 0)
    effects.set(before.alike, {
      exemplar: before.reply,
      deliveries: { count, query: `is:failed sig:${quote(before.signature)}` },
      from: { class: before.class, rule: before.rule, sign: before.sign },
      to: { class: verdict.class, rule: verdict.rule, sign: verdict.sign },
    })
  }
  return [...effects.values()].sort((a, b) => b.deliveries.count - a.deliveries.count)
}

/**
 * Judges the replies of a case anew, by these rules before the shipped ones, and lets all that is derived from verdicts follow: the same
 * as deriving everything anew, without the events. Runs within a transaction.
 */
export async function reclassify(sql: Sql, rules: Rules | null): Promise<void> {
  const changes = await changesBy(sql, rules)
  if (changes.length === 0) return
  const rows = changes.map(({ before, verdict }) => [String(before.no), ...verdictColumns(verdict)])
  const columns = rows[0]?.map((_, column) => rows.map((row) => row[column] ?? '')) ?? []
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE rejudged AS
     SELECT no::INTEGER AS no, class, nullif(rule, '') AS rule, nullif(sign, '') AS sign, confidence, scope, permanent = 'true' AS permanent, clears
     FROM (SELECT unnest($1) AS no, unnest($2) AS class, unnest($3) AS rule, unnest($4) AS sign, unnest($5) AS confidence, unnest($6) AS scope,
       unnest($7) AS permanent, unnest($8) AS clears)`,
    columns,
  )
  await sql.run(
    `UPDATE casefile.main.replies SET class = j.class, rule = j.rule, sign = j.sign, confidence = j.confidence, scope = j.scope,
       permanent = j.permanent, clears = j.clears FROM rejudged j WHERE j.no = replies.no`,
  )
  await moveDeliveries(sql)
  await moveEchoes(sql)
  await dropTables(sql, 'rejudged')
}

/** Class and cause follow the reply, and the hop where nothing else tells it. */
async function moveDeliveries(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE moved AS
     SELECT f.pos, min(${CLASS}) AS class, min(${CAUSE}) AS cause, min(${HOP}) AS hop
     FROM (SELECT pos, fate, reply_no, reply, recipient, source, line FROM deliveries) f JOIN rejudged j ON j.no = f.reply_no JOIN replies r ON r.no = f.reply_no
     JOIN events e ON e.source = f.source AND e.line = f.line AND e.signature IS NOT NULL AND e.reply = f.reply AND e.recipient IS NOT DISTINCT FROM f.recipient
     GROUP BY f.pos`,
  )
  await sql.run(
    `UPDATE casefile.main.deliveries SET class = v.class, cause = v.cause, hop = v.hop FROM moved v WHERE v.pos = deliveries.pos`,
  )
  await dropTables(sql, 'moved')
}

/** A notice that failed for the cause that it reports is an echo, and noise. */
async function moveEchoes(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE reported_by AS
     WITH failed AS (
       SELECT f.message, list(DISTINCT r.class) AS classes FROM deliveries f JOIN replies r ON r.no = f.reply_no
       WHERE f.fate IN ('bounced', 'rejected', 'expired') GROUP BY f.message
     )
     SELECT n.no, max(CASE WHEN list_has_any(mine.classes, theirs.classes) THEN n.bounce_of END) AS echo_of
     FROM messages n LEFT JOIN failed mine ON mine.message = n.no LEFT JOIN failed theirs ON theirs.message = n.bounce_of
     WHERE n.bounce_of IS NOT NULL GROUP BY n.no`,
  )
  await sql.run(
    `UPDATE casefile.main.messages SET echo_of = n.echo_of FROM reported_by n WHERE n.no = messages.no AND messages.echo_of IS DISTINCT FROM n.echo_of`,
  )
  await sql.run(
    `UPDATE casefile.main.deliveries SET consequence = v.consequence FROM (
       SELECT f.pos, ${CONSEQUENCE} AS consequence FROM deliveries f JOIN messages d ON d.no = f.message
       JOIN (SELECT no AS message, CASE WHEN echo_of IS NOT NULL THEN no END AS notice FROM reported_by) c ON c.message = f.message
     ) v WHERE v.pos = deliveries.pos AND deliveries.consequence <> v.consequence`,
  )
  await dropTables(sql, 'reported_by')
}

import type { Stage } from '../../../shared/failures/failure.ts'
import { type OwnVerdict, type Rules, verdictOf } from '../../../shared/rules/rules.ts'
import { statusIn } from '../../../shared/signature.ts'
import { parseReply, type Reply } from '../../../shared/smtp.ts'
import { readOwnRules } from '../queries/own-rules.ts'
import type { Sql } from './sql.ts'

/** A reply as one event holds it, and the signature that it stands for. */
export interface Exemplar {
  readonly signature: string
  readonly reply: string
  readonly next_hop: string | null
  readonly dsn: string | null
  readonly code: number | null
  readonly stage: string | null
}

const BATCH = 2_000

/** Makes `judged`, which will be `replies`: every distinct signature among the deciding events, classified once by an exemplar, by the rules of the case before the shipped ones. */
export async function classifyReplies(sql: Sql): Promise<void> {
  const rules = await readOwnRules(sql)
  await sql.run('CREATE OR REPLACE TEMP TABLE judged AS SELECT * FROM replies LIMIT 0')
  const exemplars = await sql.rows<Exemplar>(
    `SELECT signature, one.reply AS reply, one.next_hop AS next_hop, one.dsn AS dsn, one.code AS code, one.stage AS stage FROM (
       SELECT f.signature, min({reply: e.reply, next_hop: e.next_hop, dsn: e.dsn, code: e.code, stage: e.stage}) AS one
       FROM decided f JOIN events e ON e.ref = f.ref WHERE f.signature IS NOT NULL GROUP BY f.signature
     ) ORDER BY signature`,
  )
  for (let start = 0; start < exemplars.length; start += BATCH) await insert(sql, exemplars.slice(start, start + BATCH), rules, start)
}

/** What a signature means, by its exemplar; `reply`: how that was read. */
export function classifyExemplar(exemplar: Exemplar, rules: Rules | null): { readonly reply: Reply; readonly verdict: OwnVerdict } {
  const status = statusIn(exemplar.signature) ?? exemplar.dsn
  const reply = parseReply(exemplar.reply, {
    ...(exemplar.next_hop === null ? {} : { host: exemplar.next_hop }),
    ...(status === null ? {} : { status }),
    ...(exemplar.code === null ? {} : { code: exemplar.code }),
    ...(exemplar.stage === null ? {} : { stage: exemplar.stage as Stage }), // Written from the closed set of Stage.
  })
  return { reply, verdict: verdictOf(reply, rules) }
}

/** What `replies` holds of a verdict, from `class` to `clears`, as text; nothing is empty. */
export function verdictColumns(verdict: OwnVerdict): readonly string[] {
  const { rule, sign, confidence, scope, permanent, clears } = verdict
  return [verdict.class, rule ?? '', sign ?? '', confidence, scope, String(permanent), clears]
}

async function insert(sql: Sql, exemplars: readonly Exemplar[], rules: Rules | null, before: number): Promise<void> {
  const rows = exemplars.map((exemplar, index) => {
    const { reply, verdict } = classifyExemplar(exemplar, rules)
    const stage = verdict.stage ?? reply.stage
    return [
      String(before + index + 1),
      exemplar.signature,
      exemplar.reply,
      verdict.provider ?? reply.provider ?? '',
      stage ?? '',
      ...verdictColumns(verdict),
    ]
  })
  const columns = rows[0]?.map((_, column) => rows.map((row) => row[column] ?? '')) ?? []
  await sql.run(
    `INSERT INTO judged
     SELECT no::INTEGER, signature, exemplar, nullif(provider, ''), nullif(stage, ''), class, nullif(rule, ''), nullif(sign, ''), confidence,
       scope, permanent = 'true', clears
     FROM (SELECT unnest($1) AS no, unnest($2) AS signature, unnest($3) AS exemplar, unnest($4) AS provider, unnest($5) AS stage,
       unnest($6) AS class, unnest($7) AS rule, unnest($8) AS sign, unnest($9) AS confidence, unnest($10) AS scope,
       unnest($11) AS permanent, unnest($12) AS clears)`,
    columns,
  )
}

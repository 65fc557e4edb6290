import { narrowQuery } from '../../../shared/query/narrow.ts'
import { quote } from '../../../shared/query/tokens.ts'
import { MOST_TALKERS, type Report } from '../../../shared/report.ts'
import { version } from '../../../shared/version.ts'
import type { CaseDb } from '../database.ts'
import { sourceReports } from '../source-row.ts'
import { coverage } from './coverage.ts'
import { devices, senders } from './devices.ts'
import { failures } from './failures.ts'
import { overview } from './overview.ts'
import { readOwnRules } from './own-rules.ts'
import { DELIVERIES, predicateOf } from './predicate.ts'
import { caseState, readQuery } from './question.ts'
import { reportRows } from './report-rows.ts'
import { messageStory } from './story.ts'

/** What a report is about, and how many deliveries its lists hold. */
export interface ReportRequest {
  /** Empty: the whole case. */
  readonly query: string
  readonly rows: number
}

/** What a report says of itself. `madeAt`: ISO 8601. */
export interface ReportHead {
  readonly caseName: string
  readonly madeAt: string
}

/**
 * Everything that a report says. Each part is the answer of the question of that name, so that its numbers are theirs; when the
 * case changes meanwhile, all are asked again.
 *
 * @throws AppError 'bad-query'
 */
export async function caseReport(db: CaseDb, request: ReportRequest, head: ReportHead, signal?: AbortSignal): Promise<Report> {
  for (;;) {
    const report = await ask(db, request, head, signal)
    if ((await caseState(db)).generation === report.overview.generation) return report
  }
}

async function ask(db: CaseDb, { query, rows }: ReportRequest, head: ReportHead, signal: AbortSignal | undefined): Promise<Report> {
  const glance = await overview(db, query, signal)
  const whole = glance.query === ''
  const failed = whole ? narrowQuery('', '-is:noise') : query
  const { zone } = await caseState(db)
  const sending = { query, limit: MOST_TALKERS }
  const { messages, storyIds, ...listed } = await reportRows(db, query, rows, signal)
  const stories = []
  for (const id of storyIds) stories.push(await messageStory(db, id))
  return {
    version,
    ...head,
    zone,
    redaction: null,
    overview: glance,
    messages,
    causes: await failures(db, failed, signal),
    ownRules: await deciding(db, failed),
    ownClasses: (await caseState(db)).ownClasses,
    ...listed,
    devices: await devices(db, sending, signal),
    senders: await senders(db, sending, signal),
    stories,
    sources: await sourceReports(db),
    coverage: await coverage(db),
  }
}

/** The user's rules that decided failures of a query, most first. */
async function deciding(db: CaseDb, query: string): Promise<Report['ownRules']> {
  const rules = (await readOwnRules(db))?.rules ?? []
  if (rules.length === 0) return []
  const { sql, params } = predicateOf(readQuery(query), await caseState(db))
  const counts = await db.rows<{ rule: string; count: number }>(
    `SELECT r.rule, count(*) AS count FROM ${DELIVERIES} JOIN replies r ON r.no = d.reply_no
     WHERE d.class IS NOT NULL AND starts_with(r.rule, 'own/') AND ${sql} GROUP BY r.rule ORDER BY count DESC, r.rule`,
    params,
  )
  return counts.flatMap(({ rule: name, count }) => {
    const rule = rules.find((each) => `own/${each.name}` === name)
    return rule === undefined ? [] : [{ rule, decides: { count, query: narrowQuery(query, 'is:failed', `rule:${quote(name)}`) } }]
  })
}

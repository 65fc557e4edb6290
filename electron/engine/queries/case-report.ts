import { narrowQuery } from '../../../shared/query/narrow.ts'
import { MOST_TALKERS, type Report, reportSections } from '../../../shared/report.ts'
import { version } from '../../../shared/version.ts'
import type { CaseDb } from '../database.ts'
import { sourceReports } from '../source-row.ts'
import { coverage } from './coverage.ts'
import { devicesAndSenders } from './devices.ts'
import { failures } from './failures.ts'
import { overview } from './overview.ts'
import { ownRulesDeciding } from './own-rules-deciding.ts'
import { caseState } from './question.ts'
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
  const { messages, storyIds, ...listed } = await reportRows(db, query, rows, signal)
  const stories = []
  for (const id of storyIds) stories.push(await messageStory(db, id))
  const deciding = await ownRulesDeciding(db, failed)
  return {
    version,
    ...head,
    zone,
    title: null,
    note: null,
    sections: reportSections,
    redaction: null,
    overview: glance,
    messages,
    causes: await failures(db, failed, signal),
    ownRules: deciding.filter(({ decides }) => decides.count > 0).sort((a, b) => b.decides.count - a.decides.count),
    ownClasses: (await caseState(db)).ownClasses,
    ...listed,
    ...(await devicesAndSenders(db, { query, limit: MOST_TALKERS }, signal)),
    stories,
    sources: await sourceReports(db),
    coverage: await coverage(db),
  }
}

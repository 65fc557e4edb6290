import type { SourceReport } from '../../../shared/source-report.ts'
import { reportOf } from '../source-row.ts'
import type { Rows } from './question.ts'

/** How each visible source was read, in the order of their content. */
export async function sourceReports(db: Rows): Promise<SourceReport[]> {
  const rows = await db.rows<{ source: number }>("SELECT source FROM sources WHERE state = 'visible' ORDER BY rank, source")
  const reports: SourceReport[] = []
  for (const { source } of rows) reports.push(await reportOf(db, source))
  return reports
}

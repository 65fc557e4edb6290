import type { SourceReport } from '../../../shared/api.ts'
import { AppError } from '../../../shared/errors.ts'
import { reportOf } from '../source-row.ts'
import type { Rows } from './question.ts'

/** How each visible source was read, in the order of their content. */
export async function sourceReports(db: Rows): Promise<SourceReport[]> {
  const rows = await db.rows<{ source: number }>("SELECT source FROM sources WHERE state = 'visible' ORDER BY rank, source")
  const reports: SourceReport[] = []
  for (const { source } of rows) reports.push(await reportOf(db, source))
  return reports
}

/**
 * The number of a source within the case, by the id that is shown.
 *
 * @throws AppError 'not-found'
 */
export async function sourceNumber(db: Rows, id: string): Promise<number> {
  const [row] = await db.rows<{ source: number }>('SELECT source FROM sources WHERE id = $1', [id])
  if (row === undefined) throw new AppError('not-found', `${id}: no such source in this case; see the list of sources`)
  return row.source
}

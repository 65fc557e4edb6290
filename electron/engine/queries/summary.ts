import type { CaseSummary } from '../../../shared/api.ts'
import { organisation } from './organisation.ts'
import { caseState, isoTime, type Rows } from './question.ts'

interface Counts {
  readonly messages: number
  readonly deliveries: number
  readonly first: number | null
  readonly last: number | null
  readonly sources: number
}

const COUNTS = `
  SELECT (SELECT count(*) FROM messages) AS messages, (SELECT count(*) FROM deliveries) AS deliveries,
    (SELECT min(first_time) FROM sources WHERE state = 'visible') AS first, (SELECT max(last_time) FROM sources WHERE state = 'visible') AS last,
    (SELECT count(*) FROM sources WHERE state = 'visible') AS sources`

/** What the open case holds. `id`: the handle by which its host knows it. */
export async function caseSummary(db: Rows, id: string, name: string): Promise<CaseSummary> {
  const [counts] = await db.rows<Counts>(COUNTS)
  const { generation, ownClasses } = await caseState(db)
  return {
    id,
    name,
    generation,
    messages: counts?.messages ?? 0,
    deliveries: counts?.deliveries ?? 0,
    firstTime: isoTime(counts?.first ?? null),
    lastTime: isoTime(counts?.last ?? null),
    sources: counts?.sources ?? 0,
    organisation: await organisation(db),
    ownClasses,
  }
}

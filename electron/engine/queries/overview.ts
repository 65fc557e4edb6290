import type { DeliveryRow } from '../../../shared/api.ts'
import type { FailureId, Family } from '../../../shared/failures/failure.ts'
import { failureOf } from '../../../shared/failures/index.ts'
import { type Consequence, type Direction, type Fate, fates, outcomeOf } from '../../../shared/message.ts'
import type { FamilyFailures, Found, Overview, OverviewList } from '../../../shared/overview.ts'
import type { CaseDb, Connection } from '../database.ts'
import { DELIVERY_TIME } from './field-sql.ts'
import { type LargestClass, mainCause } from './main-cause.ts'
import { DELIVERIES } from './predicate.ts'
import { type CaseState, fromOneState, isoTime } from './question.ts'
import { OWN, topDevices, topSenders } from './talkers.ts'
import { volume } from './volume.ts'
import { newestOf } from './window.ts'

const ROWS = 4
const TALKERS = 8

interface Group {
  readonly fate: Fate
  readonly class: FailureId | null
  readonly consequence: Consequence
  readonly direction: Direction
  readonly count: number
  readonly first: number | null
  readonly last: number | null
}

/** The whole case at a glance, from one state of it: the main cause, the three lists, the counts and who is behind them. */
export async function overview(db: CaseDb): Promise<Overview> {
  const connection = await db.connect()
  try {
    return await fromOneState(
      db,
      connection,
      () => [],
      (state) => read(connection, state),
    )
  } finally {
    connection.close()
  }
}

async function read(connection: Connection, state: CaseState): Promise<Overview> {
  const groups = await connection.rows<Group>(
    `SELECT d.fate, d.class, d.consequence, m.direction, count(*) AS count, min(${DELIVERY_TIME}) AS first, max(${DELIVERY_TIME}) AS last
     FROM ${DELIVERIES} GROUP BY d.fate, d.class, d.consequence, m.direction`,
  )
  const total = (fits: (group: Group) => boolean) => groups.reduce((sum, group) => (fits(group) ? sum + group.count : sum), 0)
  const of = (consequence: Consequence) => total((group) => group.consequence === consequence)
  const list = async (consequence: 'lost' | 'waiting' | 'noise'): Promise<OverviewList> => {
    const rows: readonly DeliveryRow[] = await newestOf(connection, consequence, ROWS)
    return { query: `is:${consequence}`, count: of(consequence), rows }
  }
  const largest = largestClass(groups)
  const talkers = { condition: 'true', params: [], query: OWN, limit: TALKERS }
  const times = groups.flatMap(({ first, last }) => (first === null || last === null ? [] : [first, last]))
  const span = times.length === 0 ? null : { first: Math.min(...times), last: Math.max(...times) }
  return {
    generation: state.generation,
    deliveries: total(() => true),
    firstTime: isoTime(span?.first ?? null),
    lastTime: isoTime(span?.last ?? null),
    own: {
      all: { query: OWN, count: total(isOwn) },
      lost: { query: `is:lost ${OWN}`, count: total((group) => isOwn(group) && group.consequence === 'lost') },
      waiting: { query: `is:waiting ${OWN}`, count: total((group) => isOwn(group) && group.consequence === 'waiting') },
      unknown: { query: `outcome:unknown ${OWN}`, count: total((group) => isOwn(group) && group.fate === 'unknown') },
    },
    mainCause: largest === null ? null : await mainCause(connection, state, largest),
    lists: { lost: await list('lost'), waiting: await list('waiting'), noise: await list('noise') },
    arrived: { query: 'is:arrived', count: of('arrived') },
    handedOn: { query: 'is:handed-on', count: of('handed-on') },
    unknown: { query: 'outcome:unknown', count: total((group) => group.fate === 'unknown') },
    fates: fates.flatMap((fate) => {
      const count = total((group) => group.fate === fate)
      return count === 0 ? [] : [{ fate, count, query: fateQuery(fate) }]
    }),
    volume: await volume(connection, state.zone, span),
    families: families(groups),
    senders: await topSenders(connection, talkers),
    devices: await topDevices(connection, talkers),
  }
}

function isOwn({ direction }: Group): boolean {
  return direction === 'own' || direction === 'internal'
}

/** Lost mail counts before mail that waits. */
function largestClass(groups: readonly Group[]): LargestClass | null {
  for (const consequence of ['lost', 'waiting'] as const) {
    const counts = new Map<FailureId, number>()
    for (const group of groups) {
      if (group.class === null || group.consequence !== consequence || !isOwn(group)) continue
      counts.set(group.class, (counts.get(group.class) ?? 0) + group.count)
    }
    const [most] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    if (most !== undefined) return { consequence, class: most[0], count: most[1] }
  }
  return null
}

/** `outcome:` with a word that is a group's name finds the group: its other fates are taken out. */
function fateQuery(fate: Fate): string {
  const others = fates.filter((other) => other !== fate && outcomeOf[other] === fate)
  if (others.length === 0) return `outcome:${fate}`
  return `outcome:${fate} -outcome:${others.length === 1 ? others[0] : `(${others.join(' OR ')})`}`
}

/** Failures by family, of all mail but noise; the family with most lost mail first. */
function families(groups: readonly Group[]): readonly FamilyFailures[] {
  const byFamily = new Map<Family, Set<FailureId>>()
  for (const group of groups) {
    if (group.class === null || (group.consequence !== 'lost' && group.consequence !== 'waiting')) continue
    const { family } = failureOf(group.class)
    byFamily.set(family, (byFamily.get(family) ?? new Set()).add(group.class))
  }
  const found = (classes: ReadonlySet<FailureId>, consequence: 'lost' | 'waiting'): Found => ({
    count: groups.reduce(
      (sum, group) => (group.class !== null && classes.has(group.class) && group.consequence === consequence ? sum + group.count : sum),
      0,
    ),
    query: `is:${consequence} class:${classes.size === 1 ? [...classes][0] : `(${[...classes].sort().join(' OR ')})`}`,
  })
  return [...byFamily]
    .map(([family, classes]) => ({ family, lost: found(classes, 'lost'), waiting: found(classes, 'waiting') }))
    .sort((a, b) => b.lost.count - a.lost.count || b.waiting.count - a.waiting.count || (a.family < b.family ? -1 : 1))
}

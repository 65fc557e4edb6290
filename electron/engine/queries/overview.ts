import type { DeliveryRow } from '../../../shared/api.ts'
import { isBackscatter } from '../../../shared/backscatter.ts'
import type { ClassId, Family } from '../../../shared/failures/failure.ts'
import { failureOf } from '../../../shared/failures/index.ts'
import { isLog, isSearchResult } from '../../../shared/formats/index.ts'
import { type Consequence, type Direction, type Fate, fates, outcomeOf } from '../../../shared/message.ts'
import type { FamilyFailures, Found, Overview, OverviewList } from '../../../shared/overview.ts'
import type { OwnClass } from '../../../shared/rules/schema.ts'
import type { CaseDb, Connection } from '../database.ts'
import { causes } from './causes.ts'
import { DELIVERY_TIME } from './field-sql.ts'
import { lists } from './lists.ts'
import { type LargestClass, mainCause } from './main-cause.ts'
import { predicateOf } from './predicate.ts'
import { putOff } from './put-off.ts'
import { type CaseState, fromOneState, isoTime, readQuery } from './question.ts'
import { recognition } from './recognition.ts'
import { chooseScope, type Scope } from './scope.ts'
import { OWN, topTalkers } from './talkers.ts'
import { volume } from './volume.ts'
import { newestOf } from './window.ts'

const ROWS = 4
const TALKERS = 8

interface Group {
  readonly fate: Fate
  readonly class: ClassId | null
  readonly consequence: Consequence
  readonly direction: Direction
  readonly count: number
  readonly spam: number
  readonly first: number | null
  readonly last: number | null
}

/**
 * The case, or the deliveries of a query, at a glance, from one state: the main cause, the three lists, the counts and who is
 * behind them.
 *
 * @throws AppError 'bad-query'
 */
export async function overview(db: CaseDb, text = '', signal?: AbortSignal): Promise<Overview> {
  const query = readQuery(text)
  const connection = await db.connect()
  try {
    const wordsOf = (state: CaseState) => predicateOf(query, state).words
    const answer = async (state: CaseState) => read(connection, await chooseScope(connection, text, query, state, signal), state)
    return await fromOneState(db, connection, wordsOf, answer, signal)
  } finally {
    connection.close()
  }
}

async function read(connection: Connection, scope: Scope, state: CaseState): Promise<Overview> {
  const groups = await connection.rows<Group>(
    `SELECT d.fate, d.class, d.consequence, m.direction, count(*) AS count, count(*) FILTER (d.placement = 'spam') AS spam,
       min(${DELIVERY_TIME}) AS first, max(${DELIVERY_TIME}) AS last
     FROM ${scope.from} GROUP BY d.fate, d.class, d.consequence, m.direction`,
  )
  const total = (fits: (group: Group) => boolean) => groups.reduce((sum, group) => (fits(group) ? sum + group.count : sum), 0)
  const of = (consequence: Consequence) => total((group) => group.consequence === consequence)
  const lostNotices = total(({ consequence, direction }) => consequence === 'lost' && direction === 'notice')
  const list = async (consequence: 'lost' | 'waiting' | 'noise'): Promise<OverviewList> => {
    const { clauses, condition } = lists[consequence]
    const rows: readonly DeliveryRow[] = await newestOf(connection, scope, condition, ROWS, state.names)
    const found = consequence === 'lost' ? of('lost') - lostNotices : of(consequence)
    return { query: scope.narrow(...clauses), count: found, rows, parts: partsOf(groups, consequence, scope) }
  }
  const largest = largestClass(groups)
  const talkers = { scope, condition: 'true', params: [], clauses: [OWN], limit: TALKERS }
  const own = (clauses: readonly string[], fits: (group: Group) => boolean): Found => ({
    query: scope.narrow(...clauses, OWN),
    count: total((group) => isOwn(group) && fits(group)),
  })
  const times = groups.flatMap(({ first, last }) => (first === null || last === null ? [] : [first, last]))
  const span = times.length === 0 ? null : { first: Math.min(...times), last: Math.max(...times) }
  return {
    generation: state.generation,
    holds: await holds(connection),
    query: scope.narrow(),
    deliveries: total(() => true),
    firstTime: isoTime(span?.first ?? null),
    lastTime: isoTime(span?.last ?? null),
    own: {
      all: own([], () => true),
      lost: own(['is:lost'], (group) => group.consequence === 'lost'),
      waiting: own(['is:waiting'], (group) => group.consequence === 'waiting'),
      unknown: own(['outcome:unknown'], (group) => group.fate === 'unknown'),
    },
    mainCause: largest === null ? null : await mainCause(connection, state, scope, largest),
    causes: await causes(connection, state, scope),
    putOff: await putOff(connection, scope),
    inSpam: { query: scope.narrow('is:spam'), count: groups.reduce((sum, group) => sum + group.spam, 0) },
    lists: { lost: await list('lost'), waiting: await list('waiting'), noise: await list('noise') },
    lostNotices: { query: scope.narrow(...lists.notices.clauses), count: lostNotices },
    arrived: { query: scope.narrow('is:arrived'), count: of('arrived') },
    handedOn: { query: scope.narrow('is:handed-on'), count: of('handed-on') },
    unknown: { query: scope.narrow('outcome:unknown'), count: total((group) => group.fate === 'unknown') },
    fates: fates.flatMap((fate) => {
      const count = total((group) => group.fate === fate)
      return count === 0 ? [] : [{ fate, count, query: scope.narrow(fateQuery(fate)) }]
    }),
    volume: await volume(connection, { scope, zone: state.zone, span }),
    families: families(groups, scope, state.ownClasses),
    recognition: await recognition(connection, scope),
    ...(await topTalkers(connection, state.names, talkers)),
  }
}

/** Whose the deliveries of a list are. */
const wholes = {
  own: { fits: isOwn, query: OWN },
  others: { fits: ({ direction }: Group) => direction === 'inbound', query: 'direction:inbound' },
  notices: { fits: ({ direction }: Group) => direction === 'notice', query: 'direction:notice' },
  strangers: {
    fits: (group: Group) => group.direction === 'stranger' && !isBackscatter(group, group),
    query: 'direction:stranger -is:backscatter',
  },
  backscatter: { fits: (group: Group) => isBackscatter(group, group), query: 'is:backscatter' },
  echoes: { fits: ({ direction }: Group) => direction !== 'stranger', query: '-direction:stranger' },
} as const

function partsOf(groups: readonly Group[], consequence: 'lost' | 'waiting' | 'noise', scope: Scope): OverviewList['parts'] {
  const whose =
    consequence === 'noise'
      ? (['strangers', 'backscatter', 'echoes'] as const)
      : consequence === 'lost'
        ? (['own', 'others'] as const)
        : (['own', 'others', 'notices'] as const)
  return whose.flatMap((part) => {
    const { fits, query } = wholes[part]
    const count = groups.reduce((sum, group) => (group.consequence === consequence && fits(group) ? sum + group.count : sum), 0)
    return count === 0 ? [] : [{ whose: part, count, query: scope.narrow(`is:${consequence}`, query) }]
  })
}

function isOwn({ direction }: Group): boolean {
  return direction === 'own' || direction === 'internal'
}

/** Lost mail counts before mail that waits. */
function largestClass(groups: readonly Group[]): LargestClass | null {
  for (const consequence of ['lost', 'waiting'] as const) {
    const counts = new Map<ClassId, number>()
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

/** Failures by family, of all mail but noise and lost notices; the family with most lost mail first. */
function families(groups: readonly Group[], scope: Scope, own: readonly OwnClass[]): readonly FamilyFailures[] {
  const counts = ({ consequence, direction }: Group): boolean =>
    consequence === 'waiting' || (consequence === 'lost' && direction !== 'notice')
  const byFamily = new Map<Family, Set<ClassId>>()
  for (const group of groups) {
    if (group.class === null || !counts(group)) continue
    const { family } = failureOf(group.class, own)
    byFamily.set(family, (byFamily.get(family) ?? new Set()).add(group.class))
  }
  const found = (classes: ReadonlySet<ClassId>, consequence: 'lost' | 'waiting'): Found => ({
    count: groups.reduce(
      (sum, group) =>
        group.class !== null && classes.has(group.class) && group.consequence === consequence && counts(group) ? sum + group.count : sum,
      0,
    ),
    query: scope.narrow(
      ...lists[consequence].clauses,
      `class:${classes.size === 1 ? [...classes][0] : `(${[...classes].sort().join(' OR ')})`}`,
    ),
  })
  return [...byFamily]
    .map(([family, classes]) => ({ family, lost: found(classes, 'lost'), waiting: found(classes, 'waiting') }))
    .sort((a, b) => b.lost.count - a.lost.count || b.waiting.count - a.waiting.count || (a.family < b.family ? -1 : 1))
}

/** What kinds of files the case is made of. */
async function holds(connection: Connection): Promise<Overview['holds']> {
  const rows = await connection.rows<{ format: string }>("SELECT DISTINCT format FROM sources WHERE state = 'visible'")
  const formats = rows.flatMap(({ format }) => format.split(' '))
  return { logs: formats.some(isLog), searches: formats.some(isSearchResult) }
}

import type { FacetValue, QueryReport } from '../../../shared/api.ts'
import { directions, type Fate, outcomeOf, outcomes } from '../../../shared/message.ts'
import type { Clause } from '../../../shared/query/syntax.ts'
import { clauseText, topClauses, withoutClause, withoutField } from '../../../shared/query.ts'
import type { CaseDb, Connection } from '../database.ts'
import { DELIVERY_TIME } from './field-sql.ts'
import { DELIVERIES, predicateOf } from './predicate.ts'
import { type CaseState, fromOneState, isoTime, readQuery } from './question.ts'

interface Group {
  readonly fate: Fate
  readonly class: string | null
  readonly direction: string
  readonly count: number
  readonly first: number | null
  readonly last: number | null
  /** Of all groups together. */
  readonly messages: number
}

/** One group per fate, class and direction: the totals and every facet are sums of them. */
const groupsSql = (condition: string): string => `
  WITH found AS MATERIALIZED (
    SELECT d.message, d.fate, d.class, m.direction, ${DELIVERY_TIME} AS time FROM ${DELIVERIES} WHERE ${condition}
  )
  SELECT fate, class, direction, count(*) AS count, min(time) AS first, max(time) AS last,
    (SELECT count(DISTINCT message) FROM found) AS messages
  FROM found GROUP BY fate, class, direction`

/**
 * What a query finds: totals, the time that it covers, and the facets, each without the query's own clauses of that field.
 *
 * @throws AppError 'bad-query'
 */
export async function queryReport(db: CaseDb, text: string, signal?: AbortSignal): Promise<QueryReport> {
  const query = readQuery(text)
  const connection = await db.connect()
  try {
    const wordsOf = (state: CaseState) => predicateOf(query, state).words
    return await fromOneState(db, connection, wordsOf, (state) => reportOf(connection, query, state, signal), signal)
  } finally {
    connection.close()
  }
}

async function reportOf(connection: Connection, query: Clause, state: CaseState, signal: AbortSignal | undefined): Promise<QueryReport> {
  const groups = await groupsOf(connection, query, state, signal)
  const facet = async (field: 'outcome' | 'class' | 'direction'): Promise<readonly Group[]> => {
    const without = withoutField(query, field)
    return topClauses(without).length === topClauses(query).length ? groups : groupsOf(connection, without, state, signal)
  }
  const total = sum(groups)
  return {
    total,
    messages: groups[0]?.messages ?? 0,
    generation: state.generation,
    firstTime: isoTime(least(groups.map((group) => group.first))),
    lastTime: isoTime(greatest(groups.map((group) => group.last))),
    outcomes: counted(await facet('outcome'), (group) => outcomeOf[group.fate], outcomes),
    classes: counted(await facet('class'), (group) => group.class, []),
    directions: counted(await facet('direction'), (group) => group.direction, directions),
    without: total > 0 ? [] : await countWithout(connection, query, state, signal),
  }
}

async function groupsOf(
  connection: Connection,
  query: Clause,
  state: CaseState,
  signal: AbortSignal | undefined,
): Promise<readonly Group[]> {
  const { sql, params } = predicateOf(query, state)
  return connection.rows<Group>(groupsSql(sql), params, { signal })
}

/** The count that each clause alone stands in the way of. */
async function countWithout(
  connection: Connection,
  query: Clause,
  state: CaseState,
  signal: AbortSignal | undefined,
): Promise<QueryReport['without']> {
  const counts: { readonly clause: string; readonly count: number }[] = []
  for (const [i, clause] of topClauses(query).slice(0, 12).entries()) {
    const { sql, params } = predicateOf(withoutClause(query, i), state)
    const [row] = await connection.rows<{ count: number }>(`SELECT count(*) AS count FROM ${DELIVERIES} WHERE ${sql}`, params, { signal })
    counts.push({ clause: clauseText(clause), count: row?.count ?? 0 })
  }
  return counts
}

/** Values with their counts: those of `order` first and in its order, then by count. */
function counted(groups: readonly Group[], facetOf: (group: Group) => string | null, order: readonly string[]): readonly FacetValue[] {
  const counts = new Map<string, number>()
  for (const group of groups) {
    const value = facetOf(group)
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + group.count)
  }
  const place = (value: string) => (order.includes(value) ? order.indexOf(value) : order.length)
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => place(a.value) - place(b.value) || b.count - a.count || (a.value < b.value ? -1 : 1))
}

function sum(groups: readonly Group[]): number {
  return groups.reduce((total, group) => total + group.count, 0)
}

function least(times: readonly (number | null)[]): number | null {
  return times.reduce((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null)
}

function greatest(times: readonly (number | null)[]): number | null {
  return times.reduce((a, b) => (a === null ? b : b === null ? a : Math.max(a, b)), null)
}

import type { Talker } from '../../../shared/overview.ts'
import { quote } from '../../../shared/query/tokens.ts'
import { type DeviceNames, nameOf } from './device-names.ts'
import type { Rows } from './question.ts'
import type { Scope } from './scope.ts'

/** One's own mail: outward and internal. */
export const OWN = 'direction:(own OR internal)'

const OWN_SQL = "m.direction IN ('own', 'internal')"

/** What is longer is no address, and would not fit into a query. */
const LONGEST_NAME = 320

interface Row {
  readonly name: string
  readonly title: string | null
  readonly count: number
  readonly lost: number
}

/** Deliveries that a talker is counted in: one's own, all or those of a cause (a condition over d and m). */
export interface TalkersOf {
  readonly scope: Scope
  readonly condition: string
  readonly params: readonly string[]
  /** The condition as clauses of a query. */
  readonly clauses: readonly string[]
  readonly limit: number
}

/** The senders of most of one's own mail. */
export async function topSenders(db: Rows, { scope, condition, params, clauses, limit }: TalkersOf): Promise<readonly Talker[]> {
  const rows = await db.rows<Row>(
    `WITH told AS MATERIALIZED (
       SELECT m.sender, count(*) AS count, count(*) FILTER (WHERE d.consequence = 'lost') AS lost
       FROM ${scope.from} WHERE ${OWN_SQL} AND (${condition}) GROUP BY m.sender
     )
     SELECT lower(sender) AS name, NULL AS title, sum(count)::BIGINT AS count, sum(lost)::BIGINT AS lost FROM told
     WHERE sender <> '' AND length(sender) <= ${LONGEST_NAME} GROUP BY name ORDER BY 3 DESC, name LIMIT ${limit}`,
    [...params],
  )
  return rows.map((row) => talker(row, scope.narrow(`from:${quote(row.name)}`, ...clauses)))
}

/** The devices of most of one's own mail, by address; the title is what the user calls it, else a name as the server saw it. */
export async function topDevices(
  db: Rows,
  names: DeviceNames,
  { scope, condition, params, clauses, limit }: TalkersOf,
): Promise<readonly Talker[]> {
  const rows = await db.rows<Row>(
    `SELECT lower(m.client_ip) AS name, max(CASE WHEN lower(m.client_name) <> 'unknown' THEN lower(m.client_name) END) AS title,
       count(*) AS count, count(*) FILTER (WHERE d.consequence = 'lost') AS lost
     FROM ${scope.from} WHERE ${OWN_SQL} AND m.client_ip <> '' AND length(m.client_ip) <= ${LONGEST_NAME} AND (${condition})
     GROUP BY 1 ORDER BY count DESC, name LIMIT ${limit}`,
    [...params],
  )
  return rows.map((row) => {
    const title = nameOf(names, row.name, null) ?? row.title
    return talker({ ...row, title }, scope.narrow(`device:${quote(row.name)}`, ...clauses))
  })
}

function talker({ name, title, count, lost }: Row, query: string): Talker {
  return { name, title, count, query, lost, lostQuery: `${query} is:lost` }
}

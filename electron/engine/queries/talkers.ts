import type { Talker } from '../../../shared/overview.ts'
import { quote } from '../../../shared/query/tokens.ts'
import { type DeviceNames, nameOf } from './device-names.ts'
import type { Rows } from './question.ts'
import type { Scope } from './scope.ts'

/** One's own mail: outward and internal. */
export const OWN = 'direction:(own OR internal)'

const OWN_SQL = "m.direction IN ('own', 'internal')"

/** What is longer is no address, and would not fit into a query. */
export const LONGEST_NAME = 320

type Kind = 'sender' | 'device'

interface Row {
  readonly kind: Kind
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

/** Who sent most of one's own mail. */
export interface TopTalkers {
  readonly senders: readonly Talker[]
  /** By address; the title is what the user calls it, else a name as the server saw it. */
  readonly devices: readonly Talker[]
}

/** The senders and the devices of most of one's own mail, from one reading of the deliveries. */
export async function topTalkers(
  db: Rows,
  names: DeviceNames,
  { scope, condition, params, clauses, limit }: TalkersOf,
): Promise<TopTalkers> {
  const top = (kind: Kind, name: string, title: string): string => `
    (SELECT '${kind}' AS kind, lower(${name}) AS name, ${title} AS title, sum(count)::BIGINT AS count, sum(lost)::BIGINT AS lost
     FROM told WHERE ${name} <> '' AND length(${name}) <= ${LONGEST_NAME} GROUP BY 2 ORDER BY 4 DESC, name LIMIT ${limit})`
  const rows = await db.rows<Row>(
    `WITH told AS MATERIALIZED (
       SELECT m.sender, m.client_ip, m.client_name, count(*) AS count, count(*) FILTER (WHERE d.consequence = 'lost') AS lost
       FROM ${scope.from} WHERE ${OWN_SQL} AND (${condition}) GROUP BY m.sender, m.client_ip, m.client_name
     )
     FROM (${top('sender', 'sender', 'NULL')} UNION ALL
     ${top('device', 'client_ip', "max(CASE WHEN lower(client_name) <> 'unknown' THEN lower(client_name) END)")}) ORDER BY kind, count DESC, name`,
    [...params],
  )
  const of = (kind: Kind): readonly Row[] => rows.filter((row) => row.kind === kind)
  return {
    senders: of('sender').map((row) => talker(row, scope.narrow(`from:${quote(row.name)}`, ...clauses))),
    devices: of('device').map((row) => {
      const title = nameOf(names, row.name, null) ?? row.title
      return talker({ ...row, title }, scope.narrow(`device:${quote(row.name)}`, ...clauses))
    }),
  }
}

function talker({ name, title, count, lost }: Row, query: string): Talker {
  return { name, title, count, query, lost, lostQuery: `${query} is:lost` }
}

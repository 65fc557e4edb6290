import type { Facet, FacetEntry, FacetField } from '../../../shared/facets.ts'
import { withoutField } from '../../../shared/query.ts'
import type { CaseDb, Connection } from '../database.ts'
import type { Param } from '../values.ts'
import { type DeviceNames, nameOf } from './device-names.ts'
import { domainOf } from './field-sql.ts'
import { DELIVERIES, predicateOf } from './predicate.ts'
import { type CaseState, fromOneState, readQuery } from './question.ts'

/** Whose values are asked for. `containing`: only those with this text in them. */
export interface FacetRequest {
  readonly query: string
  readonly field: FacetField
  readonly limit: number
  readonly containing?: string | undefined
}

/** What is longer is no address and no name, and would not fit into a query. */
const LONGEST_VALUE = 320

/** Rows of value, title and count, of the deliveries that fit a condition. */
type Counted = (condition: string) => string

/**
 * Counts a column as it is stored first, since that is many times faster than what the values need. `values`: the values of
 * such a row, each once.
 */
function counted(columns: readonly string[], values: string, title = 'NULL'): Counted {
  const stored = columns.map((column) => `${column} AS ${column.split('.')[1]}`).join(', ')
  return (condition) => `
    SELECT value, ${title} AS title, sum(count)::BIGINT AS count FROM (
      SELECT *, unnest(${values}) AS value FROM (SELECT ${stored}, count(*) AS count FROM ${DELIVERIES} WHERE ${condition} GROUP BY ALL)
    ) GROUP BY value`
}

/** A message belongs to the source of the line that decided, to those of its first and last lines, and of reports on it: nearly always one. */
const bySource: Counted = (condition) => `
  WITH found AS MATERIALIZED (SELECT d.pos, d.message, d.source FROM ${DELIVERIES} WHERE ${condition}),
    spans AS (SELECT message, unnest([first_source, last_source]) AS source FROM legs UNION ALL SELECT message, source FROM reports),
    beside AS (SELECT DISTINCT f.pos, s.source FROM found f JOIN spans s ON s.message = f.message WHERE s.source IS DISTINCT FROM f.source),
    counts AS (SELECT source, count(*) AS count FROM (SELECT source FROM found UNION ALL SELECT source FROM beside) GROUP BY source)
  SELECT CASE WHEN (SELECT count(*) FROM sources o WHERE o.name = s.name) = 1 THEN lower(s.name) ELSE s.id END AS value, s.name AS title, c.count
  FROM counts c JOIN sources s ON s.source = c.source`

const wholeIp = "(regexp_full_match(client_ip, '[0-9]{1,3}([.][0-9]{1,3}){3}') OR contains(client_ip, ':'))"

const facets: Readonly<Record<FacetField, Counted>> = {
  from: counted(['m.sender'], '[lower(sender)]'),
  to: counted(['d.recipient', 'd.original_recipient'], 'list_distinct([lower(recipient), lower(original_recipient)])'),
  domain: counted(['d.recipient'], `[lower(${domainOf('recipient')})]`),
  fromdomain: counted(['m.sender'], `[lower(${domainOf('sender')})]`),
  device: counted(
    ['m.client_ip', 'm.client_name'],
    `[CASE WHEN ${wholeIp} THEN lower(client_ip) END]`,
    "max(CASE WHEN lower(client_name) <> 'unknown' THEN lower(client_name) END)",
  ),
  login: counted(['m.login'], '[lower(login)]'),
  relay: counted(['d.next_hop'], "[CASE WHEN lower(next_hop) <> 'none' THEN split_part(lower(next_hop), '[', 1) END]"),
  source: bySource,
}

/**
 * The commonest values of a field with the number of deliveries of each, under the query without that field's own clauses.
 *
 * @throws AppError 'bad-query'
 */
export async function facetOf(db: CaseDb, request: FacetRequest, signal?: AbortSignal): Promise<Facet> {
  const query = withoutField(readQuery(request.query), request.field)
  const connection = await db.connect()
  try {
    const wordsOf = (state: CaseState) => predicateOf(query, state).words
    const answer = (state: CaseState) => {
      const { sql, params } = predicateOf(query, state)
      return read(connection, request, { sql, params: [...params], names: request.field === 'device' ? state.names : new Map() }, signal)
    }
    return await fromOneState(db, connection, wordsOf, answer, signal)
  } finally {
    connection.close()
  }
}

async function read(
  connection: Connection,
  { field, limit, containing }: FacetRequest,
  { sql, params, names }: { readonly sql: string; readonly params: readonly Param[]; readonly names: DeviceNames },
  signal: AbortSignal | undefined,
): Promise<Facet> {
  const text = (containing ?? '').toLowerCase()
  const named = [...names].flatMap(([device, { name }]) => (name.toLowerCase().includes(text) ? [device] : []))
  const rows = await connection.rows<FacetEntry & { readonly total: number }>(
    `SELECT value, title, count, count(*) OVER () AS total FROM (${facets[field](sql)})
     WHERE value <> '' AND length(value) <= ${LONGEST_VALUE} AND (contains(concat_ws(' ', lower(value), lower(title)), $${params.length + 1}) OR value IN (SELECT unnest($${params.length + 2}::VARCHAR[])))
     ORDER BY count DESC, value LIMIT $${params.length + 3}`,
    [...params, text, named, limit],
    { signal },
  )
  return {
    values: rows.map(({ value, title, count }) => ({ value, title: nameOf(names, value, null) ?? title, count })),
    total: rows[0]?.total ?? 0,
  }
}

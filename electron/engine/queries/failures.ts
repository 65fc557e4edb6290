import type { FailureReport } from '../../../shared/failure-report.ts'
import type { CaseDb, Connection } from '../database.ts'
import { type FailureRows, failureReports } from './failure-groups.ts'
import { DELIVERY_TIME } from './field-sql.ts'
import { predicateOf } from './predicate.ts'
import { type CaseState, caseMta, fromOneState, readQuery } from './question.ts'

/** The server's name in a next hop; null where nothing was reached. */
const HOST = "nullif(nullif(lower(split_part(d.next_hop, '[', 1)), 'none'), '')"
const DOMAIN = "CASE WHEN contains(d.recipient, '@') THEN lower(split_part(d.recipient, '@', -1)) END"

/** Signatures of a class, and of each kind of those that are hit, that are told one by one. */
const MOST_SIGNATURES = 100
const MOST_HITS = 5

/**
 * Failures under a query: class by class and, within a class, reply by reply. What hits the user's mail comes first, strangers
 * that were turned away last.
 *
 * @throws AppError 'bad-query'
 */
export async function failures(db: CaseDb, text: string, signal?: AbortSignal): Promise<readonly FailureReport[]> {
  const query = readQuery(text)
  const connection = await db.connect()
  try {
    const wordsOf = (state: CaseState) => predicateOf(query, state).words
    return await fromOneState(
      db,
      connection,
      wordsOf,
      async (state) => {
        const { sql, params } = predicateOf(query, state)
        await connection.run(FAILED(sql), params, { signal })
        return failureReports(text, {
          ...(await readGroups(connection, signal)),
          names: state.names,
          own: state.ownClasses,
          mta: await caseMta(connection),
        })
      },
      signal,
    )
  } finally {
    connection.close()
  }
}

/** Every failed delivery of the query. `sig` is empty where no server said anything; hop: and the formats of the source that decided. */
const FAILED = (condition: string): string => `CREATE OR REPLACE TEMP TABLE failed AS
  SELECT d.message, d.class, coalesce(lower(r.signature), '') AS sig, d.reply_no, coalesce(d.hop, '') || ' ' || coalesce(s.format, '') AS hop, d.consequence, m.direction, d.recipient, d.original_recipient,
    m.sender, m.client_ip, ${HOST} AS host, ${DOMAIN} AS domain, ${DELIVERY_TIME} AS first, coalesce(d.last_attempt, m.last_seen) AS last
  FROM deliveries d JOIN messages m ON m.no = d.message LEFT JOIN replies r ON r.no = d.reply_no
    LEFT JOIN sources s ON s.source = d.source WHERE d.class IS NOT NULL AND ${condition}`

/** One row per class (`whole`) and one per class and signature. Host and domain: the one that all share, or null. */
const GROUPS = `CREATE OR REPLACE TEMP TABLE failure_groups AS
  SELECT row_number() OVER (ORDER BY class, grouping(sig) DESC, count(*) DESC, sig) AS no, class, sig, grouping(sig) = 1 AS whole,
    row_number() OVER (PARTITION BY class, grouping(sig) ORDER BY count(*) DESC, sig) AS rank,
    count(*) AS deliveries, count(DISTINCT message) AS messages, count(*) FILTER (consequence = 'lost') AS lost,
    count(*) FILTER (consequence = 'lost' AND direction = 'notice') AS lost_notices,
    count(*) FILTER (consequence = 'waiting') AS waiting, count(*) FILTER (consequence = 'noise') AS noise,
    min(first) AS first, max(last) AS last, min(reply_no) AS reply_no, count(DISTINCT sig) AS signatures,
    CASE WHEN count(host) = count(*) AND min(host) = max(host) THEN min(host) END AS host,
    CASE WHEN count(domain) = count(*) AND min(domain) = max(domain) THEN min(domain) END AS domain
  FROM failed GROUP BY GROUPING SETS ((class, sig), (class))`

const READ_GROUPS = `
  SELECT g.no, g.class, g.sig, g.whole, g.deliveries, g.messages, g.lost, g.lost_notices AS "lostNotices", g.waiting, g.noise, g.first, g.last, g.signatures, r.signature, r.exemplar,
    r.provider, r.stage, r.rule, r.sign, r.confidence
  FROM failure_groups g LEFT JOIN replies r ON r.no = g.reply_no AND NOT g.whole
  WHERE g.whole OR g.rank <= ${MOST_SIGNATURES} ORDER BY g.no`

const HITS = (field: string, values: string): string => `
  SELECT class, sig, grouping(sig) = 1 AS whole, '${field}' AS field, lower(value) AS value, count(*) AS deliveries
  FROM (SELECT class, sig, unnest(${values}) AS value FROM failed) WHERE value IS NOT NULL
  GROUP BY GROUPING SETS ((class, sig, lower(value)), (class, lower(value)))`

/** An address counts as written and as expanded, as `to:` finds it. */
const READ_HITS = `
  SELECT g.no, h.field, h.value, h.deliveries FROM (
    ${HITS('recipient', 'list_distinct([lower(recipient), lower(original_recipient)])')} UNION ALL
    ${HITS('sender', '[sender]')} UNION ALL ${HITS('device', "[nullif(client_ip, '')]")} UNION ALL ${HITS('hop', '[hop]')}
  ) h JOIN failure_groups g ON g.class = h.class AND g.whole = h.whole AND (h.whole OR g.sig = h.sig)
  WHERE g.whole OR g.rank <= ${MOST_SIGNATURES}
  QUALIFY row_number() OVER (PARTITION BY g.no, h.field ORDER BY h.deliveries DESC, h.value) <= ${MOST_HITS} ORDER BY g.no, h.field, h.deliveries DESC, h.value`

/** What was accepted nearest before and after a group, by the next hop or in the domain that all its failures share. */
const READ_GOOD = `
  WITH shared AS (
    SELECT no, CASE WHEN host IS NOT NULL THEN 'next-hop' ELSE 'domain' END AS via, coalesce(host, domain) AS name, first, last
    FROM failure_groups WHERE coalesce(host, domain) IS NOT NULL AND (whole OR rank <= ${MOST_SIGNATURES})
  ),
  good AS (
    SELECT via, name, time, min(message) AS message FROM (
      SELECT 'next-hop' AS via, ${HOST} AS name, d.last_attempt AS time, d.message FROM deliveries d
      WHERE d.fate IN ('delivered', 'relayed') AND ${HOST} IN (SELECT name FROM shared WHERE via = 'next-hop')
      UNION ALL
      SELECT 'domain', ${DOMAIN}, d.last_attempt, d.message FROM deliveries d
      WHERE d.fate IN ('delivered', 'relayed') AND ${DOMAIN} IN (SELECT name FROM shared WHERE via = 'domain')
    ) WHERE time IS NOT NULL GROUP BY ALL
  ),
  nearest AS (
    SELECT s.no, s.via, s.name, 'before' AS side, g.time, g.message FROM shared s ASOF JOIN good g ON g.via = s.via AND g.name = s.name AND s.first > g.time
    UNION ALL
    SELECT s.no, s.via, s.name, 'after', g.time, g.message FROM shared s ASOF JOIN good g ON g.via = s.via AND g.name = s.name AND s.last < g.time
  )
  SELECT n.no, n.via, n.name, n.side, n.time, m.id FROM nearest n JOIN messages m ON m.no = n.message`

async function readGroups(connection: Connection, signal: AbortSignal | undefined): Promise<Omit<FailureRows, 'names' | 'mta' | 'own'>> {
  await connection.run(GROUPS, [], { signal })
  return {
    groups: await connection.rows(READ_GROUPS, [], { signal }),
    hits: await connection.rows(READ_HITS, [], { signal }),
    good: await connection.rows(READ_GOOD, [], { signal }),
  }
}

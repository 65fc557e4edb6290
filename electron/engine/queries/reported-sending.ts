import type { ReportedSender, ReportedSending, ReportedTls } from '../../../shared/reported-sending.ts'
import type { Reported } from '../../../shared/senders.ts'
import { nameOf, readDeviceNames } from './device-names.ts'
import { isoTime, type Rows } from './question.ts'

/** Counts of visible sources; a report that came in several, as a file and by mail, counts once. */
const counts = (kind: 'dmarc' | 'tls'): string =>
  `(SELECT e.* FROM event_${kind} e JOIN sources s ON s.source = e.source WHERE s.state = 'visible'
   QUALIFY e.source = min(e.source) OVER (PARTITION BY e.host, e.report_id, e.time))`

const PASSED = "(e.dkim = 'pass' OR e.spf = 'pass')"

const SENDERS = `
  WITH logged AS (SELECT lower(client_ip) AS ip, count(*) AS messages FROM messages WHERE client_ip IS NOT NULL GROUP BY 1)
  SELECT lower(e.client_ip) AS ip, lower(coalesce(e.header_from, e.domain, '')) AS domain, coalesce(min(l.messages), 0)::BIGINT AS logged,
    sum(e.messages)::BIGINT AS messages, coalesce(sum(e.messages) FILTER (${PASSED}), 0)::BIGINT AS passed,
    coalesce(sum(e.messages) FILTER (NOT ${PASSED}), 0)::BIGINT AS failed,
    coalesce(sum(e.messages) FILTER (e.action = 'quarantine'), 0)::BIGINT AS quarantined,
    coalesce(sum(e.messages) FILTER (e.action = 'reject'), 0)::BIGINT AS rejected,
    list_sort(list(DISTINCT e.host)) AS reporters, min(epoch_us(e.time)) AS first, max(e.until) AS last
  FROM ${counts('dmarc')} e LEFT JOIN logged l ON l.ip = lower(e.client_ip)
  GROUP BY 1, 2 ORDER BY failed DESC, messages DESC, ip, domain LIMIT $1`

const TLS = `
  WITH reasons AS (
    SELECT lower(coalesce(domain, '')) AS domain, coalesce(policy, '') AS policy, coalesce(reason, '') AS reason, sum(failed) AS failed
    FROM ${counts('tls')} WHERE action = 'failure' GROUP BY 1, 2, 3
  ),
  told AS (
    SELECT domain, policy, list(concat(reason, ' (', failed, ')') ORDER BY failed DESC, reason) AS reasons FROM reasons GROUP BY 1, 2
  )
  SELECT lower(coalesce(e.domain, '')) AS domain, coalesce(e.policy, '') AS policy, sum(e.passed)::BIGINT AS passed, sum(e.failed)::BIGINT AS failed,
    coalesce(min(t.reasons), []) AS reasons, list_sort(list(DISTINCT e.host)) AS reporters, max(e.until) AS last
  FROM ${counts('tls')} e LEFT JOIN told t ON t.domain = lower(coalesce(e.domain, '')) AND t.policy = coalesce(e.policy, '')
  WHERE e.action = 'sessions' GROUP BY 1, 2 ORDER BY failed DESC, domain, policy LIMIT $1`

const TOTALS = `
  WITH told AS (SELECT lower(client_ip) AS ip, lower(coalesce(header_from, domain, '')) AS domain FROM ${counts('dmarc')} GROUP BY ALL),
  logged AS (SELECT DISTINCT lower(client_ip) AS ip FROM messages)
  SELECT count(*)::BIGINT AS "sendersTotal", count(DISTINCT ip)::BIGINT AS addresses,
    count(DISTINCT ip) FILTER (ip NOT IN (SELECT ip FROM logged WHERE ip IS NOT NULL))::BIGINT AS "unknownAddresses",
    (SELECT count(*) FROM (SELECT 1 FROM ${counts('tls')} WHERE action = 'sessions'
      GROUP BY lower(coalesce(domain, '')), coalesce(policy, '')))::BIGINT AS "tlsTotal"
  FROM told`

type Times<Row> = Omit<Row, 'firstSeen' | 'lastSeen'> & { readonly first: number; readonly last: number }

/**
 * Who sends in the user's name, and how well others could encrypt, by the reports in the case.
 *
 * @param most rows of each; a domain that is misused is so from very many addresses
 */
export async function reportedSending(db: Rows, most = Number.MAX_SAFE_INTEGER): Promise<ReportedSending> {
  const names = await readDeviceNames(db)
  const senders = await db.rows<Times<Omit<ReportedSender, 'name'>>>(SENDERS, [most])
  const tls = await db.rows<Times<ReportedTls>>(TLS, [most])
  const [totals] = await db.rows<Pick<ReportedSending, 'sendersTotal' | 'addresses' | 'unknownAddresses' | 'tlsTotal'>>(TOTALS)
  return {
    ...(totals ?? { sendersTotal: 0, addresses: 0, unknownAddresses: 0, tlsTotal: 0 }),
    senders: senders.map(({ first, last, ...row }) => ({
      ...row,
      name: nameOf(names, row.ip, null),
      firstSeen: isoTime(first),
      lastSeen: isoTime(last),
    })),
    tls: tls.map(({ domain, policy, passed, failed, reasons, reporters, last }) => ({
      domain,
      policy,
      passed,
      failed,
      reasons,
      reporters,
      lastSeen: isoTime(last),
    })),
  }
}

/** What is reported of each address, in lower case. */
export async function reportedByAddress(db: Rows): Promise<ReadonlyMap<string, Reported>> {
  const rows = await db.rows<{ ip: string; messages: number; failed: number }>(
    `SELECT lower(e.client_ip) AS ip, sum(e.messages)::BIGINT AS messages, coalesce(sum(e.messages) FILTER (NOT ${PASSED}), 0)::BIGINT AS failed
     FROM ${counts('dmarc')} e GROUP BY 1`,
  )
  return new Map(rows.map(({ ip, messages, failed }) => [ip, { reportedMessages: messages, reportedFailed: failed }]))
}

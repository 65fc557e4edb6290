import { wholeNumber } from '../ascii.ts'
import { listAt, readJsonLine, textAt, valueAt } from '../json-line.ts'
import type { LogRecord, Origin, TlsCount } from '../record.ts'
import { stampWithZone } from '../zone-names.ts'
import type { LogFormat, Outcome } from './format.ts'
import { examples } from './tls-rpt/examples.ts'

/** Reports of SMTP TLS: whether senders could encrypt as the policy of a domain asks. */
export const tlsRpt: LogFormat = {
  id: 'tls-rpt',
  title: 'SMTP TLS report',
  source: 'RFC 8460',
  mark: 'JSON with `organization-name`, `report-id` and `policies`',
  traps:
    'It counts sessions, not mails, of those who send to you: the address in a failure is the reporter’s. With a policy in testing nothing was lost.',
  unit: 'json',
  noLog: true,
  splittable: true,
  open: () => recordsOf,
  owns: (line) => reportOf(line) !== null,
  examples,
}

function reportOf(line: string): object | null {
  if (!line.includes('"policies"')) return null
  const report = readJsonLine(line)
  return report !== null && textAt(report, 'organization-name') !== null && Array.isArray(valueAt(report, 'policies')) ? report : null
}

function recordsOf(line: string): Outcome {
  if (line === '') return 'ignored'
  const report = reportOf(line)
  if (report === null) return 'unrecognised'
  const begin = stampWithZone(textAt(report, 'date-range', 'start-datetime') ?? '')
  if (begin === null) return 'unrecognised'
  // No report ends before it begins.
  const until = Math.max(begin.stamp, stampWithZone(textAt(report, 'date-range', 'end-datetime') ?? '')?.stamp ?? begin.stamp)
  const origin = { ...begin, host: textAt(report, 'organization-name') ?? '', program: 'tls-rpt', pid: 0 }
  const reportId = textAt(report, 'report-id')
  const records = listAt(report, 'policies').flatMap((policy) => countsOf(policy, { reportId, until, origin }))
  return records.length === 0 ? 'ignored' : records
}

/** What a report says of all that it counts. */
type Whole = Pick<TlsCount, 'reportId' | 'until'> & { readonly origin: Origin }

/** The sessions under a policy, then those that failed, by their reason. Fields are named: an object made of the rest of others costs more than all else. */
function countsOf(of: unknown, { reportId, until, origin }: Whole): readonly LogRecord[] {
  const domain = textAt(of, 'policy', 'policy-domain')
  const policy = textAt(of, 'policy', 'policy-type')
  const sessions: LogRecord = {
    kind: 'tls',
    action: 'sessions',
    domain,
    policy,
    clientIp: null,
    nextHop: null,
    reason: null,
    passed: wholeNumber(textAt(of, 'summary', 'total-successful-session-count')) ?? 0,
    failed: wholeNumber(textAt(of, 'summary', 'total-failure-session-count')) ?? 0,
    reportId,
    until,
    origin,
  }
  const failures = listAt(of, 'failure-details').map(
    (detail): LogRecord => ({
      kind: 'tls',
      action: 'failure',
      domain,
      policy,
      clientIp: textAt(detail, 'sending-mta-ip'),
      nextHop: textAt(detail, 'receiving-mx-hostname'),
      reason: [textAt(detail, 'result-type'), textAt(detail, 'failure-reason-code')].filter((part) => part !== null).join(': ') || null,
      passed: 0,
      failed: wholeNumber(textAt(detail, 'failed-session-count')) ?? 0,
      reportId,
      until,
      origin,
    }),
  )
  return [sessions, ...failures]
}

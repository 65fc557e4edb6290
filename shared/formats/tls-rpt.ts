import { wholeNumber } from '../ascii.ts'
import { listAt, readJsonLine, textAt, valueAt } from '../json-line.ts'
import type { LogRecord, TlsCount } from '../record.ts'
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
  const records = listAt(report, 'policies').flatMap((policy) => [sessionsOf(policy), ...failuresOf(policy)])
  return records.length === 0 ? 'ignored' : records.map((record): LogRecord => ({ ...record, reportId, until, origin }))
}

type Counted = Omit<TlsCount, 'reportId' | 'until'>

function policyOf(policy: unknown): Pick<Counted, 'kind' | 'domain' | 'policy'> {
  return { kind: 'tls', domain: textAt(policy, 'policy', 'policy-domain'), policy: textAt(policy, 'policy', 'policy-type') }
}

function sessionsOf(policy: unknown): Counted {
  return {
    ...policyOf(policy),
    action: 'sessions',
    clientIp: null,
    nextHop: null,
    reason: null,
    passed: wholeNumber(textAt(policy, 'summary', 'total-successful-session-count')) ?? 0,
    failed: wholeNumber(textAt(policy, 'summary', 'total-failure-session-count')) ?? 0,
  }
}

function failuresOf(policy: unknown): readonly Counted[] {
  return listAt(policy, 'failure-details').map((detail) => ({
    ...policyOf(policy),
    action: 'failure',
    clientIp: textAt(detail, 'sending-mta-ip'),
    nextHop: textAt(detail, 'receiving-mx-hostname'),
    reason: [textAt(detail, 'result-type'), textAt(detail, 'failure-reason-code')].filter((part) => part !== null).join(': ') || null,
    passed: 0,
    failed: wholeNumber(textAt(detail, 'failed-session-count')) ?? 0,
  }))
}

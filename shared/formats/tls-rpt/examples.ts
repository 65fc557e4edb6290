import type { Origin, TlsCount } from '../../record.ts'
import type { LogFormat } from '../format.ts'

const origin: Origin = { stamp: Date.UTC(2026, 2, 2) * 1000, zoned: true, yearless: false, host: 'Sender Inc.', program: 'tls-rpt', pid: 0 }
const sessions: TlsCount & { readonly origin: Origin } = {
  kind: 'tls',
  action: 'sessions',
  domain: 'example.com',
  policy: 'sts',
  clientIp: null,
  nextHop: null,
  reason: null,
  passed: 5326,
  failed: 3,
  reportId: '2026-03-02T00:00:00Z_example.com',
  until: Date.UTC(2026, 2, 2, 23, 59, 59) * 1000,
  origin,
}

const report = {
  'organization-name': 'Sender Inc.',
  'date-range': { 'start-datetime': '2026-03-02T00:00:00Z', 'end-datetime': '2026-03-02T23:59:59Z' },
  'report-id': '2026-03-02T00:00:00Z_example.com',
  policies: [
    {
      policy: { 'policy-type': 'sts', 'policy-string': ['version: STSv1', 'mode: testing'], 'policy-domain': 'example.com' },
      summary: { 'total-successful-session-count': 5326, 'total-failure-session-count': 3 },
      'failure-details': [
        {
          'result-type': 'validation-failure',
          'sending-mta-ip': '198.51.100.62',
          'receiving-mx-hostname': 'mx1.example.com',
          'failed-session-count': 3,
          'failure-reason-code': 'X509_V_ERR',
        },
      ],
    },
  ],
}
const failure: typeof sessions = {
  ...sessions,
  action: 'failure',
  clientIp: '198.51.100.62',
  nextHop: 'mx1.example.com',
  reason: 'validation-failure: X509_V_ERR',
  passed: 0,
}

export const examples: LogFormat['examples'] = [
  { text: JSON.stringify(report), gives: [[sessions, failure]] },
  // A count with a sign is none.
  { text: JSON.stringify(report).replace(':5326,', ':-5326,'), gives: [[{ ...sessions, passed: 0 }, failure]] },
  {
    text: JSON.stringify({ ...report, 'date-range': { 'start-datetime': '2026-03-02T00:00:00Z', 'end-datetime': '1926-03-02T00:00:00Z' } }),
    gives: [
      [
        { ...sessions, until: origin.stamp },
        { ...failure, until: origin.stamp },
      ],
    ],
  },
  { text: JSON.stringify({ ...report, policies: [] }), gives: ['ignored'] },
  { text: JSON.stringify({ ...report, 'date-range': {} }), gives: ['unrecognised'] },
]

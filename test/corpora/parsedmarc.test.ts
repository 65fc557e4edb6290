import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFiles } from '../../electron/engine/open-files.ts'
import { recordsOfMail } from '../../electron/mail/records-of-mail.ts'
import { dmarcAggregate } from '../../shared/formats/dmarc-aggregate.ts'
import type { Outcome } from '../../shared/formats/format.ts'
import { tlsRpt } from '../../shared/formats/tls-rpt.ts'
import type { DmarcCount, Origin, TlsCount } from '../../shared/record.ts'
import { createXmlRecords, isXmlReport } from '../../shared/xml-records.ts'

const folder = join(import.meta.dirname, '../../../shared/corpora/parsedmarc')

type Expected = Readonly<Record<string, unknown>> & { readonly kind: string }
type Counted = (DmarcCount | TlsCount) & { readonly origin: Origin }

async function bytesOf(path: string): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const { found } of openFiles(path, path)) if (!('error' in found)) for await (const piece of found.pieces) parts.push(piece)
  return Buffer.concat(parts)
}

function countsOf(bytes: Buffer): { readonly counts: readonly Counted[]; readonly outcomes: readonly Outcome[] } {
  const text = bytes.toString('latin1')
  const write = createXmlRecords()
  const outcomes = text.startsWith('{')
    ? [tlsRpt.open({ fileName: '' })(text.replaceAll('\n', ' '))]
    : isXmlReport(text)
      ? (write(text) + write(null)).split('\n').map(dmarcAggregate.open({ fileName: '' }))
      : [...recordsOfMail(bytes).values()]
  return { outcomes, counts: outcomes.flatMap((outcome) => (typeof outcome === 'string' ? [] : outcome)) as Counted[] }
}

/** The fields of the other project, of what was read. */
function fieldsOf(counts: readonly Counted[]): Readonly<Record<string, unknown>> {
  const [first] = counts
  if (first === undefined) return { kind: 'eml or other' }
  if (first.kind === 'tls') {
    const sessions = counts.filter((count): count is TlsCount & { origin: Origin } => count.kind === 'tls' && count.action === 'sessions')
    const policies = sessions.map(({ domain, policy, passed, failed }) => ({ domain, type: policy, ok: passed, fail: failed }))
    return { kind: 'tls-rpt', org: first.origin.host, reportId: first.reportId, policies }
  }
  const all = counts as readonly (DmarcCount & { readonly origin: Origin })[]
  const byDisposition: Record<string, number> = {}
  for (const { action, messages } of all) byDisposition[action] = (byDisposition[action] ?? 0) + messages
  return {
    kind: 'dmarc-aggregate',
    org: first.origin.host || null,
    reportId: first.reportId,
    begin: String(first.origin.stamp / 1e6),
    end: String(first.until / 1e6),
    domain: first.domain,
    policy: first.policy,
    records: counts.length,
    messages: all.reduce((sum, { messages }) => sum + messages, 0),
    byDisposition,
    first: { ip: first.clientIp, count: String(first.messages), dkim: first.dkim, spf: first.spf, headerFrom: first.headerFrom },
  }
}

test.skipIf(!existsSync(folder))('reports of parsedmarc are read as it expects (skipped where ../shared/corpora is absent)', async () => {
  const expected = JSON.parse(readFileSync(join(folder, 'derived-expected.json'), 'utf8')) as Readonly<Record<string, Expected>>
  const different: string[] = []
  let fields = 0
  for (const [path, wanted] of Object.entries(expected)) {
    const { counts } = countsOf(await bytesOf(join(folder, path)).catch(() => Buffer.alloc(0)))
    const got = fieldsOf(counts)
    for (const [name, value] of Object.entries(wanted)) {
      fields += 1
      if (JSON.stringify(got[name]) !== JSON.stringify(value)) different.push(`${path.split('/').at(-1)}: ${name}`)
    }
  }
  // An organisation without a name is called by its address; a report within a mail is read; words are in lower case.
  expect([fields, different]).toEqual([
    88,
    [
      '!large-example.com!1711897200!1711983600.xml: org',
      'twilight.eml: kind',
      'report_with_upper_cased_pass.xml: byDisposition',
      'report_with_upper_cased_pass.xml: first',
    ],
  ])
})

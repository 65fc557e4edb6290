import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { importFiles } from '../../electron/engine/import-job.ts'
import { coverage } from '../../electron/engine/queries/coverage.ts'
import { nameDevices } from '../../electron/engine/queries/device-names.ts'
import { devices } from '../../electron/engine/queries/devices.ts'
import { reportedSending } from '../../electron/engine/queries/reported-sending.ts'
import { caseOf, smallLog } from './small-case.ts'

const record = (ip: string, count: number, dkim: string, spf: string, disposition = 'none') => `  <record>
    <row><source_ip>${ip}</source_ip><count>${count}</count>
      <policy_evaluated><disposition>${disposition}</disposition><dkim>${dkim}</dkim><spf>${spf}</spf></policy_evaluated></row>
    <identifiers><header_from>acme.test</header_from></identifiers>
  </record>`

const report = (org: string, id: string, ...records: readonly string[]) => `<?xml version="1.0"?>
<!DOCTYPE feedback [ <!ENTITY x SYSTEM "file:///etc/passwd"> ]>
<feedback>
  <report_metadata><org_name>${org}</org_name><report_id>${id}</report_id>
    <date_range><begin>1772409600</begin><end>1772495999</end></date_range></report_metadata>
  <policy_published><domain>acme.test</domain><p>quarantine</p></policy_published>
${records.join('\n')}
</feedback>
`
const first = report(
  'Receiver One',
  'r1',
  record('192.0.2.10', 7, 'pass', 'fail'),
  record('203.0.113.99', 5, 'fail', 'fail', 'quarantine'),
  record('203.0.113.99', 5, 'fail', 'fail', 'quarantine'),
)
const second = report('&x;', 'r2', record('203.0.113.99', 2, 'fail', 'fail', 'reject'))

const mailOf = (attachment: Buffer, type: string) =>
  `From: dmarc@receiver.example\nTo: reports@acme.test\nDate: Mon, 2 Mar 2026 09:00:00 +0000\nSubject: Report domain: acme.test\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nattached\n--b\nContent-Type: ${type}\nContent-Transfer-Encoding: base64\n\n${attachment.toString('base64').replace(/.{76}/g, '$&\n')}\n--b--\n`

const tls = JSON.stringify({
  'organization-name': 'Sender Inc.',
  'date-range': { 'start-datetime': '2026-03-02T00:00:00Z', 'end-datetime': '2026-03-02T23:59:59Z' },
  'report-id': 't1',
  policies: [
    {
      policy: { 'policy-type': 'sts', 'policy-domain': 'acme.test' },
      summary: { 'total-successful-session-count': 40, 'total-failure-session-count': 3 },
      'failure-details': [{ 'result-type': 'certificate-expired', 'sending-mta-ip': '198.51.100.1', 'failed-session-count': 3 }],
    },
  ],
})

async function add(db: CaseDb, files: Readonly<Record<string, string | Buffer>>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'relayscope-test-'))
  try {
    const inputs = Object.entries(files).map(([name, content]) => {
      writeFileSync(join(folder, name), content)
      return { path: join(folder, name), name }
    })
    const reports = await importFiles(db, inputs, { derive })
    return reports.map((one) => (one.kind === 'imported' ? `${one.source.format}: ${one.source.recognised}` : one.refusal.message))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('DMARC reports say who sends in our name from where, tied to devices by address; a report that came twice counts once', async () => {
  const db = await caseOf({ 'mail.log': `${smallLog.join('\n')}\n` })
  try {
    const covered = (await coverage(db)).at(-1)
    expect(
      await add(db, {
        'one.xml': first,
        'two.xml.gz': gzipSync(second),
        'one.eml': mailOf(gzipSync(first), 'application/gzip'),
        'tls.json': tls,
        'tls.eml': mailOf(gzipSync(tls), 'application/tlsrpt+gzip'),
      }),
    ).toEqual(['dmarc-aggregate: 3', 'dmarc-aggregate: 1', 'mail: 1', 'tls-rpt: 1', 'mail: 1'])
    await db.transaction((connection) => nameDevices(connection, [{ device: '192.0.2.10', name: 'Server', kind: null }]))
    const day = { firstSeen: '2026-03-02T00:00:00.000Z', lastSeen: '2026-03-02T23:59:59.000Z' }
    const found = await reportedSending(db)
    expect(found).toMatchObject({ sendersTotal: 2, addresses: 2, unknownAddresses: 0, tlsTotal: 1 })
    // The one that fails most, and how many there are.
    expect(await reportedSending(db, 1)).toEqual({ ...found, senders: found.senders.slice(0, 1) })
    expect(found.senders).toEqual([
      {
        ip: '203.0.113.99',
        name: null,
        logged: 1,
        domain: 'acme.test',
        messages: 12,
        passed: 0,
        failed: 12,
        quarantined: 10,
        rejected: 2,
        reporters: ['&x;', 'Receiver One'],
        ...day,
      },
      {
        ip: '192.0.2.10',
        name: 'Server',
        logged: 2,
        domain: 'acme.test',
        messages: 7,
        passed: 7,
        failed: 0,
        quarantined: 0,
        rejected: 0,
        reporters: ['Receiver One'],
        ...day,
      },
    ])
    expect(found.tls).toEqual([
      {
        domain: 'acme.test',
        policy: 'sts',
        passed: 40,
        failed: 3,
        reasons: ['certificate-expired (3)'],
        reporters: ['Sender Inc.'],
        lastSeen: day.lastSeen,
      },
    ])
    const list = await devices(db, { query: '' })
    expect(list.rows.map(({ ip, reportedMessages, reportedFailed }) => [ip, reportedMessages, reportedFailed])).toEqual(
      expect.arrayContaining([
        ['192.0.2.10', 7, 0],
        ['10.2.0.44', null, null],
      ]),
    )
    expect((await coverage(db)).at(-1)).toEqual(covered)
  } finally {
    await closeCase(db)
  }
})

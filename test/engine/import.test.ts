import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type CaseDb, closeCase, openTemporaryCase } from '../../electron/engine/database.ts'
import type { ImportReport } from '../../electron/engine/import-file.ts'
import { importFiles } from '../../electron/engine/import-job.ts'
import type { SourceOptions } from '../../electron/engine/import-source.ts'
import { splitBlock } from '../../electron/engine/raw-lines.ts'
import { hideSource, rereadSource } from '../../electron/engine/sources.ts'
import { derivesNothing } from './derives-nothing.ts'
import { mailLines, mailLog, type Shape, syslogLine } from './logs.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()
const derive = derivesNothing
const monday = Date.UTC(2026, 1, 2, 9)

function file(name: string, content: string | Buffer, modified = Date.UTC(2026, 1, 3)): { path: string; name: string } {
  const path = join(folder, name)
  writeFileSync(path, content)
  utimesSync(path, modified / 1000, modified / 1000)
  return { path, name }
}

async function imported(
  inputs: readonly { path: string; name: string }[],
  options: SourceOptions = { zone: 'UTC' },
): Promise<{ db: CaseDb; reports: readonly ImportReport[] }> {
  const db = await openTemporaryCase()
  return { db, reports: await importFiles(db, inputs, { ...options, derive }) }
}

function sourceOf(report: ImportReport | undefined) {
  if (report?.kind !== 'imported') throw new Error(report?.kind === 'refused' ? report.refusal.message : 'no report')
  return report.source
}

async function rawLines(db: CaseDb): Promise<string[]> {
  const blocks = await db.rows<{ text: string }>('SELECT text FROM lines ORDER BY source, first_line')
  return blocks.flatMap(({ text }) => splitBlock(text))
}

const EVENTS = `SELECT line, time, kind, action, queue_id, message_id, sender, recipient, client_ip, next_hop, reply, signature, ident, pid, host FROM events ORDER BY line`

test('the three shapes of syslog give the same events', async () => {
  const results = []
  for (const shape of ['rfc3164', 'iso', 'rfc5424'] as const satisfies readonly Shape[]) {
    const { db, reports } = await imported([file(`${shape}.log`, mailLog(monday, 20, 60, { shape }))])
    expect(sourceOf(reports[0])).toMatchObject({
      lines: 100,
      recognised: 100,
      unrecognised: 0,
      warnings: shape === 'rfc3164' ? [expect.stringContaining('2026') as string] : [],
    })
    results.push(await db.rows(EVENTS))
    await closeCase(db)
  }
  expect(results[0]).toHaveLength(100)
  expect(results[0]?.[0]).toMatchObject({ line: 1, time: monday * 1000, kind: 'arrival', client_ip: '192.0.2.10', host: 'mx1' })
  expect(results[1]).toEqual(results[0])
  expect(results[2]).toEqual(results[0])
})

test('every encoding and compression of one log gives the same lines', async () => {
  const text = mailLog(monday, 30, 60).replaceAll('Ok)', 'Zustellung läuft)')
  const whole = file('plain.log', text)
  const expected = await imported([whole])
  const lines = await rawLines(expected.db)
  expect(lines.join('\n')).toBe(text.trimEnd())
  const half = text.slice(0, text.indexOf('\n', text.length / 2) + 1)
  const swapped = Buffer.from(text, 'utf16le').swap16()
  const forms: readonly (readonly [string, Buffer, string])[] = [
    ['gzip', gzipSync(text), 'utf-8'],
    ['members', Buffer.concat([gzipSync(half), gzipSync(text.slice(half.length))]), 'utf-8'],
    ['bom', Buffer.from(`\ufeff${text}`), 'utf-8'],
    ['utf16le-bom', Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le'],
    ['utf16le', Buffer.from(text, 'utf16le'), 'utf-16le'],
    ['utf16be', swapped, 'utf-16be'],
    ['1252', Buffer.from(text, 'latin1'), 'windows-1252'],
    ['crlf', Buffer.from(text.replaceAll('\n', '\r\n')), 'utf-8'],
    ['no-end', Buffer.from(text.trimEnd()), 'utf-8'],
  ]
  for (const [name, bytes, encoding] of forms) {
    const { db, reports } = await imported([file(`${name}.log`, bytes)])
    expect({ name, encoding: sourceOf(reports[0]).encoding, lines: await rawLines(db) }).toEqual({ name, encoding, lines })
    await closeCase(db)
  }
  await closeCase(expected.db)
})

test('a gzip file that ends early gives what it held, and says so', async () => {
  const packed = gzipSync(mailLog(monday, 3000, 5), { level: 1 })
  const { db, reports } = await imported([file('cut.log.gz', packed.subarray(0, Math.floor(packed.length / 2)))])
  const source = sourceOf(reports[0])
  expect(source.lines).toBeGreaterThan(5000)
  expect(source.warnings.join()).toMatch(/gzip ends early; \d+\.\d MB read are kept/)
  await closeCase(db)
})

test('hostile lines spoil nothing but themselves and come back byte for byte', async () => {
  const good = (nth: number): string[] => mailLines(monday + nth * 1000, nth)
  const helo = '<script>alert(1)</script>\t=cmd|calc!A1\\N\\t\u0000\u001e\u0010e"\','
  const odd = [
    syslogLine(
      monday,
      `NOQUEUE: reject: RCPT from unknown[192.0.2.66]: 550 5.7.1 <a@example.org>: Relay access denied; from=<b@example.org> to=<a@example.org> proto=ESMTP helo=<${helo}>`,
    ),
    'a lone\rcarriage return',
    '\\N',
    '',
    '\t\t\t',
    'ü€😀 \u001e\u001e\u0010',
  ]
  const text = [...good(1), ...odd, ...good(2), 'x'.repeat(10 << 20), ...good(3)].join('\n')
  const bad = Buffer.concat([Buffer.from(`${text}\nbad \n`), Buffer.from([0xc3, 0x28, 0xff, 10]), Buffer.from(good(4).join('\n'))])
  const { db, reports } = await imported([file('hostile.log', bad)])
  const source = sourceOf(reports[0])
  const lines = await rawLines(db)
  expect(source.recognised).toBe(21)
  expect(lines.slice(5, 11)).toEqual(odd)
  expect(lines[16]).toMatch(/^x{65000,} \[…\]$/)
  expect(lines[23]).toBe('\ufffd(\ufffd')
  expect(source.warnings).toEqual(
    expect.arrayContaining(['1 line held bytes that are not UTF-8; shown as �', '1 line longer than 64 KiB was cut']) as string[],
  )
  const [refusal] = await db.rows<{ helo: string }>("SELECT helo FROM events WHERE kind = 'refusal'")
  expect(refusal?.helo).toBe(helo)
  expect(await db.rows("SELECT count(*) AS n FROM events WHERE kind = 'attempt'")).toEqual([{ n: 4 }])
  expect((await db.rows('SELECT line FROM unrecognised')).length).toBe(source.unrecognised)
  await closeCase(db)
})

test('passwords never reach the case', async () => {
  const lines = [
    ...mailLines(monday, 1),
    syslogLine(monday, 'warning: non-SMTP command from unknown[192.0.2.1]: AUTH PLAIN AGFubgBzM2NyZXQ='),
    'S: 334 UGFzc3dvcmQ6',
    'C: czNjcmV0',
    'login user=ann password="s3cret" done',
    'spf=pass dkim=pass',
  ]
  const { db, reports } = await imported([file('secrets.log', lines.join('\n'))])
  const raw = (await rawLines(db)).slice(5)
  expect(raw).toEqual([
    expect.stringMatching(/AUTH PLAIN •••$/) as string,
    'S: 334 UGFzc3dvcmQ6',
    'C: •••',
    'login user=ann password=••• done',
    'spf=pass dkim=pass',
  ])
  expect(sourceOf(reports[0]).warnings).toContain('3 passwords replaced by •••')
  await closeCase(db)
})

test('a password never reaches the case where a chunk of the file ends before it', async () => {
  const exchange = `${'S: 334 UGFzc3dvcmQ6'.padStart(31, '-')}\n${'C: czNjcmV0'.padStart(31, '-')}\n`
  const known = mailLines(monday, 20).join('\n')
  const padding = ' '.repeat(95 - ((known.length + 1) % 64))
  const { db } = await imported([file('chunks.log', `${known}\n${padding}\n${exchange.repeat(80_000)}`)])
  expect(await db.rows("SELECT count(*) AS leaks FROM lines WHERE contains(text, 'czNjcmV0')")).toEqual([{ leaks: 0 }])
  await closeCase(db)
})

test('a journal is read as lines of JSON and over several lines alike, and kept as lines of syslog', async () => {
  const entries = ['4F1C22A0: client=pc.example.org[192.0.2.7]', '4F1C22A0: removed'].map((text, at) => ({
    SYSLOG_IDENTIFIER: 'postfix/smtpd',
    MESSAGE: at === 0 ? text : [...Buffer.from(text)],
    _HOSTNAME: 'mx1',
    _PID: '9',
    __REALTIME_TIMESTAMP: `177244284${at}123456`,
  }))
  for (const [name, indent] of [
    ['lines.json', undefined],
    ['pretty.json', '\t'],
  ] as const) {
    const { db, reports } = await imported([file(name, entries.map((entry) => `${JSON.stringify(entry, null, indent)}\n`).join(''))])
    expect(sourceOf(reports[0])).toMatchObject({ lines: 2, recognised: 2, warnings: ['2 lines of JSON are shown as syslog writes them'] })
    expect(await rawLines(db)).toEqual([
      '2026-03-02T09:14:00.123456+00:00 mx1 postfix/smtpd[9]: 4F1C22A0: client=pc.example.org[192.0.2.7]',
      '2026-03-02T09:14:01.123456+00:00 mx1 postfix/smtpd[9]: 4F1C22A0: removed',
    ])
    await closeCase(db)
  }
})

test('what cannot be imported is refused in a sentence, and does not stop the others', async () => {
  mkdirSync(join(folder, 'folder'))
  const inputs = [
    { path: join(folder, 'missing.log'), name: 'missing.log' },
    { path: join(folder, 'folder'), name: 'folder' },
    file('empty.log', ''),
    file('events.evtx', Buffer.from('ElfFile\0\0\0\0\0\0')),
    file('logs.zip', Buffer.from('PK\x03\x04aaaa')),
    file('manual.pdf', '%PDF-1.7 …'),
    file('other.txt', 'Dear diary,\ntoday nothing was logged.\n'),
    file('journal.export', '__CURSOR=s=1f\n__REALTIME_TIMESTAMP=1772442845123456\nMESSAGE=x\n'),
    file('noise.bin', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256))),
    file('fine.log', mailLog(monday, 2, 1)),
  ]
  const { db, reports } = await imported(inputs)
  const refused = reports.map((report) => (report.kind === 'refused' ? `${report.code}: ${report.refusal.message}` : report.source.name))
  expect(refused).toMatchInlineSnapshot(`
    [
      "not-found: missing.log: no such file",
      "file-unreadable: folder is a folder: choose the log files in it",
      "file-unreadable: empty.log is empty: choose the file before the last rotation, such as empty.log.1",
      "file-unreadable: events.evtx is a Windows event log: export it as CSV or XML in the Event Viewer and import that",
      "file-unreadable: logs.zip ends early (zip): no file was found in it; copy it again from where it came",
      "file-unreadable: manual.pdf is a PDF: export the log as text or CSV and import that",
      "format-unknown: other.txt: no line of a known mail log in it; it begins with "Dear diary,"",
      "file-unreadable: journal.export is a journal in another form: export it with \`journalctl -o json --all\` and import that",
      "file-unreadable: noise.bin is no text: export the log as text and import that",
      "fine.log",
    ]
  `)
  await closeCase(db)
})

test('a large file is parsed by threads to the same events as by one', async () => {
  const text = mailLog(monday, 17_000, 13)
  const input = file('large.log', text, monday + 4 * 86_400_000)
  const counts = []
  for (const jobs of [1, 2]) {
    const { db, reports } = await imported([input], { zone: 'UTC', jobs })
    expect(sourceOf(reports[0]).lines).toBe(85_000)
    const digest = 'SELECT count(*) AS n, sum(hash(line, kind, time, ord, recipient, ident)) AS digest FROM events'
    counts.push([
      await db.rows(digest),
      await db.rows('SELECT count(*) AS n FROM (SELECT ord, lag(ord) OVER (ORDER BY line) AS before FROM events) WHERE ord <= before'),
      await db.rows('SELECT sum(line_count) AS lines, max(first_line + line_count) AS beyond FROM lines'),
    ])
    expect((await rawLines(db)).join('\n')).toBe(text.trimEnd())
    expect(readdirSync(db.spoolFolder)).toEqual([])
    await closeCase(db)
  }
  expect(counts[0]?.[1]).toEqual([{ n: 0 }])
  expect(counts[0]?.[2]).toEqual([{ lines: 85_000, beyond: 85_001 }])
  expect(counts[1]).toEqual(counts[0])
})

test('a cancelled job leaves the files that were done, and nothing of the one that was not', async () => {
  const db = await openTemporaryCase()
  const controller = new AbortController()
  const inputs = [file('done.log', mailLog(monday, 3, 1)), file('cancelled.log', mailLog(monday, 20_000, 6), monday + 4 * 86_400_000)]
  const job = importFiles(
    db,
    inputs,
    { zone: 'UTC', derive },
    ({ file: name, bytesDone }) => {
      if (name === 'cancelled.log' && bytesDone > 0) controller.abort()
    },
    controller.signal,
  )
  await expect(job).rejects.toMatchObject({ code: 'cancelled' })
  expect(await db.rows('SELECT name, state FROM sources')).toEqual([{ name: 'done.log', state: 'visible' }])
  expect(await db.rows('SELECT count(*) AS n FROM events')).toEqual([{ n: 15 }])
  expect(await db.rows('SELECT sum(line_count) AS n FROM lines')).toEqual([{ n: 15 }])
  await closeCase(db)
})

test('a source read again with another zone moves by the difference and keeps its lines and its id', async () => {
  const { db, reports } = await imported([file('reread.log', mailLog(monday, 10, 60))])
  const before = sourceOf(reports[0])
  const lines = await rawLines(db)
  const after = await rereadSource(db, before.id, { zone: 'America/New_York', year: 2025 }, derive)
  expect(after).toMatchObject({ id: before.id, sha256: before.sha256, zone: 'America/New_York', zoneSource: 'user', firstYear: 2025 })
  expect(after.firstTime).toBe('2025-02-02T14:00:00.000Z')
  expect(await rawLines(db)).toEqual(lines)
  expect(await db.rows('SELECT count(*) AS n FROM events')).toEqual([{ n: 50 }])
  await closeCase(db)
})

test('a corrected zone leaves the year and its source, and a corrected year the zone', async () => {
  const { db, reports } = await imported([file('halves.log', mailLog(Date.UTC(2023, 11, 4, 9), 10, 60), Date.UTC(2023, 11, 5))], {})
  const before = sourceOf(reports[0])
  expect(before).toMatchObject({ firstYear: 2023, yearSource: 'file-date', zoneSource: 'assumed' })
  const zoned = await rereadSource(db, before.id, { zone: 'America/New_York' }, derive)
  expect(zoned).toMatchObject({ zone: 'America/New_York', zoneSource: 'user', firstYear: 2023, yearSource: 'file-date' })
  expect(zoned.firstTime).toBe('2023-12-04T14:00:00.000Z')
  expect(zoned.warnings).toEqual(["year 2023 assumed from the file's date"])
  const both = await rereadSource(db, before.id, { year: 2022 }, derive)
  expect(both).toMatchObject({ zone: 'America/New_York', zoneSource: 'user', firstYear: 2022, yearSource: 'user', warnings: [] })
  const again = await rereadSource(db, before.id, { zone: 'UTC' }, derive)
  expect(again).toMatchObject({ zone: 'UTC', zoneSource: 'user', firstYear: 2022, yearSource: 'user' })
  await closeCase(db)
})

test('a source read again keeps the warnings about its bytes', async () => {
  const packed = gzipSync(mailLog(monday, 3000, 5), { level: 1 })
  const { db, reports } = await imported([file('cut-again.log.gz', packed.subarray(0, Math.floor(packed.length / 2)))])
  const before = sourceOf(reports[0])
  const after = await rereadSource(db, before.id, { zone: 'Europe/Berlin' }, derive)
  expect(after.warnings.join()).toContain('gzip ends early')
  expect(after.warnings).toEqual(before.warnings)
  await closeCase(db)
})

test('a hidden source that is read again stays hidden', async () => {
  const { db, reports } = await imported([file('hidden.log', mailLog(monday, 3, 60))])
  const { id } = sourceOf(reports[0])
  await hideSource(db, id, derive)
  await rereadSource(db, id, { year: 2025 }, derive)
  expect(await db.rows('SELECT id, state FROM sources')).toEqual([{ id, state: 'hidden' }])
  await closeCase(db)
})

test('what was removed can be imported again; what is there cannot', async () => {
  const input = file('removed.log', mailLog(monday, 3, 60))
  const { db, reports } = await imported([input])
  const { id } = sourceOf(reports[0])
  await hideSource(db, id, derive)
  const [again] = await importFiles(db, [{ ...input, name: 'again.log' }], { zone: 'UTC', derive })
  expect(sourceOf(again)).toMatchObject({ id, name: 'again.log', lines: 15 })
  expect(await db.rows('SELECT id, state FROM sources')).toEqual([{ id, state: 'visible' }])
  expect(await db.rows('SELECT count(*) AS n FROM events')).toEqual([{ n: 15 }])
  const [third] = await importFiles(db, [input], { zone: 'UTC', derive })
  expect(third).toMatchObject({ kind: 'refused', refusal: { message: 'removed.log is already in the case (as again.log)' } })
  await closeCase(db)
})

test('small files are loaded together and stay apart: each with its clock, its lines and its report', async () => {
  const yearless = file('yearless.log', mailLog(monday, 4, 60))
  const zoned = file('zoned.log', mailLog(monday + 86_400e3, 3, 60, { shape: 'iso' }))
  const late = file('late.log', mailLog(monday, 2, 60), Date.UTC(2023, 1, 3))
  const unknown = file('unknown.txt', 'nothing that a mail server writes\n'.repeat(30))
  const copy = { ...zoned, name: 'copy.log' }
  const { db, reports } = await imported([yearless, unknown, zoned, copy, late])
  expect(reports.map((report) => (report.kind === 'imported' ? report.source.lines : report.refusal.message))).toEqual([
    20,
    expect.stringContaining('unknown.txt'),
    15,
    'copy.log is already in the case (as zoned.log)',
    10,
  ])
  const rows = await db.rows(
    `SELECT s.name, s.lines, count(e.line) AS events, min(e.line) AS first, max(e.line) AS last, min(e.time) AS since
     FROM sources s JOIN events e ON e.source = s.source GROUP BY ALL ORDER BY s.name`,
  )
  expect(rows).toEqual([
    { name: 'late.log', lines: 10, events: 10, first: 1, last: 10, since: Date.UTC(2023, 1, 2, 9) * 1000 },
    { name: 'yearless.log', lines: 20, events: 20, first: 1, last: 20, since: monday * 1000 },
    { name: 'zoned.log', lines: 15, events: 15, first: 1, last: 15, since: (monday + 86_400e3) * 1000 },
  ])
  const texts = await db.rows<{ name: string; text: string }>('SELECT s.name, l.text FROM lines l JOIN sources s ON s.source = l.source')
  const kept = new Map(texts.map(({ name, text }) => [name, splitBlock(text).length]))
  expect(kept).toEqual(new Map([...kept.keys()].map((name) => [name, name === 'late.log' ? 10 : name === 'zoned.log' ? 15 : 20])))
  expect(kept.size).toBe(3)
  await closeCase(db)
})

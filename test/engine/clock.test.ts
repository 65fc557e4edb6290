import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { closeCase, openTemporaryCase } from '../../electron/engine/database.ts'
import { importFiles } from '../../electron/engine/import-job.ts'
import type { SourceOptions } from '../../electron/engine/import-source.ts'
import { derivesNothing } from './derives-nothing.ts'
import { mailLines, mailLog } from './logs.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()
const HOUR = 3_600_000

/** Imports a log and gives its source and the times of its arrivals, in file order, as ISO text. */
async function timesOf(name: string, content: string | Buffer, modified: number, options: SourceOptions) {
  const path = join(folder, name)
  writeFileSync(path, content)
  utimesSync(path, modified / 1000, modified / 1000)
  const db = await openTemporaryCase()
  const [report] = await importFiles(db, [{ path, name }], { ...options, derive: derivesNothing })
  if (report?.kind !== 'imported') throw new Error(JSON.stringify(report))
  const rows = await db.rows<{ time: string }>("SELECT time FROM events WHERE kind = 'arrival' ORDER BY line", [], { iso: true })
  const unordered = await db.rows('SELECT 1 FROM (SELECT ord, lag(ord) OVER (ORDER BY line) AS before FROM events) WHERE ord <= before')
  expect(unordered).toEqual([])
  await closeCase(db)
  return { source: report.source, times: rows.map(({ time }) => time) }
}

test('a log from December to January is one of two years', async () => {
  const log = mailLog(Date.UTC(2025, 11, 30, 12), 5, 86_400)
  const { source, times } = await timesOf('new-year.log', log, Date.UTC(2026, 0, 4), { zone: 'UTC' })
  expect(times).toEqual(['2025-12-30', '2025-12-31', '2026-01-01', '2026-01-02', '2026-01-03'].map((day) => `${day}T12:00:00.000Z`))
  expect(source).toMatchObject({ firstYear: 2025, yearSource: 'file-date', warnings: ["year 2025 assumed from the file's date"] })
})

test('the year changes within a file of several chunks', async () => {
  const log = mailLog(Date.UTC(2024, 1, 1), 20_000, 1800)
  const { source, times } = await timesOf('two-years.log', log, Date.UTC(2025, 2, 25), { zone: 'UTC', jobs: 2 })
  expect(source.firstYear).toBe(2024)
  expect(times[0]).toBe('2024-02-01T00:00:00.000Z')
  expect(times.at(-1)).toBe(new Date(Date.UTC(2024, 1, 1) + 19_999 * 1_800_000).toISOString())
  expect(times).toContain('2024-02-29T12:00:00.000Z')
})

test('long queue ids decide year and offset against the date of the file', async () => {
  const log = mailLog(Date.UTC(2023, 5, 1, 12), 40, 60, { longIds: true, zoneHours: 3 })
  const { source, times } = await timesOf('ids.log', log, Date.UTC(2026, 5, 1), {})
  expect(source).toMatchObject({ firstYear: 2023, yearSource: 'queue-ids', zoneSource: 'queue-ids', warnings: [] })
  expect(times[0]).toBe('2023-06-01T12:00:00.000Z')
})

test('the time in the gzip header comes before the date of the file, and the zone of the user before all', async () => {
  const packed = gzipSync(mailLog(Date.UTC(2022, 6, 1, 12), 3, 60))
  packed.writeUInt32LE(Date.UTC(2022, 6, 2) / 1000, 4)
  const { source, times } = await timesOf('old.log.gz', packed, Date.UTC(2026, 0, 1), { zone: 'Europe/Berlin' })
  expect(source).toMatchObject({ firstYear: 2022, yearSource: 'gzip', zone: 'Europe/Berlin', zoneSource: 'user' })
  expect(times[0]).toBe('2022-07-01T10:00:00.000Z')
})

test('the repeated hour of October is read in file order', async () => {
  // Civil 01:50, 02:10, 02:50, then the clock goes back: 02:10, 02:50, 03:10. Berlin, 25 October 2026.
  const civil = [1, 2, 2, 2, 2, 3].map((hour, i) => Date.UTC(2026, 9, 25, hour, [50, 10, 50, 10, 50, 10][i]))
  const log = civil.flatMap((time, i) => mailLines(time, i)).join('\n')
  const { times } = await timesOf('october.log', log, Date.UTC(2026, 9, 26), { zone: 'Europe/Berlin' })
  expect(times.map((time) => time.slice(11, 16))).toEqual(['23:50', '00:10', '00:50', '01:10', '01:50', '02:10'])
})

test('a zone in the lines needs no decision', async () => {
  const log = mailLog(Date.UTC(2026, 5, 1, 12), 3, 60, { shape: 'iso' })
  const { source } = await timesOf('iso.log', log, Date.UTC(2020, 0, 1) + HOUR, {})
  expect(source).toMatchObject({ zoneSource: 'explicit', yearSource: 'explicit', firstYear: null, warnings: [] })
})

test('a source is in the zone that its lines state, in every shape', async () => {
  const zoneOf = async (name: string, content: string) =>
    (await timesOf(name, content, Date.UTC(2026, 5, 2), { zone: 'Asia/Tokyo' })).source.zone
  for (const shape of ['iso', 'rfc5424'] as const) {
    const log = mailLog(Date.UTC(2026, 5, 1, 12), 3, 60, { shape })
    expect(await zoneOf(`${shape}.log`, log)).toBe('UTC')
    expect(await zoneOf(`${shape}-berlin.log`, log.replaceAll('+00:00', '+02:00'))).toBe('+02:00')
  }
  const spring = mailLog(Date.UTC(2026, 2, 29), 4, 600, { shape: 'iso' })
    .replaceAll('T00:2', 'T03:2')
    .replaceAll('T00:3', 'T03:3')
  const zoned = spring.replaceAll(/(T00[0-9:.]+)\+00:00/g, '$1+01:00').replaceAll(/(T03[0-9:.]+)\+00:00/g, '$1+02:00')
  expect(await zoneOf('spring.log', zoned)).toBe('Europe/Berlin')
  const rows = [
    'Message ID,Sender,Recipient address,Event target,Event date,Event status',
    '<1@example.org>,ann@example.org,bob@example.net,SMTP_OUT,2026/03/02 00:14:07 PST,DELIVERED',
  ]
  expect(await zoneOf('search.csv', `${rows.join('\n')}\n`)).toBe('-08:00')
})

test('a line whose year is beyond any log is not understood, and no other date', async () => {
  const line = (stamp: string, id: string) => `${stamp} mx1 postfix/smtpd[811]: ${id}: client=mfp3.example.com[192.0.2.33]\n`
  const log = [
    line('2026-03-02T09:14:05', '4AA091855DA0'),
    line('0026-03-02T09:14:05', '4AA091855DA1'),
    line('0026-03-02T09:14:05+01:00', '4AA091855DA2'),
    line('2066-03-02T09:14:05+01:00', '4AA091855DA3'),
    line('2026-03-02T09:14:06', '4AA091855DA4'),
  ]
  const { source, times } = await timesOf('years.log', log.join(''), Date.UTC(2026, 2, 3), { zone: 'UTC' })
  expect(times).toEqual(['2026-03-02T09:14:05.000Z', '2026-03-02T09:14:06.000Z'])
  expect(source).toMatchObject({ lines: 5, recognised: 2, unrecognised: 3 })
})

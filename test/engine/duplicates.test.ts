import { statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type CaseDb, closeCase, openTemporaryCase } from '../../electron/engine/database.ts'
import { importFiles } from '../../electron/engine/import-job.ts'
import { hideSource, purgeSources, showSource } from '../../electron/engine/sources.ts'
import { mailLines, mailLog, syslogLine } from './logs.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()
const monday = Date.UTC(2026, 1, 2, 9)
let derived = 0
const derive = {
  workOut: async (): Promise<void> => {
    derived += 1
  },
  write: async (): Promise<void> => {},
}

function file(name: string, content: string): { path: string; name: string } {
  const path = join(folder, name)
  writeFileSync(path, content)
  utimesSync(path, monday / 1000 + 86_400, monday / 1000 + 86_400)
  return { path, name }
}

const options = { zone: 'UTC', derive }

/** What counts: events that no other source keeps. */
async function counted(db: CaseDb): Promise<unknown> {
  return await db.rows(`SELECT queue_id, kind, count(*) AS n FROM events JOIN sources USING (source)
    WHERE state = 'visible' AND NOT duplicate GROUP BY ALL ORDER BY ALL`)
}

const whole = mailLog(monday, 40, 30)
const prefix = whole.split('\n').slice(0, 120).join('\n')

test("Monday's log and then the whole one count once, in either order, together or one after another", async () => {
  const inputs = [file('monday.log', prefix), file('whole.log', whole)] as const
  const alone = await openTemporaryCase()
  await importFiles(alone, [inputs[1]], options)
  const expected = await counted(alone)
  await closeCase(alone)
  for (const order of [[[inputs[0]], [inputs[1]]], [[inputs[1]], [inputs[0]]], [[inputs[1], inputs[0]]]]) {
    const db = await openTemporaryCase()
    for (const job of order) await importFiles(db, job, options)
    expect(await counted(db)).toEqual(expected)
    const sources = await db.rows<{ name: string; duplicates: number; recognised: number }>(
      'SELECT name, duplicates, recognised FROM sources ORDER BY rank',
    )
    expect(sources.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(120)
    await closeCase(db)
  }
})

test.each([
  ['overlaps what is there', 'whole.log', whole],
  ['does not', 'later.log', mailLog(monday + 7_200_000, 40, 30)],
])('while a source is joined that %s, questions see the case as it was', async (_, name, content) => {
  const db = await openTemporaryCase()
  await importFiles(db, [file('monday.log', prefix)], options)
  const before = await counted(db)
  const seen: unknown[] = []
  const look = async (): Promise<void> => {
    seen.push(await counted(db))
  }
  await importFiles(db, [file(name, content)], { zone: 'UTC', derive: { workOut: look, write: look } })
  expect(seen).toEqual([before, before])
  expect(await counted(db)).not.toEqual(before)
  await closeCase(db)
})

test('the report says how much was in the case already', async () => {
  const db = await openTemporaryCase()
  await importFiles(db, [file('whole.log', whole)], options)
  const [report] = await importFiles(db, [file('middle.log', whole.split('\n').slice(40, 160).join('\n'))], options)
  expect(report).toMatchObject({
    kind: 'imported',
    source: { duplicates: 120, warnings: expect.arrayContaining(['100 % already in the case']) as string[] },
  })
  await closeCase(db)
})

test('the same file under another name is refused without harm', async () => {
  const db = await openTemporaryCase()
  await importFiles(db, [file('whole.log', whole)], options)
  const before = await counted(db)
  const reports = await importFiles(db, [file('copy.log', whole)], options)
  expect(reports).toMatchObject([
    { kind: 'refused', code: 'file-unreadable', refusal: { name: 'copy.log', message: 'copy.log is already in the case (as whole.log)' } },
  ])
  expect(await counted(db)).toEqual(before)
  await closeCase(db)
})

test('identical lines of one log are all true; of two logs the larger number counts', async () => {
  const line = syslogLine(
    monday,
    'NOQUEUE: reject: RCPT from unknown[192.0.2.66]: 550 5.7.1 <a@example.org>: Relay access denied; from=<b@example.org> to=<a@example.org> proto=ESMTP helo=<x>',
  )
  const db = await openTemporaryCase()
  await importFiles(db, [file('seven.log', Array.from({ length: 7 }, () => line).join('\n'))], options)
  expect(await counted(db)).toEqual([{ queue_id: null, kind: 'refusal', n: 7 }])
  await importFiles(db, [file('nine.log', [...Array.from({ length: 9 }, () => line), ...mailLines(monday + 5000, 1)].join('\n'))], options)
  expect(await counted(db)).toContainEqual({ queue_id: null, kind: 'refusal', n: 9 })
  await closeCase(db)
})

test('one line in two carriers is one event, on two hosts it is two', async () => {
  const db = await openTemporaryCase()
  const lines = (shape: 'rfc3164' | 'iso' | 'rfc5424', host: string): string => mailLines(monday, 1, { shape, host }).join('\n')
  await importFiles(
    db,
    [file('a.log', lines('rfc3164', 'mx1')), file('b.log', lines('iso', 'mx1.example.org')), file('c.log', lines('rfc5424', 'MX1'))],
    options,
  )
  expect(await counted(db)).toHaveLength(5)
  expect(await db.rows('SELECT count(*) AS n FROM events WHERE NOT duplicate')).toEqual([{ n: 5 }])
  await importFiles(db, [file('d.log', lines('iso', 'mx2'))], options)
  expect(await db.rows('SELECT count(*) AS n FROM events WHERE NOT duplicate')).toEqual([{ n: 10 }])
  await closeCase(db)
})

test('what a hidden source kept is kept by the other; showing it brings back what was, purging leaves no trace', async () => {
  const db = await openTemporaryCase()
  await importFiles(db, [file('prefix.log', prefix), file('whole.log', whole)], options)
  const both = await counted(db)
  const sources = await db.rows<{ id: string; name: string }>('SELECT id, name FROM sources ORDER BY rank')
  const first = sources[0]!
  const runs = derived
  await hideSource(db, first.id, derive)
  expect(derived).toBe(runs + 1)
  expect(
    await db.rows('SELECT count(*) AS n FROM events JOIN sources USING (source) WHERE state = $1 AND NOT duplicate', ['visible']),
  ).toEqual([{ n: first.name === 'whole.log' ? 120 : 200 }])
  await showSource(db, first.id, derive)
  expect(await counted(db)).toEqual(both)
  await hideSource(db, first.id, derive)
  await purgeSources(db)
  expect(statSync(db.path).mode & 0o077).toBe(0)
  expect(await db.rows('SELECT count(*) AS n FROM sources')).toEqual([{ n: 1 }])
  expect(await db.rows('SELECT count(DISTINCT source) AS n FROM lines')).toEqual([{ n: 1 }])
  await db.transaction((connection) => connection.run("INSERT INTO settings VALUES ('zone', 'UTC')"))
  await closeCase(db)
})

test('what is kept in the case while a source is purged stays in it', async () => {
  const db = await openTemporaryCase()
  await importFiles(db, [file('whole.log', whole)], options)
  let isPurged = false
  const purging = purgeSources(db).finally(() => {
    isPurged = true
  })
  let kept = 0
  while (!isPurged) {
    await db.transaction((connection) => connection.run('INSERT INTO settings VALUES ($1, $1)', [`kept${kept}`]))
    kept += 1
  }
  await purging
  expect(kept).toBeGreaterThan(0)
  expect(await db.rows("SELECT count(*) AS n FROM settings WHERE starts_with(key, 'kept')")).toEqual([{ n: kept }])
  await closeCase(db)
})

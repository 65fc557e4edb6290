import { spawn } from 'node:child_process'
import { existsSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { closeCase, openCase } from '../../electron/engine/database.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()
let cases = 0
function newPath(): string {
  cases += 1
  return join(folder, `case-${cases}.relayscope`)
}

test('two openings of one file are one case, by whatever name', async () => {
  const path = newPath()
  const first = await openCase(path, { create: true })
  const link = join(folder, 'link.relayscope')
  symlinkSync(path, link)
  const second = await openCase(link)
  expect(second).toBe(first)
  await closeCase(second)
  expect(await first.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
  await closeCase(first)
  expect(readdirSync(folder).filter((name) => name.includes('spool') || name.endsWith('.lock'))).toEqual([])
})

test('a case that another process holds is refused with its number, and taken over when that process is gone', async () => {
  const path = newPath()
  await closeCase(await openCase(path, { create: true }))
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' })
  writeFileSync(`${path}.lock`, JSON.stringify({ pid: other.pid, start: null }))
  await expect(openCase(path)).rejects.toMatchObject({
    code: 'case-in-use',
    message: expect.stringMatching(`is open in Relayscope \\(process ${other.pid}\\): close it, or use --in`) as string,
  })
  const ended = new Promise((resolve) => other.once('exit', resolve))
  other.kill('SIGKILL')
  await ended
  const db = await openCase(path)
  await closeCase(db)
  expect(existsSync(`${path}.lock`)).toBe(false)
})

test('a file that is no case, or is missing, is refused in a sentence', async () => {
  const path = newPath()
  writeFileSync(path, 'Feb  3 04:05:06 mail postfix/smtpd[1]: connect from unknown[192.0.2.1]\n')
  await expect(openCase(path)).rejects.toMatchObject({
    code: 'case-invalid',
    message: expect.stringContaining('is no case of Relayscope') as string,
  })
  await expect(openCase(newPath())).rejects.toMatchObject({ code: 'not-found' })
})

const hostile: readonly (readonly [string, string])[] = [
  ['a view over a file', "CREATE VIEW v AS SELECT * FROM read_text('/etc/passwd')"],
  ['a macro that stands before a built-in', "CREATE MACRO lower(x) AS 'evil'"],
  ['a macro that stands before the check itself', 'CREATE MACRO duckdb_views() AS TABLE SELECT 1 AS view_name'],
  ['an unknown table', 'CREATE TABLE extra (x INTEGER)'],
  ['an extra column', 'ALTER TABLE sources ADD COLUMN extra INTEGER'],
  ['another type of column', 'ALTER TABLE sources ALTER name TYPE BLOB'],
  ['a default', "ALTER TABLE sources ALTER name SET DEFAULT 'x'"],
  ['a type', "CREATE TYPE mood AS ENUM ('a')"],
  ['a sequence', 'CREATE SEQUENCE counter'],
  ['an index', 'CREATE INDEX i ON settings (key)'],
  ['a missing table', 'DROP TABLE aliases'],
  ['a newer version', "UPDATE settings SET value = '99' WHERE key = 'schemaVersion'"],
]

test.each(hostile)('a case that holds %s is refused', async (_, sql) => {
  const path = newPath()
  await closeCase(await openCase(path, { create: true }))
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run(sql)
  connection.closeSync()
  instance.closeSync()
  await expect(openCase(path, { readOnly: true })).rejects.toMatchObject({ code: 'case-invalid' })
  await expect(openCase(path)).rejects.toMatchObject({ code: 'case-invalid' })
  expect(readdirSync(folder).filter((name) => name.includes('spool') || name.endsWith('.lock'))).toEqual([])
})

test('SQL in an open case reads no file, loads no extension and changes no setting', async () => {
  const db = await openCase(newPath(), { create: true })
  await expect(db.rows("SELECT * FROM read_text('/etc/passwd')")).rejects.toThrow(/disabled by configuration/)
  await expect(db.rows("COPY (SELECT 1) TO '/tmp/out.csv'")).rejects.toThrow(/disabled by configuration/)
  await expect(db.rows('SET enable_external_access = true')).rejects.toThrow()
  await expect(db.rows('INSTALL httpfs')).rejects.toThrow()
  await closeCase(db)
})

test('times and large integers come as numbers, and as ISO text when asked', async () => {
  const db = await openCase(newPath(), { create: true })
  const sql = 'SELECT make_timestamp(1700000000123456) AS time, 12::BIGINT AS number, [1, 2] AS list, sum(1) AS sum, NULL AS none'
  expect(await db.rows(sql)).toEqual([{ time: 1_700_000_000_123_456, number: 12, list: [1, 2], sum: 1, none: null }])
  expect(await db.rows('SELECT make_timestamp(1700000000123456) AS time', [], { iso: true })).toEqual([
    { time: '2023-11-14T22:13:20.123456Z' },
  ])
  expect(await db.rows('SELECT unnest($1::VARCHAR[]) AS item', [[]])).toEqual([])
  expect(await db.rows('SELECT $1 + 1 AS a, $2 AS b, list_contains($3, $2) AS c', [1, 'x', ['x', 'y']])).toEqual([
    { a: 2, b: 'x', c: true },
  ])
  await closeCase(db)
})

test('a transaction that throws changes nothing, one that returns is on disk', async () => {
  const path = newPath()
  const db = await openCase(path, { create: true })
  const insert = "INSERT INTO settings VALUES ('zone', $1)"
  await expect(
    db.transaction(async (connection) => {
      await connection.run(insert, ['UTC'])
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await db.transaction((connection) => connection.run(insert, ['Europe/Berlin']))
  await closeCase(db)
  const again = await openCase(path)
  expect(await again.rows("SELECT value FROM settings WHERE key = 'zone'")).toEqual([{ value: 'Europe/Berlin' }])
  await closeCase(again)
})

test('a long query is cancelled by its signal and the case stays usable', async () => {
  const db = await openCase(newPath(), { create: true })
  const controller = new AbortController()
  const query = db.rows('SELECT count(*) FROM range(1000000000) a, range(1000) b WHERE a.range + b.range = 7', [], {
    signal: controller.signal,
  })
  setTimeout(() => controller.abort(), 50)
  await expect(query).rejects.toMatchObject({ code: 'cancelled' })
  expect(await db.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
  await closeCase(db)
})

test('a query is cancelled however early the signal comes', async () => {
  const db = await openCase(newPath(), { create: true })
  for (let turns = 1; turns <= 12; turns += 1) {
    const controller = new AbortController()
    const query = expect(db.rows(endless, [], { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' })
    for (let i = 0; i < turns; i += 1) await new Promise(setImmediate)
    controller.abort()
    await query
  }
  await closeCase(db)
})

const endless = 'SELECT count(*) FROM range(1000000000) a, range(1000) b WHERE a.range + b.range = 7'

test('opening again ends the queries of own connections, and later questions are answered', async () => {
  const db = await openCase(newPath(), { create: true })
  const own = await db.connect()
  const query = own.rows(endless)
  const ended = expect(query).rejects.toMatchObject({ code: 'cancelled' })
  await new Promise((resolve) => setTimeout(resolve, 50))
  const opening = db.reopen()
  const asked = db.rows('SELECT 1 AS one')
  await opening
  await ended
  expect(await asked).toEqual([{ one: 1 }])
  await expect(own.rows('SELECT 1')).rejects.toMatchObject({ code: 'cancelled' })
  own.close()
  await closeCase(db)
})

test('closing ends what runs, and what is asked later is refused in a sentence', async () => {
  const db = await openCase(newPath(), { create: true })
  const own = await db.connect()
  const ended = Promise.all(
    [own.rows(endless), db.rows(endless)].map((query) => expect(query).rejects.toMatchObject({ code: 'cancelled' })),
  )
  await closeCase(db)
  await ended
  await expect(db.rows('SELECT 1')).rejects.toThrow(/was closed meanwhile/)
  await closeCase(await openCase(db.path))
})

test('a replacement that fails leaves the case open as it was', async () => {
  const db = await openCase(newPath(), { create: true })
  const failing = db.reopen(() => {
    throw new Error('no rename')
  })
  await expect(failing).rejects.toThrow('no rename')
  expect(await db.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
  const aside = `${db.path}.aside`
  await expect(db.reopen(() => renameSync(db.path, aside))).rejects.toMatchObject({ code: 'case-invalid' })
  await expect(db.rows('SELECT 1')).rejects.toMatchObject({ code: 'case-invalid' })
  await db.reopen(() => renameSync(aside, db.path))
  expect(await db.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
  await closeCase(db)
})

test('a case that is being closed can be opened again at once', async () => {
  const db = await openCase(newPath(), { create: true })
  const closing = closeCase(db)
  const again = await openCase(db.path)
  await closing
  expect(await again.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(existsSync(`${db.path}.lock`)).toBe(true)
  await closeCase(again)
})

test('what is written while a question writes its temporary table is on disk when it is told as done', async () => {
  const path = newPath()
  const db = await openCase(path, { create: true })
  const question = await db.connect()
  const asked = question.run(
    'CREATE OR REPLACE TEMP TABLE positions AS SELECT range AS pos, md5(range::VARCHAR) AS text FROM range(1500000)',
  )
  await db.transaction((connection) => connection.run(`INSERT INTO casefile.main.settings VALUES ('ownDomains', '["acme.test"]')`))
  await asked
  question.close()
  await closeCase(db)
  const again = await openCase(path)
  expect(await again.rows(`SELECT value FROM casefile.main.settings WHERE key = 'ownDomains'`)).toEqual([{ value: '["acme.test"]' }])
  await closeCase(again)
})

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lockCase } from '../../electron/engine/case-lock.ts'
import { copyCase } from '../../electron/engine/copy-case.ts'
import { type CaseDb, closeCase, openCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { checkCaseRows } from '../../electron/engine/queries/check.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { tableNames } from '../../electron/engine/schema.ts'
import { sourceReports } from '../../electron/engine/source-row.ts'
import { hideSource } from '../../electron/engine/sources.ts'
import { addFiles, smallLog } from './small-case.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()
const from = join(folder, 'monday.relayscope')
const removed = smallLog.map((line) => line.replaceAll('acme.test', 'removedonly.test').replaceAll('2026-03-0', '2026-04-0'))

let db: CaseDb
beforeAll(async () => {
  db = await openCase(from, { create: true })
  await addFiles(db, { 'kept.log': smallLog.join('\n'), 'removed.log': removed.join('\n') })
  const sources = await sourceReports(db)
  await hideSource(db, sources.find(({ name }) => name === 'removed.log')!.id, derive)
})
afterAll(() => closeCase(db))

/** Whether a file holds a text, as it lies on the disk. Another process looks: closing an open case's file would drop its lock. */
function holds(path: string, text: string): boolean {
  const look = 'process.exit(require("node:fs").readFileSync(process.argv[1]).includes(process.argv[2]) ? 0 : 3)'
  try {
    execFileSync(process.execPath, ['-e', look, path, text])
    return true
  } catch (error) {
    if ((error as { readonly status?: number }).status === 3) return false
    throw error
  }
}

/** Every text in every table of a case. */
async function textsOf(open: CaseDb): Promise<string> {
  const texts: string[] = []
  for (const table of tableNames)
    texts.push(...(await open.rows<object>(`SELECT * FROM casefile.main.${table}`)).map((row) => JSON.stringify(row)))
  return texts.join('\n')
}

test('a copy holds what is in the case, and nothing of removed sources', async () => {
  expect(holds(from, 'removedonly')).toBe(true)
  expect(await textsOf(db)).toContain('removedonly.test')
  const path = join(folder, 'to share.relayscope')
  await copyCase(db, path)
  expect(holds(path, 'removedonly')).toBe(false)
  expect(holds(path, 'acme.test')).toBe(true)
  expect(statSync(path).mode & 0o077).toBe(0)
  const copy = await openCase(path)
  try {
    const texts = await textsOf(copy)
    expect(texts).not.toContain('removedonly')
    expect(texts).not.toContain('removed.log')
    expect((await sourceReports(copy)).map(({ name }) => name)).toEqual(['kept.log'])
    expect(await queryReport(copy, '')).toEqual(await queryReport(db, ''))
    expect(await checkCaseRows(copy)).toEqual([])
  } finally {
    await closeCase(copy)
  }
  expect((await sourceReports(db)).length).toBe(1)
  expect(readdirSync(folder).filter((name) => name.endsWith('.lock') || name.endsWith('.part'))).toEqual(['monday.relayscope.lock'])
})

test('a file that is there is replaced, the case itself and one that is open elsewhere are not', async () => {
  const path = join(folder, 'other.relayscope')
  writeFileSync(path, 'old')
  await copyCase(db, path)
  expect(readFileSync(path).toString('latin1', 8, 12)).toBe('DUCK')
  await expect(copyCase(db, from)).rejects.toThrow('monday.relayscope is the case itself: give the copy another name')
  const unlock = lockCase(path)
  await expect(copyCase(db, path)).rejects.toMatchObject({ code: 'case-in-use' })
  unlock()
  await expect(copyCase(db, join(folder, 'absent', 'x.relayscope'))).rejects.toMatchObject({ code: 'not-found' })
  expect(existsSync(join(folder, 'absent'))).toBe(false)
})

test('a copy opens where a case lay before that was killed', async () => {
  const path = join(folder, 'killed.relayscope')
  await closeCase(await openCase(path, { create: true }))
  const kill = `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1]).then(async (instance) => {
    await (await instance.connect()).run("INSERT INTO settings VALUES ('zone', 'UTC')")
    process.kill(process.pid, 'SIGKILL')
  })`
  expect(() => execFileSync(process.execPath, ['-e', kill, path])).toThrow()
  expect(existsSync(`${path}.wal`)).toBe(true)
  await copyCase(db, path)
  const copy = await openCase(path)
  expect((await sourceReports(copy)).map(({ name }) => name)).toEqual(['kept.log'])
  await closeCase(copy)
})

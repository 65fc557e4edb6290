import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closeCase, openCase } from '../../electron/engine/database.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { finishInterrupted } from '../../electron/engine/import-job.ts'
import { openWindows } from '../../electron/engine/queries/window.ts'
import { derivesNothing } from './derives-nothing.ts'
import { addFiles, caseOf, smallLog } from './small-case.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()

/** A case with a source that counts and one that an interrupted import left, whose settling overflows. */
async function unfinishedCase(path: string): Promise<void> {
  const db = await openCase(path, { create: true })
  await addFiles(db, { 'a.log': `${smallLog.slice(0, 13).join('\n')}\n`, 'b.log': `${smallLog.slice(13).join('\n')}\n` })
  await db.transaction(async (connection) => {
    await connection.run("UPDATE sources SET state = 'loaded' WHERE name = 'b.log'")
    await connection.run("UPDATE settings SET value = '9223372036854775807' WHERE key = 'generation'")
  })
  await closeCase(db)
}

test('a case whose interrupted import cannot be finished opens as it was before, and says so once', async () => {
  const path = join(folder, 'poison.relayscope')
  await unfinishedCase(path)
  const engine = createEngine({ dataFolder: join(folder, 'data') })
  await engine.cases.openFile(path)
  expect((await engine.sources.list()).map(({ name }) => name)).toEqual(['a.log'])
  const told = []
  for await (const progress of engine.imports.progress()) told.push(progress)
  expect(told.at(-1)).toMatchObject({ phase: 'failed', ended: true, error: expect.stringContaining('poison.relayscope') as string })
  await engine.close()
  expect(readdirSync(folder).filter((name) => name.includes('spool') || name.endsWith('.lock'))).toEqual([])
})

test('a derivation that fails leaves the case usable, and the next one finishes it', async () => {
  const path = join(folder, 'later.relayscope')
  await unfinishedCase(path)
  const db = await openCase(path)
  expect(await finishInterrupted(db, { ...derivesNothing, write: () => Promise.reject(new Error('no memory')) })).toMatch(
    /later\.relayscope.*no memory$/,
  )
  expect(await db.rows("SELECT name FROM sources WHERE state = 'visible'")).toEqual([{ name: 'a.log' }])
  await db.transaction((connection) => connection.run("UPDATE settings SET value = '1' WHERE key = 'generation'"))
  expect(await finishInterrupted(db, derivesNothing)).toBeNull()
  expect(await db.rows("SELECT count(*) AS n FROM sources WHERE state = 'visible'")).toEqual([{ n: 2 }])
  await closeCase(db)
})

test('a tab goes on after the file of its case was opened again', async () => {
  const db = await caseOf({ 'a.log': `${smallLog.join('\n')}\n` })
  const windows = openWindows(db)
  const request = { query: '', sort: 'sender', descending: false, offset: 0, limit: 3, tab: 't' } as const
  const before = await windows.read(request)
  await db.reopen()
  expect(await windows.read(request)).toEqual(before)
  windows.close()
  await closeCase(db)
})

test('openings and closings that overlap follow each other, and leave nothing behind', async () => {
  const paths = ['one', 'two'].map((name) => join(folder, `${name}.relayscope`))
  for (const path of paths) await closeCase(await openCase(path, { create: true }))
  const engine = createEngine({ dataFolder: join(folder, 'data-2') })
  await Promise.all([...paths, ...paths].map((path) => engine.cases.openFile(path)))
  expect(await engine.cases.current()).toMatchObject({ name: 'two' })
  expect(readdirSync(folder).filter((name) => name.endsWith('.lock'))).toEqual(['two.relayscope.lock'])
  await Promise.all([engine.cases.openFile(join(folder, '.', 'two.relayscope')), engine.cases.create('three'), engine.cases.close()])
  expect(await engine.cases.current()).toBeNull()
  expect(readdirSync(folder).filter((name) => name.includes('spool') || name.endsWith('.lock'))).toEqual([])
})

test('imports that start at once without a case make one', async () => {
  const data = join(folder, 'data-3')
  const engine = createEngine({ dataFolder: data })
  const log = join(folder, 'mail.log')
  writeFileSync(log, `${smallLog.join('\n')}\n`)
  const start = () => engine.imports.start({ files: [engine.offerFile(log, 'mail.log')] })
  const ends = await Promise.allSettled([start(), start()])
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(readdirSync(join(data, 'cases')).filter((name) => name.endsWith('.relayscope'))).toEqual(['mail.log.relayscope'])
  await engine.close()
})

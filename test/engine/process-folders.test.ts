import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { closeCase, openTemporaryCase } from '../../electron/engine/database.ts'
import { makeProcessFolder } from '../../electron/engine/process-folders.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()

/** The number of a process that is gone. */
const gone = spawnSync(process.execPath, ['-e', '']).pid

function within(name: string): string {
  const path = join(folder, name)
  mkdirSync(path)
  writeFileSync(join(path, 'file'), 'kept')
  return path
}

test('a folder of this process is its own, and removes those of processes that are gone, and only those', () => {
  const left = within(`relayscope-${gone}-a`)
  const kept = [
    within(`relayscope-${process.pid}-a`),
    within(`relayscope-${process.ppid}-a`),
    within(`other-${gone}-a`),
    within(`relayscope-${gone}`),
    within(`relayscope-x${gone}-a`),
    within('relayscope-0-a'),
  ]
  const precious = within('precious')
  symlinkSync(precious, join(left, 'link'))
  symlinkSync(precious, join(folder, `relayscope-${gone}-link`))
  writeFileSync(join(folder, `relayscope-${gone}-file`), 'kept')
  const made = makeProcessFolder(folder, 'relayscope')
  expect(dirname(made)).toBe(folder)
  expect(basename(made)).toMatch(new RegExp(`^relayscope-${process.pid}-.{6}$`))
  expect(statSync(made).mode & 0o777).toBe(0o700)
  expect(existsSync(left)).toBe(false)
  for (const path of [...kept, precious]) expect(readFileSync(join(path, 'file'), 'utf8')).toBe('kept')
  expect(readdirSync(folder)).toEqual(expect.arrayContaining([`relayscope-${gone}-link`, `relayscope-${gone}-file`]))
})

test('a temporary case lies in such a folder', async () => {
  const db = await openTemporaryCase()
  try {
    const root = dirname(dirname(db.path))
    expect(basename(root)).toMatch(new RegExp(`^relayscope-${process.pid}-`))
    expect(statSync(dirname(root)).ino).toBe(statSync(tmpdir()).ino)
  } finally {
    await closeCase(db)
  }
})

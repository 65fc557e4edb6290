import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockCase } from '../../electron/engine/case-lock.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()

test('a lock is one file with its holder in it, and goes when it is given back', () => {
  const path = join(folder, 'a.relayscope')
  const unlock = lockCase(path)
  expect(readdirSync(folder)).toEqual(['a.relayscope.lock'])
  expect(JSON.parse(readFileSync(`${path}.lock`, 'utf8'))).toMatchObject({ pid: process.pid })
  expect(() => lockCase(path)).toThrow(/is open in Relayscope/)
  unlock()
  expect(readdirSync(folder)).toEqual([])
})

test('a lock that is another’s by now is left alone', () => {
  const path = join(folder, 'b.relayscope')
  const unlock = lockCase(path)
  const other = JSON.stringify({ pid: process.ppid, start: null })
  writeFileSync(`${path}.lock`, other)
  unlock()
  expect(readFileSync(`${path}.lock`, 'utf8')).toBe(other)
})

test('a lock that a crash cut short is taken over', () => {
  const path = join(folder, 'c.relayscope')
  writeFileSync(`${path}.lock`, '')
  lockCase(path)()
  expect(existsSync(`${path}.lock`)).toBe(false)
})

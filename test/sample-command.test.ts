import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeSample, makeSampleOf } from '../shared/sample/sample.ts'
import { runCommand } from './run-command.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'relayscope-sample-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: readonly string[]) => runCommand(['sample', ...args])

test('writes the files of a seed and says where', async () => {
  const output = join(folder, 'new', 'seven')
  const { status, stdout } = await run('--output', output, '--seed', '7')
  const { files } = makeSample(7)
  expect(status).toBe(0)
  expect(stdout.trimEnd().split('\n')).toEqual(files.map(({ name }) => join(output, name)))
  expect(readdirSync(output).sort()).toEqual(files.map(({ name }) => name).sort())
  expect(readFileSync(join(output, 'mail.log'), 'utf8')).toBe(files[0]?.text)
})

test('overwrites nothing', async () => {
  const output = join(folder, 'twice')
  expect((await run('--output', output)).status).toBe(0)
  const { status, stdout, stderr } = await run('--output', output)
  expect({ status, stdout, stderr }).toEqual({
    status: 3,
    stdout: '',
    stderr: `relayscope: ${join(output, 'mail.log')} exists already: name an empty folder.\n`,
  })
})

test('asks for a whole number as seed', async () => {
  const { status, stderr } = await run('--output', join(folder, 'odd'), '--seed', 'x')
  expect(status).toBe(2)
  expect(stderr).toBe('relayscope: --seed x is no whole number: give one from 0 to 999999999.\n')
})

test('writes the log of another server with the export', async () => {
  const output = join(folder, 'exim')
  expect((await run('--output', output, '--log-format', 'exim')).status).toBe(0)
  expect(readdirSync(output).sort()).toEqual(['email-log-search.csv', 'mainlog'])
  expect(readFileSync(join(output, 'mainlog'), 'utf8')).toBe(makeSampleOf('exim').files[0]?.text)
})

test('names the formats that it can write', async () => {
  const { status, stderr } = await run('--output', join(folder, 'none'), '--log-format', 'iis')
  expect(status).toBe(2)
  expect(stderr).toContain('Allowed choices are postfix, exim, sendmail, opensmtpd, kumomta.')
})

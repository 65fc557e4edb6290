import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runProgram } from '../electron/cli/program.ts'
import { makeSample, makeSampleOf } from '../shared/sample/sample.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'relayscope-sample-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(...args: readonly string[]) {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const written = Promise.all([text(stdout), text(stderr)])
  const status = await runProgram(['sample', ...args], { stdout, stderr, showsProgress: false, signal: new AbortController().signal })
  stdout.end()
  stderr.end()
  const [out, err] = await written
  return { status, out, err }
}

test('writes the files of a seed and says where', async () => {
  const output = join(folder, 'new', 'seven')
  const { status, out } = await run('--output', output, '--seed', '7')
  const { files } = makeSample(7)
  expect(status).toBe(0)
  expect(out.trimEnd().split('\n')).toEqual(files.map(({ name }) => join(output, name)))
  expect(readdirSync(output).sort()).toEqual(files.map(({ name }) => name).sort())
  expect(readFileSync(join(output, 'mail.log'), 'utf8')).toBe(files[0]?.text)
})

test('overwrites nothing', async () => {
  const output = join(folder, 'twice')
  expect((await run('--output', output)).status).toBe(0)
  const { status, out, err } = await run('--output', output)
  expect({ status, out, err }).toEqual({
    status: 3,
    out: '',
    err: `relayscope: ${join(output, 'mail.log')} exists already: name an empty folder.\n`,
  })
})

test('asks for a whole number as seed', async () => {
  const { status, err } = await run('--output', join(folder, 'odd'), '--seed', 'x')
  expect(status).toBe(2)
  expect(err).toBe('relayscope: --seed x is no whole number: give one from 0 to 999999999.\n')
})

test('writes the log of another server with the export', async () => {
  const output = join(folder, 'exim')
  expect((await run('--output', output, '--log-format', 'exim')).status).toBe(0)
  expect(readdirSync(output).sort()).toEqual(['email-log-search.csv', 'mainlog'])
  expect(readFileSync(join(output, 'mainlog'), 'utf8')).toBe(makeSampleOf('exim').files[0]?.text)
})

test('names the formats that it can write', async () => {
  const { status, err } = await run('--output', join(folder, 'none'), '--log-format', 'iis')
  expect(status).toBe(2)
  expect(err).toContain('Allowed choices are postfix, exim, sendmail, opensmtpd, kumomta.')
})

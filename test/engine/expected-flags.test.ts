import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { devicesCommand } from '../../electron/cli/senders.ts'
import { copyCase } from '../../electron/engine/copy-case.ts'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { caseReport } from '../../electron/engine/queries/case-report.ts'
import { devices, senders } from '../../electron/engine/queries/devices.ts'
import { markExpected } from '../../electron/engine/queries/expected-flags.ts'
import { reportText } from '../../report/format.ts'
import { redactReport } from '../../shared/redaction/redact-report.ts'
import type { ExpectedFlag } from '../../shared/senders.ts'
import { syslogLine } from './logs.ts'
import { addFiles, caseOf } from './small-case.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()

/** A server's mails that all bounce, one a minute, each to somebody else. */
function bounces(day: number, count: number): string {
  return Array.from({ length: count }, (_, nth) => {
    const id = (0xa00000 + day * 1000 + nth).toString(16).toUpperCase()
    const line = (program: string, text: string) =>
      syslogLine(Date.UTC(2026, 2, day, 9, nth), `${id}: ${text}`, { shape: 'iso', program: `postfix/${program}` })
    return [
      line('smtpd', 'client=shop.example.org[10.0.0.10]'),
      line('qmgr', `from=<shop@example.org>, size=${1000 + nth}, nrcpt=1 (queue active)`),
      line(
        'smtp',
        `to=<bob${nth}@example.net>, relay=mx.example.net[198.51.100.9]:25, delay=0.5, delays=0/0/0/0, dsn=5.1.1, status=bounced (host mx.example.net[198.51.100.9] said: 550 5.1.1 User unknown (in reply to RCPT TO command))`,
      ),
      line('qmgr', 'removed'),
    ].join('\n')
  }).join('\n')
}

describe('what is expected', () => {
  let db: CaseDb

  beforeAll(async () => {
    db = await caseOf({ 'mail.log': bounces(2, 60) })
  })

  afterAll(() => closeCase(db))

  const mark = (marks: readonly ExpectedFlag[]) => db.transaction((connection) => markExpected(connection, marks))
  const rowOf = async () => (await devices(db, { query: '' })).rows[0]!
  const flags = async () => (await rowOf()).flags.map(({ flag, expected }) => [flag, expected])
  const expected = { until: '2026-03-03', reason: 'Ann cleans the list of customers' }

  test('is said with its end and reason, and taken away by what the mark returned', async () => {
    expect(await flags()).toEqual([['failures', null]])
    const undo = await mark([{ key: (await rowOf()).key, flag: 'failures', expected }])
    expect(await flags()).toEqual([['failures', expected]])
    expect((await senders(db, { query: '' })).rows[0]?.flags).toMatchObject([{ flag: 'failures', expected: null }])
    expect((await devices(db, { query: 'outcome:bounced' })).rows[0]?.flags).toMatchObject([{ flag: 'failures', expected }])
    const redo = await mark(undo)
    expect(await flags()).toEqual([['failures', null]])
    await mark(redo)
    expect(await flags()).toEqual([['failures', expected]])
  })

  test('is that flag of that device and no other', async () => {
    await mark([
      { key: (await rowOf()).key, flag: 'failures', expected: null },
      { key: (await rowOf()).key, flag: 'volume', expected },
      { key: '["devices","10.0.0.1",null,null]', flag: 'failures', expected },
    ])
    expect(await flags()).toEqual([['failures', null]])
  })

  test('stands apart in a report, without its reason where names are replaced', async () => {
    await mark([{ key: (await rowOf()).key, flag: 'failures', expected }])
    const report = await caseReport(db, { query: '', rows: 5 }, { caseName: 'monday', madeAt: '2026-03-04T08:00:00.000Z' })
    for (const format of ['html', 'markdown'] as const) {
      expect(await reportText[format].write(report)).toMatch(/failures, expected until 3 Mar: Ann cleans the list of customers/)
      expect(await reportText[format].write(redactReport(report))).toMatch(/failures, expected until 3 Mar[^:]/)
    }
    const hidden = await reportText.json.write(redactReport(report))
    expect(await reportText.json.write(report)).toContain('Ann cleans')
    expect(hidden).not.toMatch(/Ann|customers|10\.0\.0\.10/)
  })

  test('is printed by the command line at the end of what it printed before, and lies in copies of the case', async () => {
    const path = join(folder, 'copy.relayscope')
    await copyCase(db, path)
    const printed = async (format: string) => {
      const stdout = new PassThrough()
      let text = ''
      stdout.on('data', (part: Buffer) => {
        text += part.toString()
      })
      const terminal = { stdout, stderr: new PassThrough(), showsProgress: false, signal: new AbortController().signal }
      await devicesCommand(terminal, () => {}).parseAsync(['--case', path, '--format', format], { from: 'user' })
      return text
    }
    const { flags: found } = JSON.parse(await printed('ndjson')) as { readonly flags: readonly object[] }
    expect(found.map((flag) => Object.entries(flag).at(-1))).toEqual([['expected', expected]])
    const [heading, row] = (await printed('csv')).split(/\r?\n/)
    expect(heading).toMatch(/,flags,reportedMessages,reportedFailed,expected$/)
    expect(row).toMatch(/,failures,,,failures until 2026-03-03: Ann cleans the list of customers$/)
  })

  test('ends with its last day: newer logs make it unusual again', async () => {
    await addFiles(db, { 'mail.log.1': bounces(3, 1) })
    expect(await flags()).toEqual([['failures', expected]])
    await addFiles(db, { 'mail.log.2': bounces(4, 1) })
    expect(await flags()).toEqual([['failures', null]])
    expect((await devices(db, { query: 'before:2026-03-04' })).rows[0]?.flags).toMatchObject([{ expected }])
  })

  test('of a tampered case that is no list of marks marks nothing', async () => {
    const key = (await rowOf()).key
    const whole = { key, flag: 'failures', expected: { until: '2026-12-31', reason: 'x' } }
    const told = async (value: unknown) => {
      await db.transaction((connection) => connection.run("UPDATE settings SET value = $1 WHERE key = 'expectedFlags'", [String(value)]))
      return flags()
    }
    expect(await told(JSON.stringify([whole]))).toEqual([['failures', whole.expected]])
    for (const broken of [
      '{',
      '{"a":1}',
      JSON.stringify([null, 1, { ...whole, expected: { until: 'x', reason: 'x' } }, { ...whole, key: 1 }]),
    ])
      expect(await told(broken)).toEqual([['failures', null]])
  })
})

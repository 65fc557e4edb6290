import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { coverageCommand } from '../../electron/cli/coverage.ts'
import { importCommand } from '../../electron/cli/import.ts'
import { closeCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { caseReport } from '../../electron/engine/queries/case-report.ts'
import { coverage } from '../../electron/engine/queries/coverage.ts'

import { overview } from '../../electron/engine/queries/overview.ts'

import { sourceReports } from '../../electron/engine/source-row.ts'

import { rereadSource, setSearched } from '../../electron/engine/sources.ts'
import { reportText } from '../../report/format.ts'
import { allFormats, isLog } from '../../shared/formats/index.ts'
import { redactReport } from '../../shared/redaction/redact-report.ts'
import { caseOf, smallLog } from './small-case.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()

const log = `${smallLog.join('\n')}\n`

/** A search that found two mails, three months apart. */
const search = [
  'Message ID,Sender,Recipient address,Event target,Event date,Event status',
  '<a.1@acme.test>,jane@acme.test,jon@slow.example,SMTP_OUT,2026/01/05 08:00:00 UTC,DELIVERED',
  '<b.2@acme.test>,jane@acme.test,jon@slow.example,SMTP_OUT,2026/04/05 08:00:00 UTC,DELIVERED',
].join('\n')

/** The examples of formats, a file each. */
function filesOf(...ids: readonly string[]): Readonly<Record<string, string>> {
  const found = allFormats.filter(({ id }) => ids.includes(id))
  return Object.fromEntries(found.map(({ id, examples }) => [id, `${examples.map(({ text: example }) => example).join('\n')}\n`]))
}

test.each([
  ['a log of Exchange, a table', filesOf('exchange-message-tracking'), { logs: true, searches: false }],
  ['a log of KumoMTA, records of JSON', filesOf('kumomta'), { logs: true, searches: false }],
  ['a search', { 'search.csv': search }, { logs: false, searches: true }],
  ['events of a sending service', filesOf('resend'), { logs: false, searches: false }],
  ['a list of users', filesOf('google-users'), { logs: false, searches: false }],
  ['a search and a log', { 'search.csv': search, ...filesOf('kumomta') }, { logs: true, searches: true }],
])('%s: the overview says which of them the case holds', async (_, files, holds) => {
  const db = await caseOf(files)
  expect((await overview(db)).holds).toEqual(holds)
  await closeCase(db)
})

test('a source of several formats is a log where one of them is', () => {
  expect(['mail dmarc-aggregate', 'mail tls-rpt', 'postfix filters-and-mailboxes', 'mail exim'].map(isLog)).toEqual([
    false,
    false,
    true,
    true,
  ])
})

describe('a search result', () => {
  test('covers no time, makes no silence of its own or of the logs, and proves nothing absent', async () => {
    const db = await caseOf({ 'mail.log': log })
    const [, before] = await coverage(db)
    await closeCase(db)
    const both = await caseOf({ 'mail.log': log, 'search.csv': search })
    const [found, logged, all] = await coverage(both)
    expect(found).toMatchObject({ source: 'search.csv', searchResult: true, coveredSeconds: 0, gaps: [], openEnds: 0 })
    expect(found?.firstTime).toBe('2026-01-05T08:00:00.000Z')
    expect(found?.suspicions).toEqual(['a search result: proves nothing absent'])
    expect(logged).toMatchObject({ source: 'mail.log', searchResult: false })
    expect(all).toEqual(before)
    await closeCase(both)
  })

  test('alone leaves nothing covered', async () => {
    const db = await caseOf({ 'search.csv': search })
    const [, all] = await coverage(db)
    expect(all).toMatchObject({ source: null, searchResult: true, firstTime: null, lastTime: null, coveredSeconds: 0, gaps: [] })
    await closeCase(db)
  })

  test('and a mail cover no time alike: between two bounces nothing is silent', async () => {
    const bounce = (day: number) =>
      `From MAILER-DAEMON Sun May  ${day} 08:00:00 2026\nDate: Sun, ${day} May 2026 08:00:00 +0000\nTo: jane@acme.test\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; jon${day}@slow.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n`
    const db = await caseOf({ 'bounces.mbox': `${bounce(1)}\n${bounce(9)}` })
    const [found, all] = await coverage(db)
    expect(found).toMatchObject({ source: 'bounces.mbox', log: false, searchResult: false, coveredSeconds: 0, gaps: [], suspicions: [] })
    expect(all).toMatchObject({ source: null, log: false, firstTime: null, gaps: [] })
    await closeCase(db)
  })

  test('keeps what was searched for, also when it is read again; reports say it, redacted ones do not', async () => {
    const db = await caseOf({ 'mail.log': log, 'search.csv': search })
    const [found, logged] = await sourceReports(db)
    expect([found?.searchResult, found?.searched, logged?.searchResult]).toEqual([true, null, false])
    const words = 'sender jane@acme.test of the whole spring'
    expect(await setSearched(db, found?.id ?? '', words)).toMatchObject({ searched: words })
    expect((await rereadSource(db, found?.id ?? '', { zone: 'Europe/Vienna' }, derive)).searched).toBe(words)
    const report = await caseReport(db, { query: '', rows: 10 }, { caseName: 'May', madeAt: '2026-05-01T00:00:00.000Z' })
    expect(await reportText.markdown.write(report)).toContain(
      'search.csv: a search result: proves nothing absent but what was searched for: sender',
    )
    const redacted = await reportText.markdown.write(redactReport(report))
    expect(redacted).toContain('a search result: proves nothing absent')
    expect(JSON.stringify(redactReport(report))).not.toContain('whole spring')
    expect(await setSearched(db, found?.id ?? '', null)).toMatchObject({ searched: null })
    await closeCase(db)
  })

  test('is none where the source is a log', async () => {
    const db = await caseOf({ 'mail.log': log })
    const [logged] = await sourceReports(db)
    await expect(setSearched(db, logged?.id ?? '', 'anything')).rejects.toThrow('mail.log is a log, not the result of a search')
    await closeCase(db)
  })

  test('is imported with what was searched for from the command line', async () => {
    const file = join(folder, 'search.csv')
    const kept = join(folder, 'spring.relayscope')
    writeFileSync(file, search)
    const words = 'recipient jon@slow.example'
    const stdout = new PassThrough()
    const terminal = { stdout, stderr: new PassThrough(), showsProgress: false, signal: new AbortController().signal }
    const statuses: number[] = []
    const ended = (status: number) => statuses.push(status)
    await importCommand(terminal, ended).parseAsync([file, '--case', kept, '--searched', words], { from: 'user' })
    await coverageCommand(terminal, ended).parseAsync(['--case', kept], { from: 'user' })
    stdout.end()
    const printed = await text(stdout)
    expect(statuses).toEqual([0, 0])
    expect(printed).toContain(`Note: a search result: proves nothing absent but what was searched for: ${words}`)
    expect(printed).toContain('none of it covered')
    expect(printed).toContain('All sources together: no time covered, there is no log among them')
  })
})

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inputFiles } from '../electron/cli/input-files.ts'
import { decodeEncodedWords } from '../electron/mail/mime.ts'
import { parseMail } from '../electron/mail/parse-mail.ts'
import { readMails } from '../electron/mail/read-mails.ts'
import { readBounce } from '../shared/bounces/read-bounce.ts'
import type { ReportedRecipient } from '../shared/bounces/reported.ts'

const shared = resolve(import.meta.dirname, '../../shared')
const servers = join(shared, 'mta')
const corpus = join(shared, 'corpora/sisimai')

interface Row extends ReportedRecipient {
  readonly file: string
  readonly index: number
}

async function rowsOf(folder: string): Promise<Row[]> {
  const rows: Row[] = []
  for (const { path, name } of inputFiles([folder])) {
    let index = 0
    for await (const bytes of readMails(path, name)) {
      for (const report of readBounce(parseMail(bytes), decodeEncodedWords)) rows.push({ file: name, index: index++, ...report })
    }
  }
  return rows
}

interface Truth {
  readonly recipients: readonly {
    readonly rcpt: string
    readonly finalReply?: string
    readonly dsnStatus?: string
    readonly bounceDsn?: string
    readonly delayDsn?: string
  }[]
}

const sets = existsSync(servers) ? readdirSync(servers).filter((set) => existsSync(join(servers, set, 'bounces'))) : []

/** The status that the server's reply names. */
const statusIn = (reply: string) => /(?:^|[\s;-])([45]\.[0-9]{1,3}\.[0-9]{1,3})\b/.exec(reply)?.[1]

describe.skipIf(sets.length === 0)('bounces of real servers (../shared/mta)', () => {
  test.each(sets)('%s: recipient, action and status of every one', async (set) => {
    const folder = join(servers, set)
    const rows = await rowsOf(join(folder, 'bounces'))
    expect([...new Set(rows.map(({ kind }) => kind))]).toEqual(['dsn'])
    const byFile = new Map<string, Row[]>()
    for (const row of rows) byFile.set(row.file, [...(byFile.get(row.file) ?? []), row])
    const truth = readFileSync(join(folder, 'truth.jsonl'), 'utf8').trim().split('\n')
    const wrong: string[] = []
    let checked = 0
    for (const one of truth.flatMap((line) => (JSON.parse(line) as Truth).recipients)) {
      for (const [file, action] of [
        [one.bounceDsn, 'failed'],
        [one.delayDsn, 'delayed'],
      ] as const) {
        if (file === undefined) continue
        checked++
        const row = byFile.get(file.replace('bounces/', ''))?.find(({ recipient }) => recipient?.toLowerCase() === one.rcpt.toLowerCase())
        // A reply of an attempt before the last (4.x.x) is not what a notice of a final failure (5.x.x) reports.
        const reply = statusIn(one.finalReply ?? '')
        const wanted = reply?.charAt(0) === row?.enhancedCode?.charAt(0) ? reply : undefined
        if (row === undefined) wrong.push(`${file}: ${one.rcpt} is missing`)
        else if (row.action !== action) wrong.push(`${file}: ${row.action} instead of ${action}`)
        else if (action === 'failed' && wanted && row.enhancedCode !== wanted)
          wrong.push(`${file}: ${row.enhancedCode}, not ${wanted}: ${row.diagnostic}`)
      }
    }
    expect(checked).toBeGreaterThan(10)
    expect(wrong).toEqual([])
  })
})

describe.skipIf(!existsSync(corpus))('bounces of many providers (../shared/corpora/sisimai)', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'relayscope-bounces-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('recipients, status, codes, classes and kinds as their owners expect', async () => {
    const rows = await rowsOf(corpus)
    const result = join(folder, 'result.ndjson')
    writeFileSync(result, rows.map((row) => JSON.stringify(row)).join('\n'))
    const scorer = join(shared, 'tools/score-bounces.mjs')
    const score = JSON.parse(
      execFileSync(process.execPath, [scorer, join(corpus, 'expected.json'), result, '--json'], { encoding: 'utf8' }),
    ) as Record<string, number>
    const share = (right: string, all: string) => (score[right] ?? 0) / (score[all] ?? 1)
    expect(score['files']).toBeGreaterThan(300)
    expect((score['countRight'] ?? 0) / ((score['files'] ?? 0) - (score['kindScored'] ?? 0))).toBeGreaterThan(0.975)
    expect(share('statusRight', 'statusScored')).toBeGreaterThan(0.975)
    expect(share('codeRight', 'codeScored')).toBeGreaterThan(0.935)
    expect(share('classRight', 'classScored')).toBeGreaterThan(0.845)
    expect(share('kindRight', 'kindScored')).toBeGreaterThan(0.94)
  })

  test('what is no bounce is not taken for one', async () => {
    const rows = await rowsOf(join(corpus, 'set-of-emails/maildir/not'))
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ kind }) => kind === 'dsn' || kind === 'text-bounce')).toEqual([])
  })
})

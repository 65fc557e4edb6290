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
    for await (const mail of readMails(path, name)) {
      if ('error' in mail) throw mail.error
      for (const report of readBounce(parseMail(mail.bytes), decodeEncodedWords)) rows.push({ file: name, index: index++, ...report })
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
    expect((score['countRight'] ?? 0) / ((score['files'] ?? 0) - (score['kindScored'] ?? 0))).toBeGreaterThan(0.99)
    expect(share('statusRight', 'statusScored')).toBeGreaterThan(0.98)
    expect(share('codeRight', 'codeScored')).toBeGreaterThan(0.98)
    expect(share('classRight', 'classScored')).toBeGreaterThan(0.93)
    expect(share('kindRight', 'kindScored')).toBe(1)
    expect((score['unknown'] ?? 0) / (score['recipients'] ?? 1)).toBeLessThan(0.03)
  })

  test('what is no bounce is not taken for one', async () => {
    const rows = await rowsOf(join(corpus, 'set-of-emails/maildir/not'))
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ kind }) => kind === 'dsn' || kind === 'text-bounce')).toEqual([])
  })
})

interface Expected {
  /** mailman2-bounces */
  readonly addresses?: readonly string[]
  readonly temporary?: boolean
  /** mdbp */
  readonly isBounce?: boolean
  readonly stdReason?: string
  readonly reports?: number
  /** bounce_email, phpmailer-bmh */
  readonly bounced?: boolean
  readonly processed?: number
}

const isBounce = ({ kind }: Row) => kind === 'dsn' || kind === 'text-bounce'

/** What a set expects of each file, and what is read from it. */
async function setOf(
  name: string,
): Promise<readonly { readonly file: string; readonly wanted: Expected; readonly bounces: readonly Row[] }[]> {
  const folder = join(shared, 'corpora', name)
  const rows = (await rowsOf(folder)).filter(isBounce)
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>
  return Object.entries(expected).map(([file, wanted]) => ({ file, wanted, bounces: rows.filter((row) => row.file === file) }))
}

/** Each address once, in lower case and in order. */
const addresses = (all: readonly (string | null)[]) =>
  [...new Set(all.filter((one) => one !== null).map((one) => one.toLowerCase()))].sort().join()

/** What the reasons of Mail::DeliveryStatus::BounceParser are called here. */
const reasons: Readonly<Record<string, readonly string[]>> = {
  user_unknown: ['recipient-unknown', 'mailbox-disabled'],
  user_disabled: ['mailbox-disabled'],
  over_quota: ['mailbox-full'],
  message_too_large: ['message-too-large'],
  domain_error: ['recipient-domain-bad', 'routing-failure'],
  spam: ['spam-content', 'reputation-block', 'recipient-policy', 'sender-auth-fail', 'rate-limited', 'message-malformed'],
}

describe.skipIf(!existsSync(corpus))('old and odd bounces (../shared/corpora)', () => {
  test('mailman2-bounces: exactly the expected addresses; what is temporary did not fail', async () => {
    const set = await setOf('mailman2-bounces')
    const wrong = set.filter(({ wanted, bounces }) => {
      const failed = bounces.filter(({ action }) => action === 'failed')
      if (wanted.temporary) return failed.length > 0
      // Mailman names the address it sent to, the one it was led to, or both.
      const ways = [
        failed.map(({ recipient }) => recipient),
        failed.map(({ recipient, originalRecipient }) => originalRecipient ?? recipient),
        failed.flatMap(({ recipient, originalRecipient }) => [recipient, originalRecipient]),
      ]
      return !ways.map(addresses).includes(addresses(wanted.addresses ?? []))
    })
    expect(set.length).toBeGreaterThan(40)
    expect(wrong.length / set.length, wrong.map(({ file }) => file).join('\n')).toBeLessThanOrEqual(0.03)
  })

  test('mdbp: what is a bounce, and why', async () => {
    const set = await setOf('mdbp')
    // Three advertisements are called bounces there, although they report on nobody.
    const judged = set.filter(({ wanted }) => wanted.isBounce !== undefined && wanted.reports !== 0)
    const wrong = judged.filter(({ wanted, bounces }) => bounces.length > 0 !== wanted.isBounce)
    expect(wrong.length / judged.length, wrong.map(({ file }) => file).join('\n')).toBeLessThanOrEqual(0.03)
    const reasoned = set.filter(({ wanted, bounces }) => reasons[wanted.stdReason ?? ''] !== undefined && bounces.length > 0)
    const other = reasoned.filter(
      ({ wanted, bounces }) => !bounces.some(({ class: read }) => read !== null && reasons[wanted.stdReason ?? '']?.includes(read)),
    )
    const list = other.map(({ file, wanted, bounces }) => `${file}: ${wanted.stdReason}, ${bounces[0]?.class}: ${bounces[0]?.diagnostic}`)
    expect(other.length / reasoned.length, list.join('\n')).toBeLessThanOrEqual(0.1)
  })

  test.each(['bounce_email', 'phpmailer-bmh'])('%s: what is a bounce', async (name) => {
    const wrong = (await setOf(name)).filter(
      ({ wanted, bounces }) => bounces.length > 0 !== (wanted.bounced ?? (wanted.processed ?? 0) > 0),
    )
    expect(wrong.map(({ file }) => file)).toEqual([])
  })
})

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeCase, openTemporaryCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { importFiles } from '../../electron/engine/import-job.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import type { Message } from '../../shared/message.ts'

const shared = resolve(import.meta.dirname, '../../../shared')
const main = join(shared, 'mta/postfix-main')
const scorer = join(shared, 'tools/score-fates.mjs')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'relayscope-truth-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Imports the files one job after another into a new case and returns all messages. */
async function messagesOf(...files: readonly string[]): Promise<readonly Message[]> {
  const db = await openTemporaryCase()
  try {
    for (const path of files) {
      const [report] = await importFiles(db, [{ path, name: basename(path) }], { derive, zone: 'UTC', year: 2026 })
      if (report?.kind !== 'imported') throw new Error(JSON.stringify(report))
    }
    const all: Message[] = []
    for await (const batch of allMessages(db)) all.push(...batch)
    return all
  } finally {
    await closeCase(db)
  }
}

interface Score {
  readonly recipients: number
  readonly fateRight: number
  readonly classScored: number
  readonly classRight: number
  readonly contradictions: number
  readonly extra: number
}

function score(truth: string, messages: readonly Message[]): Score {
  const result = join(folder, 'result.ndjson')
  writeFileSync(result, messages.map((message) => JSON.stringify(message)).join('\n'))
  return JSON.parse(execFileSync(process.execPath, [scorer, truth, result, '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 })) as Score
}

/** What was found, without the names of the files it was found in. */
function withoutFiles(messages: readonly Message[]): readonly unknown[] {
  const bare = (delivery: Message['deliveries'][number]) => ({ ...delivery, lines: null })
  return messages
    .map((message) => ({ ...message, sources: null, aliases: null, deliveries: message.deliveries.map(bare) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function expectGood(found: Score, fates: number, classes: number): void {
  expect({
    fates: found.fateRight / found.recipients >= fates,
    classes: found.classRight / found.classScored >= classes,
    contradictions: found.contradictions,
    extra: found.extra / found.recipients <= 0.005,
  }).toEqual({ fates: true, classes: true, contradictions: 0, extra: true })
}

describe.skipIf(!existsSync(main))('the log of a real server (skipped where ../shared/mta is absent)', () => {
  test.each(['mail.log', 'mail.iso.log.gz', 'mail.rfc5424.log.gz'])('gives the true fates from %s', async (file) => {
    expectGood(score(join(main, 'truth.jsonl'), await messagesOf(join(main, file))), 0.995, 0.97)
  })

  // Two labels of these sets are the generator's: it calls an SPF refusal a failed login, and a scanner's fault spam.
  test.each([
    ['postfix-filter', 0.99],
    ['postfix-reject', 0.98],
  ])('gives the true fates of %s', async (set, fates) => {
    expectGood(score(join(shared, 'mta', set, 'truth.jsonl'), await messagesOf(join(shared, 'mta', set, 'mail.log'))), fates, 0.85)
  })

  // Frozen mails that were dropped, or discarded by an ACL after DATA, are never logged with their recipients.
  test('gives the true fates of Exim', async () => {
    const set = join(shared, 'mta/exim-main')
    const messages = await messagesOf(join(set, 'mainlog'))
    expectGood(score(join(set, 'truth.jsonl'), messages), 0.995, 0.99)
    // The rejectlog repeats lines of the mainlog.
    const both = await messagesOf(join(set, 'mainlog'), join(set, 'rejectlog'))
    expect(withoutFiles(both)).toEqual(withoutFiles(messages))
  })

  test.each([
    ['whole seconds', () => readFileSync(join(main, 'mail.log'), 'latin1')],
    ['microseconds', () => gunzipSync(readFileSync(join(main, 'mail.iso.log.gz'))).toString('latin1')],
  ])('is the same whole, in rotated halves in either order, and beside its own prefix, with stamps of %s', async (_, read) => {
    const lines = read().split('\n').slice(0, 5_000)
    const write = (name: string, part: readonly string[]): string => {
      const path = join(folder, name)
      writeFileSync(path, `${part.join('\n')}\n`, 'latin1')
      return path
    }
    const first = write('mail.log.1', lines.slice(0, 2_500))
    const second = write('mail.log', lines.slice(2_500))
    const all = write('mail.whole.log', lines)
    const whole = withoutFiles(await messagesOf(all))
    expect(withoutFiles(await messagesOf(first, second))).toEqual(whole)
    expect(withoutFiles(await messagesOf(second, first))).toEqual(whole)
    expect(withoutFiles(await messagesOf(first, all))).toEqual(whole)
    expect(withoutFiles(await messagesOf(all, first))).toEqual(whole)
  })

  test('is read right where short queue ids repeat', async () => {
    const [log, truth] = [join(folder, 'scale.log'), join(folder, 'scale.jsonl')]
    const options = [
      '--messages',
      '6000',
      '--days',
      '3',
      '--devices',
      '20',
      '--seed',
      '7',
      '--ids',
      'short',
      '--out',
      log,
      '--truth',
      truth,
    ]
    execFileSync(process.execPath, [join(shared, 'mta/scale.mjs'), ...options])
    expectGood(score(truth, await messagesOf(log)), 0.999, 0.97)
  })
})

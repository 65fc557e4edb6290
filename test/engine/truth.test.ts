import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Message } from '../../shared/message.ts'
import { messagesOf, messagesOfLog } from './imported-messages.ts'

const shared = resolve(import.meta.dirname, '../../../shared')
const main = join(shared, 'mta/postfix-main')
const scorer = join(shared, 'tools/score-fates.mjs')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'relayscope-truth-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

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

function attempts(messages: readonly Message[]): number {
  return messages.flatMap(({ deliveries }) => deliveries).reduce((sum, delivery) => sum + delivery.attempts, 0)
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

/** A log with RFC 3339 stamps as `journalctl -o json` exports it: not every text is a string, and many fields say nothing of mail. */
function journalOf(log: string): string {
  const entries = log.split('\n').flatMap((line, number) => {
    const [, stamp = '', micros = '', host, program, pid, text = ''] =
      /^([^ ]+)\.([0-9]{6})\+00:00 ([^ ]+) ([^ :[]+)(?:\[([0-9]+)\])?: (.*)$/.exec(line) ?? []
    if (stamp === '') return []
    const time = `${Date.parse(`${stamp}Z`) / 1000}${micros}`
    const entry = {
      PRIORITY: '6',
      _CAP_EFFECTIVE: '0',
      SYSLOG_IDENTIFIER: program,
      _CMDLINE: `${program} -n smtp -t unix -u -c "MESSAGE":"x"`,
      MESSAGE: number % 5 === 0 ? [...Buffer.from(text)] : text,
      ...(pid === undefined ? {} : number % 2 === 0 ? { _PID: pid } : { SYSLOG_PID: pid, _PID: pid }),
      _HOSTNAME: `${host}.example.org`,
      __REALTIME_TIMESTAMP: time,
      _TRANSPORT: 'syslog',
    }
    return [JSON.stringify(entry)]
  })
  return `${entries.join('\n')}\n`
}

describe.skipIf(!existsSync(main))('the log of a real server (skipped where ../shared/mta is absent)', () => {
  test.each(['mail.log', 'mail.iso.log.gz', 'mail.rfc5424.log.gz'])('gives the true fates from %s', async (file) => {
    expectGood(score(join(main, 'truth.jsonl'), await messagesOfLog(join(main, file))), 0.995, 0.97)
  })

  test('gives the true fates from the export of a journal, and counts once what a syslog file holds too', async () => {
    const journal = join(folder, 'journal.json')
    writeFileSync(journal, journalOf(gunzipSync(readFileSync(join(main, 'mail.iso.log.gz'))).toString('utf8')))
    expectGood(score(join(main, 'truth.jsonl'), await messagesOf(journal)), 0.995, 0.97)
    const both = await messagesOf(join(main, 'mail.log'), journal)
    expectGood(score(join(main, 'truth.jsonl'), both), 0.995, 0.97)
    const alone = await messagesOfLog(join(main, 'mail.log'))
    expect([both.length, attempts(both)]).toEqual([alone.length, attempts(alone)])
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
    const messages = await messagesOfLog(join(set, 'mainlog'))
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

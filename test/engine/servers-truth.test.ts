import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { allFormats } from '../../shared/formats/index.ts'
import { messagesOf } from './imported-messages.ts'

const shared = resolve(import.meta.dirname, '../../../shared')
const folder = mkdtempSync(join(tmpdir(), 'relayscope-servers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What the scorer counts: of the recipients of the truth, and of what was found beside them. */
interface Score {
  readonly recipients: number
  readonly fateRight: number
  readonly classScored: number
  readonly classRight: number
  readonly contradictions: number
  readonly extra: number
}

/** What a set says of a mail. */
interface Truth {
  readonly recipients: readonly { readonly rcpt: string; readonly fate: string }[]
}

/**
 * The logs of other servers: `fates` and `classes` are the least shares, measured; docs/formats.md says of each miss why the log
 * cannot tell.
 */
const sets = [
  { set: 'sendmail-main', log: 'mail.log', format: 'sendmail', fates: 0.959, classes: 0.97, extra: 6 },
  { set: 'opensmtpd-main', log: 'mail.log', format: 'opensmtpd', fates: 0.991, classes: 0.99, extra: 1 },
]

describe.skipIf(!existsSync(join(shared, 'mta')))('logs of real servers (skipped where ../shared/mta is absent)', () => {
  test.each(sets)('$set gives the true fates', async ({ set, log, fates, classes, extra }) => {
    const result = join(folder, `${set}.ndjson`)
    const messages = await messagesOf(join(shared, 'mta', set, log))
    writeFileSync(result, messages.map((message) => JSON.stringify(message)).join('\n'))
    const scorer = join(shared, 'tools/score-fates.mjs')
    const printed = execFileSync(process.execPath, [scorer, join(shared, 'mta', set, 'truth.jsonl'), result, '--json'])
    const score = JSON.parse(printed.toString('utf8')) as Score
    expect(score.fateRight / score.recipients).toBeGreaterThanOrEqual(fates)
    expect(score.classRight / score.classScored).toBeGreaterThanOrEqual(classes)
    expect([score.contradictions, score.extra]).toEqual([0, extra])
  })

  test('msmtp-client gives all that its log states', async () => {
    const truth = readFileSync(join(shared, 'mta/msmtp-client/truth.jsonl'), 'utf8').split('\n').filter(Boolean)
    const mails = truth.map((line) => JSON.parse(line) as Truth)
    const messages = await messagesOf(join(shared, 'mta/msmtp-client/msmtp.log'))
    // No id is in the log; each recipient of the truth has an address of its own.
    const fates = new Map(messages.flatMap(({ deliveries }) => deliveries.map(({ recipient, fate }) => [recipient, fate] as const)))
    const expected = mails.flatMap(({ recipients }) => recipients)
    expect([messages.length, fates.size]).toEqual([mails.length, expected.length])
    expect(expected.filter(({ rcpt, fate }) => fates.get(rcpt) !== (fate === 'delivered' ? 'relayed' : fate))).toEqual([])
  })

  test.each(sets)('$set is understood line by line', ({ set, log, format: id }) => {
    const format = allFormats.find((each) => each.id === id)!
    const read = format.open({ fileName: log })
    const lines = readFileSync(join(shared, 'mta', set, log), 'latin1').split('\n')
    expect(lines.filter((line) => format.owns(line) && read(line) === 'unrecognised')).toEqual([])
  })
})

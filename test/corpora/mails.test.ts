import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { messagesOf } from '../engine/imported-messages.ts'
import { temporaryFolder } from '../engine/temporary-folder.ts'
import { type ExpectedLog, froide, lightmeter, zentyal } from './mails.ts'
import { corpora } from './postfix-lines.ts'

const folder = temporaryFolder()

/** The expected fields that are not as expected. */
async function wrongOf(logs: readonly ExpectedLog[]): Promise<{ readonly expected: number; readonly wrong: readonly string[] }> {
  const wrong: string[] = []
  for (const { name, log, checks } of logs) {
    const path = 'path' in log ? log.path : join(folder, 'mail.log')
    if ('text' in log) writeFileSync(path, log.text)
    const messages = await messagesOf(path)
    wrong.push(...checks.filter((check) => !check.holds(messages)).map(({ field }) => `${name}: ${field}`))
  }
  return { expected: logs.flatMap(({ checks }) => checks).length, wrong }
}

describe.skipIf(!existsSync(corpora))("the mails of other projects' logs (skipped where ../shared/corpora is absent)", () => {
  test('of Zentyal are as expected', async () => {
    const { expected, wrong } = await wrongOf(zentyal())
    expect([expected > 90, wrong]).toEqual([true, []])
  })

  test('of froide are as expected', async () => {
    const { expected, wrong } = await wrongOf(froide())
    expect([expected > 10, wrong]).toEqual([true, []])
  })

  // It takes a mail for lost where the last server's reply names a queue id of that server; the log says that it was sent.
  test('of Lightmeter are as expected, but for one', async () => {
    const { expected, wrong } = await wrongOf(lightmeter())
    expect([expected > 60, wrong]).toEqual([true, ['Local queue ADCC76373 is forever lost by postfix (not delivered): count']])
  })

  test('of Lightmeter are one for each client, where queue ids are used again and the server filters by its outer address', async () => {
    const path = join(corpora, 'lightmeter/test_files/postfix_logs/individual_files/14_reuse_of_queueid.log')
    const arrivals = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.includes(': client='))
    const fromOutside = arrivals.filter((line) => !line.includes('[170.55.103.23]'))
    const messages = await messagesOf(path)
    expect(messages.length).toBe(fromOutside.length)
    expect(messages.flatMap(({ queueIds }) => queueIds).length).toBe(arrivals.length)
    expect(messages.every(({ queueIds }) => queueIds.length <= 2)).toBe(true)
  })
})

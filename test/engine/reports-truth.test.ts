import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeCase, openTemporaryCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { importFiles } from '../../electron/engine/import-job.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import type { Delivery, Message } from '../../shared/message.ts'

const main = join(resolve(import.meta.dirname, '../../../shared'), 'mta/postfix-main')

/** Of those files, in one new case. */
async function messagesOf(paths: readonly string[]): Promise<readonly Message[]> {
  const db = await openTemporaryCase()
  const inputs = paths.map((path) => ({ path, name: basename(path) }))
  await importFiles(db, inputs, { derive, zone: 'UTC', year: 2026 })
  const all: Message[] = []
  for await (const batch of allMessages(db)) all.push(...batch)
  await closeCase(db)
  return all
}

function verdicts(messages: readonly Message[]): readonly string[] {
  return messages.flatMap(({ id, deliveries }) =>
    deliveries.map((delivery) => [id, delivery.recipient, delivery.fate, delivery.class, delivery.cause, delivery.evidence].join(' ')),
  )
}

describe.runIf(existsSync(main))('the bounces of a real server (skipped where ../shared/mta is absent)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'relayscope-test-'))
  const mbox = join(folder, 'bounces.mbox')
  let log: readonly Message[]
  let both: readonly Message[]
  let alone: readonly Message[]

  beforeAll(async () => {
    const mails = readdirSync(join(main, 'bounces')).map((name) => readFileSync(join(main, 'bounces', name), 'latin1'))
    writeFileSync(mbox, mails.map((mail) => `From MAILER-DAEMON Mon Nov 23 22:00:00 2026\n${mail}`).join('\n'), 'latin1')
    log = await messagesOf([join(main, 'mail.log')])
    both = await messagesOf([join(main, 'mail.log'), mbox])
    alone = await messagesOf([mbox])
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  test('are each tied to the mail that they report, and change no verdict of the log', () => {
    expect(both.filter(({ queueIds }) => queueIds.length === 0)).toEqual(log.filter(({ queueIds }) => queueIds.length === 0))
    expect(verdicts(both)).toEqual(verdicts(log))
    const reported = both.filter(({ sources }) => sources.includes('bounces.mbox'))
    expect(reported.length).toBe(alone.length)
    // Each report is proof beside the log's own line; a later one of the same delivery stands for the earlier.
    const proofs = reported.flatMap(({ deliveries }) =>
      deliveries.filter(({ lines }) => lines.some(({ source }) => source === 'bounces.mbox')),
    )
    expect(proofs.length).toBe(alone.flatMap(({ deliveries }) => deliveries).length)
  })

  test('alone say the class that the log says of what bounced', () => {
    const known = new Map<string, Delivery>()
    const key = (message: Message, delivery: Delivery) => `${message.messageId} ${delivery.recipient?.toLowerCase()}`
    for (const message of log) for (const delivery of message.deliveries) known.set(key(message, delivery), delivery)
    const failed = alone.flatMap((message) =>
      message.deliveries.map((delivery) => ({ delivery, logged: known.get(key(message, delivery)) })),
    )
    const bounced = failed.filter(({ logged }) => logged?.fate === 'bounced')
    expect(bounced.length).toBeGreaterThan(900)
    for (const { delivery, logged } of bounced) expect(delivery.class).toBe(logged?.class)
  })
})

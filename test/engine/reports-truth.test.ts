import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeCase, openTemporaryCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { importFiles } from '../../electron/engine/import-job.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import type { Delivery, Message } from '../../shared/message.ts'
import { messagesOfLog } from './imported-messages.ts'

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
    log = await messagesOfLog(join(main, 'mail.log'))
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

const exim = join(resolve(import.meta.dirname, '../../../shared'), 'mta/exim-main')

describe.runIf(existsSync(exim))('the bounces of Exim (skipped where ../shared/mta is absent)', () => {
  const bounces = existsSync(exim) ? readdirSync(join(exim, 'bounces')).map((name) => join(exim, 'bounces', name)) : []
  let log: readonly Message[]
  let both: readonly Message[]

  beforeAll(async () => {
    log = await messagesOfLog(join(exim, 'mainlog'))
    both = await messagesOf([join(exim, 'mainlog'), ...bounces])
  })

  test('are each tied to their mail, whose verdicts stay', () => {
    expect(both.length).toBe(log.length)
    const named = new Set(verdicts(both))
    // Of a mail that timed out frozen only its bounce names the recipients.
    expect(verdicts(log).filter((verdict) => !named.has(verdict) && !verdict.includes(' null expired '))).toEqual([])
    const reported = new Set(both.flatMap(({ sources }) => sources))
    for (const path of bounces) expect(reported).toContain(basename(path))
    for (const { queueIds, sources } of both) if (sources.some((source) => source.endsWith('.eml'))) expect(queueIds).not.toEqual([])
  })

  test('alone say the class that the log says', async () => {
    const mailOf = new Map(both.flatMap((message) => message.sources.map((source) => [source, message.id] as const)))
    const logged = new Map(log.map((message) => [message.id, message]))
    let compared = 0
    for (const { deliveries } of await messagesOf(bounces)) {
      for (const { recipient, class: named, cause, lines } of deliveries) {
        const mail = logged.get(mailOf.get(lines[0]?.source ?? '') ?? '')
        const known = (mail?.deliveries ?? []).filter(
          (delivery) =>
            ['bounced', 'expired'].includes(delivery.fate) && [delivery.recipient, delivery.originalRecipient].includes(recipient),
        )
        if (known.length === 0) continue
        compared++
        const classes = known.flatMap((delivery) => [delivery.class, delivery.cause])
        expect(classes).toContain(cause ?? named)
      }
    }
    expect(compared).toBeGreaterThan(190)
  })
})

const mta = join(resolve(import.meta.dirname, '../../../shared'), 'mta')

describe.runIf(existsSync(mta))('the bounces of other servers (skipped where ../shared/mta is absent)', () => {
  test.each(['sendmail-main', 'opensmtpd-main'])('%s: each is tied to a mail of the log', async (server) => {
    const folder = join(mta, server, 'bounces')
    const bounces = readdirSync(folder)
    const logged = await messagesOfLog(join(mta, server, 'mail.log'))
    const both = await messagesOf([join(mta, server, 'mail.log'), ...bounces.map((name) => join(folder, name))])
    expect(both.length).toBe(logged.length)
    const tied = new Set(both.filter(({ sources }) => sources.includes('mail.log')).flatMap(({ sources }) => sources))
    expect(bounces.filter((name) => !tied.has(name))).toEqual([])
  })
})

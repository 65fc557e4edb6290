import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase, openTemporaryCase } from '../../electron/engine/database.ts'
import { countOf } from '../../electron/engine/queries/counting.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { overview } from '../../electron/engine/queries/overview.ts'
import { caseState } from '../../electron/engine/queries/question.ts'
import { headlineOf } from '../../shared/headline.ts'
import { devices, limits } from '../../shared/sample/organisation.ts'
import { makeSample } from '../../shared/sample/sample.ts'
import type { Verdict } from '../../shared/sample/truth.ts'
import { addFiles } from './small-case.ts'

const sample = makeSample()
const { truth } = sample

const key = (queueId: string | null, recipient: string | null): string => `${queueId} ${recipient}`

describe.each([
  ['log first', [...sample.files]],
  ['log last', [...sample.files].reverse()],
  ['bounces, log, export', [...sample.files.slice(2), ...sample.files.slice(0, 2)]],
])('all files of the sample, %s', (_, files) => {
  let db: CaseDb
  beforeAll(async () => {
    db = await openTemporaryCase()
    for (const { name, text } of files) await addFiles(db, { [name]: text }) // One job each: every order of import.
  }, 120_000)
  afterAll(() => closeCase(db))

  test('tell the true fate of every delivery, once', async () => {
    const connection = await db.connect()
    const rows = await connection.rows<Verdict & { queueId: string | null; recipient: string | null }>(
      `SELECT l.queue_id AS "queueId", d.recipient, d.fate, d.placement, d.consequence, d.class
       FROM deliveries d JOIN messages m ON m.no = d.message LEFT JOIN legs l ON l.message = m.no AND l.hop = 0`,
    )
    connection.close()
    const told = new Map(rows.map(({ queueId, recipient, ...verdict }) => [key(queueId, recipient), verdict]))
    const wrong = truth.deliveries.filter(
      ({ queueId, recipient, byAll: { fate, placement, consequence, class: failure } }) =>
        JSON.stringify(told.get(key(queueId, recipient))) !== JSON.stringify({ fate, placement, consequence, class: failure }),
    )
    expect(wrong.slice(0, 5)).toEqual([])
    expect(rows.length).toBe(truth.deliveries.length + truth.strangers.length)
  })

  test('tie export and bounce to the mail of the log', async () => {
    const sourcesOf = new Map<string, readonly string[]>()
    for await (const batch of allMessages(db))
      for (const { queueIds, sources } of batch) sourcesOf.set(queueIds[0]?.replace(/^.*\//, '') ?? '', sources)
    const untied = truth.deliveries.filter(({ queueId, inExport, inBounce }) => {
      const sources = sourcesOf.get(queueId) ?? []
      const legs = [
        sources.includes('mail.log'),
        !inExport || sources.includes('email-log-search.csv'),
        !inBounce || sources.some((name) => /\.(?:mbox|eml)$/.test(name)),
      ]
      return legs.includes(false)
    })
    expect(untied.slice(0, 5)).toEqual([])
    expect(truth.deliveries.filter(({ inExport, inBounce }) => inExport && inBounce).length).toBeGreaterThan(20)
  })

  test('put every mail on the list where it belongs, and find what was filed as spam', async () => {
    const answer = await overview(db)
    const { lists, inSpam } = answer
    const on = (consequence: string): number => truth.deliveries.filter(({ byAll }) => byAll.consequence === consequence).length
    expect([lists.lost.count, lists.waiting.count, lists.noise.count]).toEqual([
      on('lost'),
      on('waiting'),
      on('noise') + truth.strangers.length,
    ])
    expect(inSpam.count).toBe(truth.deliveries.filter(({ story }) => story === 'spam-folder').length)
    const { unknown, absent } = headlineOf(answer)
    expect(unknown).toContain('The result of a search holds only what was searched for')
    expect(absent).toMatch(/^A mail that is not found here was not handed to this server/)
  })

  test('still say who used the limit up, by numbers that their queries find', async () => {
    const [limit] = (await overview(db)).causes
    const state = await caseState(db)
    expect(limit?.usedUp?.by.name).toBe(devices.copier.ip)
    for (const { count, query } of [limit!.usedUp!.by, limit!.usedUp!.accepted]) expect((await countOf(db, state, query)).count).toBe(count)
    expect(limit?.usedUp?.accepted.count).toBeGreaterThan(limits.perDay * 0.9)
  })
})

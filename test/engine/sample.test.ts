import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { overview } from '../../electron/engine/queries/overview.ts'
import { headlineOf } from '../../shared/headline.ts'
import { devices, limits, people } from '../../shared/sample/organisation.ts'
import { makeSample } from '../../shared/sample/sample.ts'
import type { TrueDelivery, Verdict } from '../../shared/sample/truth.ts'
import type { ImportProgress } from '../../shared/source-report.ts'
import { caseOf } from './small-case.ts'

const sample = makeSample()
const { truth } = sample

function fileOf(name: string): string {
  return sample.files.find((file) => file.name === name)?.text ?? ''
}

interface Told extends Omit<Verdict, 'placement'> {
  readonly queueId: string | null
  readonly recipient: string | null
  readonly direction: string
  readonly device: string | null
  readonly attempts: number
}

/** What the engine says of every delivery. */
async function told(db: CaseDb): Promise<readonly Told[]> {
  const connection = await db.connect()
  try {
    return await connection.rows<Told>(
      `SELECT l.queue_id AS "queueId", d.recipient, m.direction, m.client_ip AS device, d.attempts, d.fate, d.consequence, d.class
       FROM deliveries d JOIN messages m ON m.no = d.message LEFT JOIN legs l ON l.message = m.no AND l.hop = 0`,
    )
  } finally {
    connection.close()
  }
}

const key = (queueId: string | null, recipient: string | null): string => `${queueId} ${recipient}`

function isOwn({ direction }: TrueDelivery): boolean {
  return direction === 'own' || direction === 'internal'
}

function expected({ queueId, recipient, direction, device, attempts, byLog }: TrueDelivery): Told {
  const { fate, consequence, class: failure } = byLog
  return { queueId, recipient, direction, device, attempts, fate, consequence, class: failure }
}

describe("the sample's log in the engine", () => {
  let db: CaseDb
  beforeAll(async () => {
    db = await caseOf({ 'mail.log': fileOf('mail.log') })
  })
  afterAll(() => closeCase(db))

  test('tells the true fate of every delivery that the relay queued', async () => {
    const rows = new Map((await told(db)).filter(({ queueId }) => queueId !== null).map((row) => [key(row.queueId, row.recipient), row]))
    const wrong = truth.deliveries
      .map(expected)
      .filter((row) => JSON.stringify(rows.get(key(row.queueId, row.recipient))) !== JSON.stringify(row))
    expect(wrong.slice(0, 5)).toEqual([])
    expect(rows.size).toBe(truth.deliveries.length)
  })

  test('puts every mail on the list where it belongs, and says whose it is', async () => {
    const { lists } = await overview(db)
    const on = (consequence: string, fits: (delivery: TrueDelivery) => boolean): number =>
      truth.deliveries.filter((delivery) => delivery.byLog.consequence === consequence && fits(delivery)).length
    const others = ({ direction }: TrueDelivery): boolean => direction === 'inbound'
    const counts = Object.values(lists).map((list) => [list.count, list.parts.map(({ whose, count }) => [whose, count])])
    expect(counts).toEqual([
      [
        on('lost', () => true),
        [
          ['own', on('lost', isOwn)],
          ['others', on('lost', others)],
        ],
      ],
      [on('waiting', () => true), [['own', on('waiting', isOwn)]]],
      [
        on('noise', () => true) + truth.strangers.length,
        [
          ['strangers', truth.strangers.length],
          ['echoes', on('noise', () => true)],
        ],
      ],
    ])
  })

  test('names every cause on the first screen, with its device', async () => {
    const { causes, mainCause } = await overview(db)
    const expectedCauses = new Map<string, { lost: number; waiting: number; devices: Set<string | null> }>()
    for (const { byLog, device } of truth.deliveries.filter(isOwn)) {
      if (byLog.class === null) continue
      const cause = expectedCauses.get(byLog.class) ?? { lost: 0, waiting: 0, devices: new Set() }
      cause[byLog.consequence === 'lost' ? 'lost' : 'waiting'] += 1
      expectedCauses.set(byLog.class, { ...cause, devices: cause.devices.add(device) })
    }
    expect(causes.map(({ class: failure, lost, waiting, devices }) => [failure, lost.count, waiting.count, devices])).toEqual(
      [...expectedCauses]
        .sort(([, a], [, b]) => b.lost - a.lost || b.waiting - a.waiting)
        .map(([failure, { lost, waiting, devices: hit }]) => [failure, lost, waiting, hit.size]),
    )
    expect(mainCause?.class).toBe('relay-daily-limit')
    const deviceOf = new Map(causes.map(({ class: failure, device }) => [failure, device?.name ?? null]))
    expect(deviceOf.get('auth-failed')).toBe(devices.scanner.ip)
    expect(deviceOf.get('spam-content')).toBe(people[0].device.ip)
    expect(deviceOf.get('relay-sender-unregistered')).toBe(people[0].device.ip)
    expect(deviceOf.get('relay-denied')).toBeNull()
  })

  test('says who used the daily limit up, to the last delivery', async () => {
    const answer = await overview(db)
    const [limit] = answer.causes
    expect(limit?.usedUp).toMatchObject({ seconds: 86_400, accepted: { count: limits.perDay }, by: { name: devices.copier.ip } })
    expect(limit?.usedUp?.by.count).toBeGreaterThan(limits.perDay / 2)
    expect(headlineOf(answer).more[0]).toMatch(
      /^copier-3fl\.nordhaven\.example \(10\.20\.5\.30\) used most of it up: \d+ of the 1\u202f300 deliveries/,
    )
  })

  test('says what was put off and accepted later, and why', async () => {
    const { putOff } = await overview(db)
    const later = truth.deliveries.filter(
      (delivery) => isOwn(delivery) && delivery.attempts > 1 && ['arrived', 'handed-on'].includes(delivery.byLog.consequence),
    )
    expect(putOff.count).toBe(later.length)
    expect(putOff.reasons).toEqual(['relay-peak-limit', 'greylisted'])
  })

  test('knows the strangers at the door, and that nothing of theirs is yours', async () => {
    const rows = (await told(db)).filter(({ queueId }) => queueId === null)
    expect(rows.length).toBe(truth.strangers.length)
    expect(new Set(rows.map(({ fate, direction, consequence }) => `${fate} ${direction} ${consequence}`))).toEqual(
      new Set(['rejected stranger noise']),
    )
  })
})

test('one call makes a case of the sample, next to the one that was open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relayscope-sample-'))
  const engine = createEngine({ dataFolder: folder })
  try {
    await engine.cases.create('Mine')
    await engine.imports.sample()
    let last: ImportProgress | null = null
    for await (const progress of engine.imports.progress()) last = progress
    expect(last).toMatchObject({ phase: 'done', refused: [], error: null })
    expect(await engine.cases.current()).toMatchObject({ name: 'Sample organisation' })
    expect((await engine.overview()).deliveries).toBeGreaterThan(2_000)
    expect(engine.cases.recent().map(({ name }) => name)).toEqual(['Sample organisation', 'Mine'])
    expect(readdirSync(folder).filter((name) => name.startsWith('sample-'))).toEqual([])
  } finally {
    await engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the files of a sample go with it when it cannot be read since another import runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relayscope-sample-'))
  const engine = createEngine({ dataFolder: folder })
  try {
    const both = await Promise.allSettled([engine.imports.sample(), engine.imports.sample()])
    expect(both.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    let last: ImportProgress | null = null
    for await (const progress of engine.imports.progress()) last = progress
    expect(last).toMatchObject({ phase: 'done', error: null })
    expect(readdirSync(folder).filter((name) => name.startsWith('sample-'))).toEqual([])
  } finally {
    await engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

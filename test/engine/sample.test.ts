import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import type { ImportProgress } from '../../shared/api.ts'
import { makeSample } from '../../shared/sample/sample.ts'
import type { TrueDelivery, Verdict } from '../../shared/sample/truth.ts'
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

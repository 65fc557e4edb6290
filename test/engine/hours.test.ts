import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { hours } from '../../electron/engine/queries/hours.ts'
import { changeOrganisation } from '../../electron/engine/queries/organisation.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { subjects } from '../../electron/engine/queries/subjects.ts'
import { mailLines } from './logs.ts'
import { caseOf, smallLog } from './small-case.ts'

async function caseAt(zone: string, times: readonly string[]): Promise<CaseDb> {
  const lines = times.flatMap((time, nth) => mailLines(Date.parse(time), nth, { shape: 'iso' }))
  const db = await caseOf({ 'mail.log': lines.join('\n') })
  await db.transaction((connection) => changeOrganisation(connection, { zone }))
  return db
}

/** Weekday, hour, and what the cell says beside what its query finds. */
async function cellsIn(db: CaseDb, query = '') {
  const found = []
  for (const { weekday, hour, count, query: cell } of (await hours(db, query)).cells)
    found.push([weekday, hour, count, (await queryReport(db, cell)).total] as const)
  return found
}

describe('weekdays and hours', () => {
  test('are those of the zone of the case, and each opens its deliveries', async () => {
    const times = ['2026-03-02T23:30:00Z', '2026-03-03T08:00:00Z', '2026-03-03T08:59:59Z', '2026-03-10T08:10:00Z', '2026-03-15T08:10:00Z']
    const db = await caseAt('Europe/Berlin', times)
    expect(await cellsIn(db)).toEqual([
      [2, 0, 1, 1],
      [2, 9, 3, 3],
      [7, 9, 1, 1],
    ])
    expect(await hours(db, 'to:bob1')).toMatchObject({ zone: 'Europe/Berlin', days: { first: '2026-03-03', last: '2026-03-03' } })
    expect(await hours(db, 'to:nobody')).toEqual({ zone: 'Europe/Berlin', days: null, cells: [] })
    await closeCase(db)
  })

  test('count an hour that the clock repeats once, and pass over one that it leaves out', async () => {
    const autumn = ['2026-10-24T23:30:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T02:30:00Z']
    const spring = ['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z', '2026-03-29T21:30:00Z']
    const db = await caseAt('Europe/Berlin', [...spring, ...autumn])
    expect(await cellsIn(db)).toEqual([
      [7, 1, 2, 2],
      [7, 2, 2, 2],
      [7, 3, 2, 2],
      [7, 23, 1, 1],
    ])
    await closeCase(db)
  })

  test('are right where a zone is half an hour aside', async () => {
    const db = await caseAt('Asia/Kolkata', ['2026-03-02T18:29:00Z', '2026-03-02T18:31:00Z'])
    expect(await cellsIn(db)).toEqual([
      [1, 23, 1, 1],
      [2, 0, 1, 1],
    ])
    await closeCase(db)
  })
})

describe('subjects', () => {
  let db: CaseDb

  beforeAll(async () => {
    const titles = ['Scan', 'scan', 'Scan of March', 'It\'s "quoted"', 'Scan']
    const lines = titles.flatMap((title, nth) => {
      const id = `1tABCD-0000A${nth}-0${nth}`
      return [
        `2026-03-02 09:0${nth}:00 ${id} <= ann@example.org H=ws.example.org [10.0.0.10] P=esmtp S=1200 id=${nth}@example.org T="${title.replaceAll('"', '\\"')}" from <ann@example.org> for bob@example.net`,
        `2026-03-02 09:0${nth}:01 ${id} => bob@example.net R=dnslookup T=remote_smtp H=mx.example.net [198.51.100.9] C="250 Ok"`,
        `2026-03-02 09:0${nth}:01 ${id} Completed`,
      ]
    })
    db = await caseOf({ mainlog: lines.join('\n') })
  })

  afterAll(() => closeCase(db))

  test('are the commonest of a query, each with all deliveries of which the subject holds it', async () => {
    const { rows, total } = await subjects(db, { query: 'from:ann', limit: 2 })
    expect(total).toBe(3)
    expect(rows.map(({ subject, count }) => [subject, count])).toEqual([
      ['Scan', 4],
      ['It\'s "quoted"', 1],
    ])
    for (const { query, count } of rows) expect((await queryReport(db, query)).total, query).toBe(count)
  })

  test('are none where no line says one', async () => {
    const postfix = await caseOf({ 'mail.log': smallLog.join('\n') })
    expect(await subjects(postfix, { query: '', limit: 8 })).toEqual({ rows: [], total: 0 })
    await closeCase(postfix)
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { messageStory } from '../../electron/engine/queries/story.ts'
import { openWindows } from '../../electron/engine/queries/window.ts'
import { hideSource } from '../../electron/engine/sources.ts'
import { caseOf, smallLog } from './small-case.ts'

/** An attempt and a next hop's id that only Monday's log holds: of a life that Tuesday's shows too. */
const onlyMonday =
  '2026-03-02T10:00:00.500000+00:00 mx1 postfix/smtp[103]: 4Zx2mt3QqRr4: to=<ann@gmail.com>, relay=mx.mondayonly.example[198.51.100.77]:25, delay=0.5, delays=0.2/0/0.1/0.2, dsn=4.2.0, status=deferred (host mx.mondayonly.example[198.51.100.77] said: 450 4.2.0 Try again later (in reply to RCPT TO command))'

let db: CaseDb

async function idOf(query: string): Promise<string> {
  const views = openWindows(db)
  const { rows } = await views.read({ query, sort: 'time', descending: false, offset: 0, limit: 1, tab: 'a' })
  views.close()
  return rows[0]!.messageId
}

const total = async (query: string): Promise<number> => (await queryReport(db, query)).total

beforeAll(async () => {
  const monday = [...smallLog.slice(0, 16), onlyMonday, ...smallLog.slice(16, 18)]
  db = await caseOf({ 'monday.log': monday.join('\n'), 'tuesday.log': smallLog.join('\n') })
})

afterAll(() => closeCase(db))

test('a hidden source leaves no trace in stories and searches', async () => {
  const before = await messageStory(db, await idOf('to:sue'))
  expect(before.steps).toHaveLength(9)
  expect(await total('mondayonly')).toBe(1)
  expect(await total('to:ann had:deferred')).toBe(1)
  const [first] = await db.rows<{ id: string }>(`SELECT id FROM sources WHERE name = 'monday.log'`)
  await hideSource(db, first!.id, derive)
  const after = await messageStory(db, await idOf('to:sue'))
  expect(after.steps.map((step) => step.raw)).toEqual(before.steps.map((step) => step.raw))
  expect(after.steps.map((step) => step.line.source)).toEqual(before.steps.map(() => 'tuesday.log'))
  expect((await messageStory(db, await idOf('to:ann'))).steps).toHaveLength(5)
  expect(await total('mondayonly')).toBe(0)
  expect(await total('to:ann had:deferred')).toBe(0)
  expect(await total('4Zx2lq1Wk3z9')).toBe(2)
})

test('a query of thirty texts finds what holds them all', async () => {
  const line = smallLog.find((text) => text.includes('status=bounced') && text.includes('bob@'))!
  const words = Array.from({ length: 30 }, (_, at) => line.slice(60 + at, 75 + at)).map((word) => `"${word.replaceAll('"', '')}"`)
  expect(await total(words.join(' '))).toBe(1)
  expect(await total(words.toReversed().join(' '))).toBe(1)
})

test('a way of more than fifty queue ids is cut, and says so', async () => {
  const id = await idOf('to:ann')
  expect((await messageStory(db, id)).stepsCut).toBe(false)
  const more = (from: number, to: number) =>
    db.transaction(async (connection) => {
      await connection.run(
        `INSERT INTO legs SELECT l.message, n::INTEGER, 'elsewhere', l.queue_id, l.first_ord, l.last_ord, l.first_source, l.last_source, l.pid
         FROM legs l JOIN messages m ON m.no = l.message, range($2::BIGINT, $3::BIGINT) r(n) WHERE m.id = $1 AND l.host = 'mx1'`,
        [id, from, to],
      )
    })
  await more(100, 149)
  expect((await messageStory(db, id)).stepsCut).toBe(false)
  await more(149, 150)
  expect(await messageStory(db, id)).toMatchObject({ stepsCut: true, steps: { length: 5 } })
})

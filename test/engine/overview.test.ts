import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase, openTemporaryCase } from '../../electron/engine/database.ts'
import { countOf } from '../../electron/engine/queries/counting.ts'
import { failures } from '../../electron/engine/queries/failures.ts'
import { overview } from '../../electron/engine/queries/overview.ts'
import { caseState } from '../../electron/engine/queries/question.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { bucketSeconds } from '../../electron/engine/queries/volume.ts'
import { lossWords } from '../../shared/failure-report.ts'
import type { Found, Overview } from '../../shared/overview.ts'
import { narrowQuery } from '../../shared/query/narrow.ts'
import { makeSample } from '../../shared/sample/sample.ts'
import { addFiles, caseOf, smallLog } from './small-case.ts'
import { hasWholeRelay, wholeRelay } from './whole-relay.ts'

/** Every number with its query in an answer, at any depth. */
function allFound(value: unknown): readonly Found[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(allFound)
  return 'query' in value && 'count' in value ? [value as Found, ...inner] : inner
}

/** What the lists behind the numbers hold, by query. */
async function counts(db: CaseDb, answer: Overview): Promise<Readonly<Record<string, { readonly says: number; readonly holds: number }>>> {
  const result: Record<string, { readonly says: number; readonly holds: number }> = {}
  const talkers = [...answer.senders, ...answer.devices].map(({ lost, lostQuery }) => ({ count: lost, query: lostQuery }))
  const bars = answer.volume.buckets.flatMap(({ query, outcomes }) =>
    Object.entries(outcomes).map(([outcome, count]) => ({ count, query: `${query} outcome:${outcome}` })),
  )
  for (const { query, count } of [...allFound(answer), ...talkers, ...bars.slice(0, 20)]) {
    result[query] = { says: count, holds: (await queryReport(db, query)).total }
  }
  return result
}

async function expectTrueCounts(db: CaseDb, answer: Overview): Promise<void> {
  expect((await queryReport(db, answer.query)).total).toBe(answer.deliveries)
  const all = await counts(db, answer)
  expect(Object.entries(all).filter(([, { says, holds }]) => says !== holds)).toEqual([])
  expect(Object.keys(all).length).toBeGreaterThan(10)
  const { lists, lostNotices, arrived, handedOn, deliveries, volume } = answer
  const rest = (await queryReport(db, narrowQuery(answer.query, 'outcome:(unknown OR expanded) -is:noise'))).total
  expect(lostNotices.count + lists.lost.count + lists.waiting.count + lists.noise.count + arrived.count + handedOn.count + rest).toBe(
    deliveries,
  )
  const bars = volume.buckets.flatMap(({ outcomes }) => Object.values(outcomes))
  expect(bars.reduce((sum, count) => sum + count, 0)).toBe(deliveries)
}

describe('the overview of a small case', () => {
  let db: CaseDb
  beforeAll(async () => {
    db = await caseOf({ 'mail.log': smallLog.join('\n') })
  })
  afterAll(() => closeCase(db))

  test('gives numbers that their queries find again', async () => {
    await expectTrueCounts(db, await overview(db))
  })

  test.each(['from:acme.test OR direction:inbound', 'is:lost', '"user unknown"', 'direction:stranger'])(
    'is of what %s finds',
    async (query) => {
      const answer = await overview(db, query)
      expect(answer.deliveries).toBeGreaterThan(0)
      const all = await counts(db, answer)
      expect(Object.entries(all).filter(([, { says, holds }]) => says !== holds)).toEqual([])
      expect((await queryReport(db, query)).total).toBe(answer.deliveries)
      expect(answer.lists.lost.rows.length).toBe(Math.min(4, answer.lists.lost.count))
    },
  )

  test('counts no notice among what must be sent again', async () => {
    const notice = await caseOf({
      'mail.log': smallLog
        .join('\n')
        .replace('status=sent (delivered to mailbox)', 'status=bounced (mailbox is full)')
        .replace('dsn=2.0.0, status=b', 'dsn=5.2.2, status=b'),
    })
    try {
      const answer = await overview(notice)
      await expectTrueCounts(notice, answer)
      expect(answer.lists.lost.count).toBe(answer.own.lost.count)
      expect(answer.lostNotices.count).toBe(1)
      expect(answer.lists.lost.rows.map((row) => row.recipient)).toEqual(['ann@gmail.com', 'bob@example.net'])
      expect(answer.lists.lost.parts.map(({ whose }) => whose)).toEqual(['own'])
      const said = (await failures(notice, 'is:lost')).map((group) => [group.class, group.lost, group.lostNotices, lossWords(group)])
      expect(said).toContainEqual(['mailbox-full', 1, 1, '1 bounce notice lost'])
      expect(said).toContainEqual(['recipient-unknown', 1, 0, '1 lost'])
    } finally {
      await closeCase(notice)
    }
  })

  test('says of a class who can act on the hop where it happened most', async () => {
    const ids = ['4Zx2mt3QqRr5', '4Zx2mt3QqRr6', '4Zx2mt3QqRr7']
    const direct = (line: string) => line.replaceAll('smtp-relay.gmail.com[192.0.2.28]:587', 'mx.example.org[198.51.100.30]:25')
    const reply = (words: string) => (line: string) =>
      line.replace(/dsn=5\.7\.1.*/, `dsn=4.7.8, status=deferred (host smtp-relay.gmail.com[192.0.2.28] said: ${words})`)
    const jobs = ids.map((id) => smallLog.slice(13, 17).map((line) => line.replaceAll('4Zx2mt3QqRr4', id)))
    const actors = async (lines: readonly string[]) => {
      const one = await caseOf({ 'mail.log': lines.join('\n') })
      try {
        return (await failures(one, '')).map((group) => [group.class, group.actor, group.remedies.map(({ hop }) => hop)])
      } finally {
        await closeCase(one)
      }
    }
    const login = jobs.flat().map(reply('535 5.7.8 Username and Password not accepted'))
    expect(await actors(login)).toEqual([['auth-failed', 'sender-admin', ['own-relay→google']]])
    const [first = [], ...others] = jobs.map((job) => job.map(reply('421 4.4.2 Connection timed out')))
    expect(await actors([...first, ...others.flat().map(direct)])).toEqual([
      ['network-failure', 'wait', ['own-relay→destination', 'own-relay→google']],
    ])
    expect(await actors([...first.map(direct), ...others.flat()])).toEqual([
      ['network-failure', 'sender-admin', ['own-relay→google', 'own-relay→destination']],
    ])
  })

  test('puts every mail on the list that says what to do', async () => {
    const { lists } = await overview(db)
    expect(lists.lost.rows.map((row) => row.recipient)).toEqual(['ann@gmail.com', 'bob@example.net'])
    expect(lists.waiting.rows.map((row) => row.recipient)).toEqual(['jon@slow.example'])
    expect(lists.noise.rows.map((row) => row.recipient)).toEqual(['victim@elsewhere.example'])
  })

  test('names the main cause with the device, the hop and the words of the server', async () => {
    const { mainCause, devices, senders } = await overview(db)
    expect(mainCause).toMatchObject({ consequence: 'lost', class: 'recipient-unknown', count: 1, acceptedSince: null })
    expect(devices.map(({ name, title, count, lost }) => [name, title, count, lost])).toContainEqual(['10.2.0.44', 'printer.lan', 1, 1])
    expect(senders.find(({ name }) => name === 'jane@acme.test')).toMatchObject({ count: 3, lost: 1 })
    const again = [1, 2].map((n) => smallLog.slice(13, 18).join('\n').replaceAll('4Zx2mt3QqRr4', `4Zx2mt3QqRr${n}0`))
    await addFiles(db, { 'more.log': again.join('\n').replaceAll('2026-03-02T10', '2026-03-02T12') })
    const more = await overview(db)
    expect(more.mainCause).toMatchObject({
      class: 'relay-credentials',
      count: 3,
      hop: 'own-relay→google',
      nextHop: 'smtp-relay.gmail.com[192.0.2.28]:587',
      device: { name: '10.2.0.44', title: 'printer.lan', count: 3 },
      sender: { name: 'printer@print.acme.test', count: 3 },
      since: '2026-03-02T10:00:01.000Z',
      last: '2026-03-02T12:00:01.000Z',
      acceptedSince: { count: 0 },
    })
    expect(more.mainCause?.reply).toContain('Invalid credentials for relay [203.0.113.7]')
    await expectTrueCounts(db, more)
  })
})

test('causes, parts of lists and what was put off are numbers that their queries find again', async () => {
  const db = await caseOf({ 'mail.log': makeSample().files[0]?.text ?? '' })
  try {
    const { causes, putOff, lists } = await overview(db)
    expect(causes.length).toBeGreaterThan(4)
    const state = await caseState(db)
    const wrong: Found[] = []
    for (const found of allFound({ causes, putOff, lists })) {
      if ((await countOf(db, state, found.query)).count !== found.count) wrong.push(found)
    }
    expect(wrong).toEqual([])
  } finally {
    await closeCase(db)
  }
})

test('an empty case has an overview without numbers', async () => {
  const db = await openTemporaryCase()
  try {
    expect(await overview(db)).toMatchObject({ deliveries: 0, mainCause: null, volume: { buckets: [] }, firstTime: null })
  } finally {
    await closeCase(db)
  }
})

test.each([
  [100, 1],
  [600, 15],
  [3_600 * 24, 900],
  [3_600 * 24 * 4, 3_600],
  [3_600 * 24 * 30, 3_600 * 12],
  [3_600 * 24 * 365 * 20, 3_600 * 24 * 62],
])('%i seconds are shown in bars of %i', (span, seconds) => {
  expect(bucketSeconds(span)).toBe(seconds)
})

describe.skipIf(!hasWholeRelay)('the overview of a whole relay', () => {
  test('counts what the messages screen lists', async () => {
    const db = await wholeRelay()
    const answer = await overview(db)
    expect(answer.deliveries).toBeGreaterThan(1_000)
    await expectTrueCounts(db, answer)
    expect(answer.mainCause?.count).toBeGreaterThan(0)
    expect(answer.volume.buckets.length).toBeLessThanOrEqual(121)
    await expectTrueCounts(db, await overview(db, 'is:failed OR is:handed-on'))
  }, 60_000)
})

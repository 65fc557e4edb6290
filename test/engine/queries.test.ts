import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { checkCaseRows } from '../../electron/engine/queries/check.ts'
import { sourceLines } from '../../electron/engine/queries/lines.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { messageStory } from '../../electron/engine/queries/story.ts'
import { caseSummary } from '../../electron/engine/queries/summary.ts'
import { openWindows, type Windows } from '../../electron/engine/queries/window.ts'
import { sourceReports } from '../../electron/engine/source-row.ts'
import type { SortColumn } from '../../shared/api.ts'
import type { Message } from '../../shared/message.ts'
import { addFiles, caseOf, smallLog } from './small-case.ts'

let db: CaseDb
let windows: Windows

beforeAll(async () => {
  db = await caseOf({ 'mail.log': `${smallLog.join('\n')}\n` })
  windows = openWindows(db)
})

afterAll(async () => {
  windows.close()
  await closeCase(db)
})

async function rows(query: string, sort: SortColumn = 'time', descending = false) {
  return (await windows.read({ query, sort, descending, offset: 0, limit: 100, tab: 'test' })).rows
}

/** The recipients found, without their domains, in the order of time. */
async function found(query: string): Promise<string> {
  const recipients = (await rows(query)).map((row) => (row.recipient ?? '?').split('@')[0])
  const report = await queryReport(db, query)
  expect(report.total, query).toBe(recipients.length)
  return recipients.join(' ')
}

const everyone = 'bob sue jane ann 100%_sure 100xysure back\\slash victim jon'

describe('every field finds what it says', () => {
  test.each([
    ['', everyone],
    ['from:jane@acme.test', 'bob sue jon'],
    ['from:JANE', 'bob sue jon'],
    ['from:"jane"', ''],
    ['from:*@print.acme.test', 'ann'],
    ['from:<>', 'jane'],
    ['from:ane@acm', 'bob sue jon'],
    ['to:sue', 'sue'],
    ['to:(sue OR ann)', 'sue ann'],
    ['domain:gmail.com', 'ann'],
    ['domain:example.com', 'sue'],
    ['domain:gmail', 'ann'],
    ['domain:ample.net', ''],
    ['fromdomain:acme.test', 'bob sue ann 100%_sure 100xysure back\\slash jon'],
    ['fromdomain:print.acme.test', 'ann'],
    ['subject:*', ''],
    ['-subject:x', everyone],
    ['msgid:<first.1@acme.test>', 'bob sue'],
    ['msgid:first', 'bob sue'],
    ['queue:4Zx2lq1Wk3z9', 'bob sue'],
    ['queue:zx2LQ', 'bob sue'],
    ['queue:mx1/4Zx2mt3QqRr4', 'ann'],
    ['queue:9F3A1C0B77', 'bob sue'],
    ['outcome:bounced', 'bob ann'],
    ['outcome:relayed', 'sue 100%_sure 100xysure back\\slash'],
    ['outcome:handed-on,delivered', 'sue jane 100%_sure 100xysure back\\slash'],
    ['-outcome:handed-on', 'bob jane ann victim jon'],
    ['had:deferred', 'sue jon'],
    ['had:deferred outcome:handed-on', 'sue'],
    ['had:rejected', 'victim'],
    ['had:notice', 'bob sue'],
    ['class:relay-credentials', 'ann'],
    ['class:relay-*', 'ann victim'],
    ['class:none', 'sue jane 100%_sure 100xysure back\\slash'],
    ['class:*', 'bob ann victim jon'],
    ['sig:"user unknown" OR sig:unknown', 'bob'],
    ['code:5.1.1', 'bob'],
    ['code:5.*', 'bob ann victim'],
    ['code:550', 'bob ann'],
    ['status:550', 'bob ann'],
    ['status:500..560', 'bob ann victim'],
    ['status:>=551', 'victim'],
    ['status:bounced', 'bob ann'],
    ['relay:smtp-relay', 'ann'],
    ['relay:198.51.100.40', ''],
    ['relay:"MX.example.net"', 'bob'],
    ['relay:"mx.example.net[198.51.100.9]:25"', 'bob'],
    ['relay:"example.net"', ''],
    ['host:MX1', everyone],
    ['host:mx2', ''],
    ['ip:192.0.2.10', 'bob sue jon'],
    ['ip:192.0.2.1', ''],
    ['ip:10.2.0.', 'ann 100%_sure 100xysure back\\slash'],
    ['ip:10.2.0.44/31', 'ann 100%_sure 100xysure back\\slash'],
    ['ip:10.2.0.44/32', 'ann'],
    ['ip:198.51.100.0/28', 'bob'],
    ['device:printer', 'ann'],
    ['device:evil', 'victim'],
    ['login:jane', 'bob sue jon'],
    ['size:>20MB', 'bob sue'],
    ['size:1KB..20KB', 'jane ann jon'],
    ['delay:>10m', 'sue'],
    ['delay:<1s', 'bob jane 100%_sure 100xysure back\\slash victim'],
    ['attempts:2', 'sue'],
    ['attempts:>=2', 'sue'],
    ['source:mail', everyone],
    ['source:other', ''],
    ['direction:notice', 'jane'],
    ['is:lost', 'bob ann'],
    ['is:waiting', 'jon'],
    ['is:noise', 'victim'],
    ['is:failed -is:noise', 'bob ann jon'],
    ['is:open', 'jon'],
    ['after:2026-03-03', 'victim jon'],
    ['before:2026-03-03', 'bob sue jane ann 100%_sure 100xysure back\\slash'],
    ['at:2026-03-03', 'victim jon'],
    ['at:"2 mar 10:00..10:30"', 'ann'],
    ['at:"mar 2 2026"', 'bob sue jane ann 100%_sure 100xysure back\\slash'],
    ['at:2026-03-02T12:00:01+02:00', 'ann'],
    ['at:>=2026-03-03T09:00Z', 'jon'],
    ['newer_than:30m', 'jon'],
  ])('%s', async (query, recipients) => {
    expect(await found(query)).toBe(recipients)
  })
})

describe('text without a field finds any id, whole or in part', () => {
  test.each([
    ['jane@acme.test', 'bob sue jane jon'],
    ['to=<bob@example.net>,', 'bob'],
    ['192.0.2.10', 'bob sue jon'],
    ['<second.2@acme.test>', 'jon'],
    ['4Zx3aa7UuVv8:', 'jon'],
    ['5.7.1', 'ann victim'],
    ['554', 'victim'],
    ['gmail.com', 'ann'],
    ['greylisted', 'sue'],
    ['"greylisted, try again"', 'sue'],
    ['invalid credentials', 'ann'],
    ['second.', 'jon'],
    ['zx2lq1', 'bob sue'],
    ['"mx1 postfix/local"', 'jane'],
    ['nobody', ''],
  ])('%s', async (query, recipients) => {
    expect(await found(query)).toBe(recipients)
  })

  test("a message's own id", async () => {
    const [row] = await rows('to:ann')
    expect(await found(row!.messageId)).toBe('ann')
    expect(await found(`id:${row!.messageId.slice(2, 9)}`)).toBe('ann')
  })
})

describe('hostile values are values', () => {
  test.each([
    ['to:100%_sure', '100%_sure'],
    ['to:100%*', '100%_sure'],
    ['to:100__sure', ''],
    ['to:*_sure@*', '100%_sure'],
    ['to:back\\slash', 'back\\slash'],
    ['to:*\\*', 'back\\slash'],
    ['to:"back\\\\slash@example.org"', 'back\\slash'],
    ["from:o'brien", '100%_sure 100xysure back\\slash'],
    ["from:o'*", '100%_sure 100xysure back\\slash'],
    [`msgid:"<odd'%_\\\\1@acme.test>"`, '100%_sure 100xysure back\\slash'],
    [`"' OR 1=1 --"`, ''],
    ["to:x'||'y", ''],
    ['"$1"', ''],
    ['source:"\'; DROP TABLE messages; --"', ''],
  ])('%s', async (query, recipients) => {
    expect(await found(query)).toBe(recipients)
  })

  test('a query that cannot be read is refused with a sentence', async () => {
    await expect(queryReport(db, 'delay:>10')).rejects.toMatchObject({
      code: 'bad-query',
      message: '`delay:>10` needs a unit: 10s, 10m, 10h.',
    })
    await expect(rows('frm:x')).rejects.toMatchObject({ code: 'bad-query' })
  })
})

describe('report', () => {
  test('facets are counted without their own clause', async () => {
    const report = await queryReport(db, 'outcome:bounced from:jane')
    expect(report).toMatchObject({ total: 1, messages: 1, firstTime: '2026-03-02T09:00:01.000Z', lastTime: '2026-03-02T09:00:01.000Z' })
    expect(report.outcomes).toEqual([
      { value: 'handed-on', count: 1 },
      { value: 'waiting', count: 1 },
      { value: 'bounced', count: 1 },
    ])
    expect(report.directions).toEqual([{ value: 'own', count: 1 }])
  })

  test('each number of a facet opens a list of as many', async () => {
    const report = await queryReport(db, '')
    const facets = { outcome: report.outcomes, class: report.classes, direction: report.directions }
    for (const [field, values] of Object.entries(facets)) {
      for (const { value, count } of values) expect((await queryReport(db, `${field}:${value}`)).total, `${field}:${value}`).toBe(count)
    }
  })

  test('when nothing is found, each clause says what it stands in the way of', async () => {
    expect((await queryReport(db, 'from:jane outcome:rejected (to:bob OR to:sue)')).without).toEqual([
      { clause: 'from:jane', count: 0 },
      { clause: 'outcome:rejected', count: 2 },
      { clause: 'to:bob OR to:sue', count: 0 },
    ])
  })
})

describe('windows', () => {
  test('are parts of one order, in both directions', async () => {
    for (const sort of ['time', 'sender', 'recipient', 'fate', 'class', 'attempts'] as const) {
      for (const query of ['', 'from:*']) {
        const up = await rows(query, sort)
        const down = await rows(query, sort, true)
        expect(up.map((row) => row.row)).toEqual(up.map((_, i) => i))
        const key = (row: (typeof up)[number]) => `${row.messageId} ${row.recipient}`
        expect(new Set(down.map(key))).toEqual(new Set(up.map(key)))
        const parts = []
        for (let offset = 0; offset < up.length; offset += 4) {
          parts.push(...(await windows.read({ query, sort, descending: true, offset, limit: 4, tab: 'parts' })).rows)
        }
        expect(parts).toEqual(down)
      }
    }
  })

  test('rows say who, what became of it and why', async () => {
    const [row] = await rows('to:ann')
    expect(row).toMatchObject({
      row: 0,
      time: '2026-03-02T10:00:01.000Z',
      sender: 'printer@print.acme.test',
      recipient: 'ann@gmail.com',
      fate: 'bounced',
      outcome: 'bounced',
      class: 'relay-credentials',
      hop: 'own-relay→google',
      clientIp: '10.2.0.44',
      clientName: 'printer.lan',
      delaySeconds: 1,
      attempts: 1,
    })
  })

  test('follow a new generation, and more tabs than are kept do not mix', async () => {
    const own = await caseOf({ 'mail.log': `${smallLog.slice(0, 18).join('\n')}\n` })
    const views = openWindows(own)
    const read = (tab: string, query: string) => views.read({ query, sort: 'recipient', descending: false, offset: 0, limit: 100, tab })
    const before = await read('a', 'from:acme')
    expect(before).toMatchObject({ generation: 1, total: 3 })
    await addFiles(own, { 'later.log': `${smallLog.slice(18).join('\n')}\n` })
    const after = await read('a', 'from:acme')
    expect(after).toMatchObject({ generation: 2, total: 7 })
    expect(after.rows.map((row) => row.messageId)).toEqual(expect.arrayContaining(before.rows.map((row) => row.messageId)))
    const tabs = ['a', 'b', 'c', 'd', 'e', 'a']
    const totals = await Promise.all(tabs.map((tab, i) => read(tab, i % 2 === 0 ? 'to:bob' : 'from:acme')))
    expect(totals.map((result) => result.total)).toEqual([1, 7, 1, 7, 1, 7])
    views.close()
    await closeCase(own)
  })

  test('are right behind one that was given up, in whichever of its statements', async () => {
    const read = (query: string, signal?: AbortSignal) =>
      windows.read({ query, sort: 'time', descending: false, offset: 0, limit: 100, tab: 'given up' }, signal)
    const expected = await read('from:acme')
    const ends: string[] = []
    do {
      await read('to:bob')
      const reading = read('from:acme', stoppedIn(ends.length + 1))
      ends.push(
        await reading.then(
          () => 'read',
          (error: Error) => error.message,
        ),
      )
      expect(await read('from:acme'), `given up in statement ${ends.length}`).toEqual(expected)
    } while (ends.at(-1) === 'Cancelled')
    expect(new Set(ends)).toEqual(new Set(['Cancelled', 'read']))
  })
})

/** A signal that aborts as soon as so many statements have begun to listen to it. */
function stoppedIn(statement: number): AbortSignal {
  const controller = new AbortController()
  const { signal } = controller
  const listen = signal.addEventListener.bind(signal)
  let begun = 0
  signal.addEventListener = (...args: Parameters<typeof listen>) => {
    listen(...args)
    if (++begun === statement) controller.abort()
  }
  return signal
}

describe('story', () => {
  test('tells every event in order, with its line as it was', async () => {
    const [row] = await rows('to:sue')
    const story = await messageStory(db, row!.messageId)
    expect(story.stepsCut).toBe(false)
    const lines = smallLog.map((text, i) => ({ text, line: i + 1 })).filter(({ text }) => text.includes('4Zx2lq1Wk3z9'))
    expect(story.steps.map((step) => step.raw)).toEqual(lines.map(({ text }) => text))
    expect(story.steps.map((step) => step.line.line)).toEqual(lines.map(({ line }) => line))
    expect(story.steps.map((step) => `${step.kind} ${step.action ?? ''}`.trim())).toEqual([
      'arrival',
      'message-id',
      'queued',
      'attempt bounced',
      'attempt deferred',
      'notice failure',
      'queued',
      'attempt sent',
      'end removed',
    ])
    expect(story.steps[0]).toMatchObject({ time: '2026-03-02T09:00:00.100Z', client: { ip: '192.0.2.10', name: 'ws7.lan', user: 'jane' } })
  })

  test('of a mail refused before queueing, and of a notice', async () => {
    const [victim] = await rows('to:victim')
    const refused = await messageStory(db, victim!.messageId)
    expect(refused.message.queueIds).toEqual([])
    expect(refused.steps.map((step) => step.kind)).toEqual(['refusal'])
    const [jane] = await rows('direction:notice')
    const [bob] = await rows('to:bob')
    const notice = await messageStory(db, jane!.messageId)
    expect(notice.message.bounceOf).toBe(bob!.messageId)
    expect((await messageStory(db, bob!.messageId)).message.bounces).toEqual([notice.message.id])
  })

  test('of an id that no message has', async () => {
    await expect(messageStory(db, 'zzzzzzzzzzzz')).rejects.toMatchObject({ code: 'not-found' })
  })

  test('by an alias', async () => {
    const [row] = await rows('to:ann')
    await db.transaction(async (connection) => {
      await connection.run('INSERT INTO aliases VALUES ($1, $2)', ['000000000001', row!.messageId])
    })
    const story = await messageStory(db, '000000000001')
    expect(story.message).toMatchObject({ id: row!.messageId, aliases: ['000000000001'] })
    await db.transaction(async (connection) => {
      await connection.run('DELETE FROM aliases')
    })
  })
})

async function everyMessage(query?: string, batch?: number): Promise<Message[]> {
  const messages: Message[] = []
  for await (const part of allMessages(db, { query, batch })) messages.push(...part)
  return messages
}

describe('messages', () => {
  test('have exactly the fields of the contract', async () => {
    const [message] = await everyMessage('to:ann')
    const delivery = message!.deliveries[0]!
    expect(message).toEqual({
      id: message!.id,
      messageId: '<job.7@printer.acme.test>',
      queueIds: ['mx1/4Zx2mt3QqRr4'],
      sender: 'printer@print.acme.test',
      client: { ip: '10.2.0.44', name: 'printer.lan', helo: null, user: null, device: null },
      direction: 'own',
      subject: null,
      senderRegistration: null,
      sizeBytes: 18234,
      firstSeen: '2026-03-02T10:00:00.000Z',
      lastSeen: '2026-03-02T10:00:01.100Z',
      sources: ['mail.log'],
      deliveries: [delivery],
      bounceOf: null,
      bounces: [],
      echoOf: null,
      aliases: [],
    })
    expect(delivery).toMatchObject({
      recipient: 'ann@gmail.com',
      originalRecipient: null,
      fate: 'bounced',
      placement: 'not-known',
      consequence: 'lost',
      evidence: 'proved',
      class: 'relay-credentials',
      cause: null,
      hop: 'own-relay→google',
      attempts: 1,
      firstAttempt: '2026-03-02T10:00:01.000Z',
      lastAttempt: '2026-03-02T10:00:01.000Z',
      smtpCode: 550,
      enhancedCode: '5.7.1',
      nextHop: 'smtp-relay.gmail.com[192.0.2.28]:587',
      confidence: 'text',
      permanent: true,
      provider: 'google',
      lines: [{ source: 'mail.log', line: 17 }],
    })
    expect(delivery.reply).toContain('Invalid credentials for relay')
    expect(delivery.rule).toContain('relay-credentials')
  })

  test('come in the order of time whatever the batch, each once', async () => {
    const all = await everyMessage()
    expect(all.map((message) => message.firstSeen)).toEqual(all.map((message) => message.firstSeen).sort())
    expect(await everyMessage(undefined, 1)).toEqual(all)
    expect(all.flatMap((message) => message.deliveries)).toHaveLength(everyone.split(' ').length)
  })

  test('a query chooses messages, which keep all their deliveries', async () => {
    const [message, ...others] = await everyMessage('to:bob')
    expect(others).toEqual([])
    expect(message!.deliveries.map((delivery) => delivery.recipient)).toEqual(['bob@example.net', 'sue@mail.example.com'])
    expect(message!.bounces).toHaveLength(1)
  })
})

describe('sources and lines', () => {
  test('lines come back as they were, with what was not recognised', async () => {
    const [source] = await sourceReports(db)
    expect(source).toMatchObject({ name: 'mail.log', lines: smallLog.length, unrecognised: 1 })
    const { lines, total } = await sourceLines(db, { id: source!.id, from: 3, count: 10 })
    expect(total).toBe(smallLog.length)
    expect(lines.map((line) => line.text)).toEqual(smallLog.slice(2, 12))
    const unread = await sourceLines(db, { id: source!.id, from: 1, count: 10, only: 'unrecognised' })
    expect(unread).toEqual({ total: 1, lines: [{ line: 29, text: smallLog[28], recognised: false }] })
    expect((await sourceLines(db, { id: source!.id, from: 29, count: 1 })).lines[0]?.recognised).toBe(false)
    await expect(sourceLines(db, { id: 'none', from: 1, count: 1 })).rejects.toMatchObject({ code: 'not-found' })
  })

  test('the summary counts what is there', async () => {
    expect(await caseSummary(db, 'handle', 'name')).toMatchObject({
      id: 'handle',
      generation: 1,
      messages: 6,
      deliveries: 9,
      sources: 1,
      firstTime: '2026-03-02T09:00:00.100Z',
      organisation: { domainsGuessed: true, networksGuessed: true },
    })
  })
})

describe('check', () => {
  test('finds nothing in a sound case, and says what is wrong in another', async () => {
    expect(await checkCaseRows(db)).toEqual([])
    const broken = await caseOf({ 'mail.log': `${smallLog.join('\n')}\n` })
    await broken.transaction(async (connection) => {
      await connection.run("UPDATE deliveries SET fate = 'eaten' WHERE pos = 0")
      await connection.run('UPDATE deliveries SET line = 99 WHERE pos = 1')
      await connection.run('DELETE FROM messages WHERE no = 2')
      await connection.run('UPDATE sources SET ignored = ignored + 1')
      await connection.run("UPDATE messages SET id = 'same' WHERE no IN (3, 4)")
    })
    expect(await checkCaseRows(broken)).toEqual([
      'messages: 1 values of id occur more than once, the first is same',
      'deliveries: 1 name a message that messages lacks, the first is 2',
      'legs: 1 name a message that messages lacks, the first is 2',
      'sources: in 1 the lines recognised, ignored and not recognised do not add up, the first is mail.log',
      'deliveries: 1 refer to a line that the source lacks, the first is mail.log:99',
      expect.stringContaining('deliveries: 1 have the fate eaten, which is none of'),
    ])
    await closeCase(broken)
  })

  test('every fixture makes a sound case whose story holds the deciding lines', async () => {
    const folder = join(import.meta.dirname, '../fixtures/postfix')
    const files = readdirSync(folder).filter((name) => name.endsWith('.log'))
    const all = await caseOf(Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')])))
    expect(await checkCaseRows(all)).toEqual([])
    const views = openWindows(all)
    const { rows: inTime } = await views.read({ query: '', sort: 'time', descending: false, offset: 0, limit: 1000, tab: 'a' })
    views.close()
    expect(inTime.map((row) => row.time)).toEqual(inTime.map((row) => row.time).sort())
    for await (const batch of allMessages(all)) {
      for (const message of batch) {
        const story = await messageStory(all, message.id)
        expect(story.message).toEqual(message)
        const told = new Set(story.steps.map((step) => `${step.line.sourceId}:${step.line.line}`))
        for (const { lines, fate } of message.deliveries) {
          for (const line of lines) expect(told, `${message.id} ${fate}`).toContain(`${line.sourceId}:${line.line}`)
        }
      }
    }
    await closeCase(all)
  })
})

test('a date means the day of the clock that the lines show', async () => {
  const tokyo = await caseOf({ 'tokyo.log': `${smallLog.join('\n').replaceAll('+00:00', '+09:00')}\n` })
  try {
    const { rows } = await openWindows(tokyo).read({
      query: 'at:2026-03-03',
      sort: 'time',
      descending: false,
      offset: 0,
      limit: 9,
      tab: 'test',
    })
    expect(rows.map(({ recipient, time }) => `${recipient} ${time}`)).toEqual([
      'victim@elsewhere.example 2026-03-02T23:00:01.000Z',
      'jon@slow.example 2026-03-03T00:00:30.200Z',
    ])
  } finally {
    await closeCase(tokyo)
  }
})

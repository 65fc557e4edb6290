import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { coverage } from '../../electron/engine/queries/coverage.ts'
import { devices, domains, logins, senders } from '../../electron/engine/queries/devices.ts'
import { failures } from '../../electron/engine/queries/failures.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { changeOrganisation } from '../../electron/engine/queries/organisation.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { hideSource } from '../../electron/engine/sources.ts'
import type { Message } from '../../shared/message.ts'
import { mailLines, syslogLine } from './logs.ts'
import { caseOf, smallLog } from './small-case.ts'
import { hasWholeRelay, wholeRelay } from './whole-relay.ts'

describe.runIf(hasWholeRelay)('of the log of a real server', () => {
  let db: CaseDb
  let messages: readonly Message[]

  beforeAll(async () => {
    db = await wholeRelay()
    const all: Message[] = []
    for await (const batch of allMessages(db)) all.push(...batch)
    messages = all
  })

  test('failures are those of the messages, and each number opens as many rows', async () => {
    const reports = await failures(db, '')
    const deliveries = messages.flatMap((message) => message.deliveries)
    const classes = new Map<string, number>()
    for (const { class: id } of deliveries) if (id !== null) classes.set(id, (classes.get(id) ?? 0) + 1)
    expect(new Map(reports.map((report) => [report.class, report.deliveries]))).toEqual(classes)
    for (const report of reports) {
      expect((await queryReport(db, report.query)).total, report.query).toBe(report.deliveries)
      expect(report.signatures.reduce((sum, signature) => sum + signature.deliveries, 0)).toBe(report.deliveries)
      for (const signature of report.signatures.slice(0, 4)) {
        const found = await queryReport(db, signature.query)
        expect([found.total, found.messages], signature.query).toEqual([signature.deliveries, signature.messages])
      }
      for (const hit of [...report.recipients, ...report.senders, ...report.devices].slice(0, 4))
        expect((await queryReport(db, hit.query)).total, hit.query).toBe(hit.deliveries)
    }
  })

  test('what was accepted before and after is of the same next hop, and the nearest', async () => {
    const groups = (await failures(db, '')).flatMap((report) => report.signatures)
    const accepted = groups.filter((group) => group.acceptedAgain?.by === 'next-hop')
    expect(accepted.length).toBeGreaterThan(3)
    for (const { acceptedAgain, lastSeen } of accepted) {
      const times = messages
        .flatMap((message) => message.deliveries)
        .filter(({ fate, nextHop }) => (fate === 'relayed' || fate === 'delivered') && nextHop?.split('[')[0] === acceptedAgain?.name)
        .map((delivery) => delivery.lastAttempt ?? '')
        .filter((time) => time > lastSeen)
      expect(times.sort()[0]).toBe(acceptedAgain?.time)
    }
  })

  test('devices are the clients of own mail, with true shares', async () => {
    const { rows, messages: counted, unnamed } = await devices(db, { query: '' })
    const own = messages.filter(({ direction }) => direction === 'own' || direction === 'internal')
    expect(counted).toBe(own.length)
    expect(rows.reduce((sum, row) => sum + row.messages, 0) + unnamed.messages).toBe(own.length)
    for (const row of rows) {
      const theirs = own.filter(({ client }) => client.ip === row.ip && client.user === row.user)
      const recipients = theirs.flatMap((message) => message.deliveries)
      const failed = recipients.filter(({ fate }) => ['bounced', 'expired', 'rejected'].includes(fate))
      expect([row.messages, row.recipients, row.failed], row.query).toEqual([theirs.length, recipients.length, failed.length])
      expect(row.failedShare).toBeCloseTo(failed.length / recipients.length, 4)
      expect(row.days.reduce((sum, day) => sum + day.messages, 0)).toBeGreaterThanOrEqual(row.messages)
    }
    for (const row of rows.slice(0, 10)) expect((await queryReport(db, row.failedQuery)).total, row.failedQuery).toBe(row.failed)
  })

  test('senders are the envelope senders of own mail', async () => {
    const { rows } = await senders(db, { query: '', limit: 20 })
    expect(rows).toHaveLength(20)
    for (const row of rows) {
      const found = await queryReport(db, row.query)
      expect([found.total, found.messages], row.query).toEqual([row.recipients, row.messages])
    }
  })
})

describe('under a query with alternatives', () => {
  let db: CaseDb
  beforeAll(async () => {
    db = await caseOf({ 'mail.log': smallLog.join('\n') })
  })
  afterAll(() => closeCase(db))

  test.each(['to:bob OR to:ann', '(to:bob outcome:bounced) OR login:jane', '-(to:ann OR to:jon)', '"user unknown" OR 5.7.1'])(
    '%s',
    async (query) => {
      const reports = await failures(db, query)
      expect(reports.length).toBeGreaterThan(0)
      expect(reports.reduce((sum, report) => sum + report.deliveries, 0)).toBe((await queryReport(db, `(${query}) is:failed`)).total)
      for (const group of [...reports, ...reports.flatMap((report) => report.signatures)])
        expect((await queryReport(db, group.query)).total, group.query).toBe(group.deliveries)
      for (const row of [...(await devices(db, { query })).rows, ...(await senders(db, { query })).rows]) {
        expect((await queryReport(db, row.query)).total, row.query).toBe(row.recipients)
        expect((await queryReport(db, row.failedQuery)).total, row.failedQuery).toBe(row.failed)
      }
    },
  )
})

describe('devices', () => {
  test('strangers are none, unless the query says so', async () => {
    const db = await caseOf({ 'mail.log': smallLog.join('\n') })
    const ips = async (query: string) => (await devices(db, { query })).rows.map((row) => row.ip)
    const own = await ips('')
    expect(own).toContain('10.2.0.44')
    const strange = await ips('direction:stranger')
    expect(strange).toHaveLength(1)
    expect(own).not.toContain(strange[0])
    await closeCase(db)
  })

  test('a login splits an address; the rest of it is told apart', async () => {
    const start = Date.UTC(2026, 2, 2, 9)
    const lines = [0, 1, 2].flatMap((nth) => mailLines(start + nth * 60_000, nth, { shape: 'iso' }))
    const login = mailLines(start + 600_000, 9, { shape: 'iso' }).map((line) =>
      line.replace('[192.0.2.10]', '[192.0.2.10], sasl_method=PLAIN, sasl_username=Ann'),
    )
    const db = await caseOf({ 'mail.log': [...lines, ...login].join('\n') })
    const { rows } = await devices(db, { query: '' })
    expect(rows.map(({ ip, user, messages }) => [ip, user, messages])).toEqual([
      ['192.0.2.10', null, 3],
      ['192.0.2.10', 'Ann', 1],
    ])
    for (const row of rows) expect((await queryReport(db, row.query)).messages, row.query).toBe(row.messages)
    await closeCase(db)
  })

  test('HELOs split an address only when nearly all of its mail carries one', async () => {
    const start = Date.UTC(2026, 2, 2, 9)
    const refusal = (nth: number, helo: string) =>
      syslogLine(
        start + nth * 60_000,
        `NOQUEUE: reject: RCPT from gw.lan[10.0.0.9]: 550 5.1.1 <no${nth}@example.net>: Recipient address rejected: User unknown; from=<a@example.org> to=<no${nth}@example.net> proto=ESMTP helo=<${helo}>`,
        { shape: 'iso', pid: 500 + nth },
      )
    const refusals = ['mfp', 'crm', 'mfp'].map((helo, nth) => refusal(nth, helo))
    const own = mailLines(start, 8, { shape: 'iso' }).map((line) => line.replace('[192.0.2.10]', '[10.0.0.1]'))
    const split = await caseOf({ 'mail.log': [...own, ...refusals].join('\n') })
    const found = (await devices(split, { query: 'ip:10.0.0.9' })).rows
    expect(found.map(({ helo, messages }) => [helo, messages])).toEqual([
      ['mfp', 2],
      ['crm', 1],
    ])
    for (const row of found) expect((await queryReport(split, row.query)).messages, row.query).toBe(row.messages)
    await closeCase(split)
    const mail = mailLines(start + 900_000, 5, { shape: 'iso' }).map((line) =>
      line.replace('ws.example.org[192.0.2.10]', 'gw.lan[10.0.0.9]'),
    )
    const whole = await caseOf({ 'mail.log': [...refusals, ...mail].join('\n') })
    expect((await devices(whole, { query: '' })).rows.map(({ ip, helo, messages }) => [ip, helo, messages])).toEqual([
      ['10.0.0.9', 'mfp', 4],
    ])
    await closeCase(whole)
  })

  test('logins and domains are counted whole, and each opens its messages', async () => {
    const db = await caseOf({ 'mail.log': smallLog.join('\n') })
    const byLogin = await logins(db, { query: '' })
    expect(byLogin.rows.map(({ login, devices: used, messages }) => [login, used, messages])).toEqual([['jane', 1, 2]])
    const byDomain = await domains(db, { query: '' })
    expect(byDomain.rows.map(({ domain, senders: addresses, messages }) => [domain, addresses, messages])).toEqual([
      ['acme.test', 2, 3],
      ['print.acme.test', 1, 1],
    ])
    for (const { rows, unnamed, messages } of [byLogin, byDomain]) {
      for (const row of rows) expect((await queryReport(db, row.query)).messages, row.query).toBe(row.messages)
      expect((await queryReport(db, unnamed.query)).messages).toBe(unnamed.messages)
      expect(rows.reduce((sum, row) => sum + row.messages, unnamed.messages)).toBe(messages)
    }
    await closeCase(db)
  })

  test('the baseline is the median of the days with mail, and each day opens its messages', async () => {
    const day = (number: number, count: number) =>
      Array.from({ length: count }, (_, nth) => mailLines(Date.UTC(2026, 2, number, 9, nth), number * 100 + nth, { shape: 'iso' })).flat()
    const db = await caseOf({ 'mail.log': [...day(2, 1), ...day(3, 5), ...day(6, 2)].join('\n') })
    const { rows, trend } = await devices(db, { query: '' })
    const [row] = rows
    expect(row?.trend.length).toBeLessThanOrEqual(48)
    for (const [nth, messages] of row?.trend.entries() ?? []) {
      const at = (stretch: number) => new Date(Date.parse(trend?.from ?? '') + stretch * 1000 * (trend?.bucketSeconds ?? 0)).toISOString()
      const found = await queryReport(db, `${row?.query} after:${at(nth).slice(0, 19)}Z before:${at(nth + 1).slice(0, 19)}Z`)
      expect(found.messages, at(nth)).toBe(messages)
    }
    expect(row).toMatchObject({ baselinePerDay: 2, score: null, findings: [], name: null, kind: null })
    expect(row?.days.map(({ messages }) => messages)).toEqual([1, 5, 0, 0, 2])
    for (const { day: at, messages } of row?.days ?? [])
      expect((await queryReport(db, `${row?.query} at:${at}`)).messages, at).toBe(messages)
    await closeCase(db)
  })
})

describe('days of a zone', () => {
  test.each([
    ['Europe/Vienna', Date.UTC(2026, 2, 27, 22, 30)],
    ['Europe/Vienna', Date.UTC(2026, 9, 23, 21, 30)],
    ['Pacific/Auckland', Date.UTC(2026, 3, 3, 10, 30)],
  ])('%s hold the messages that at: finds, though the clock is changed between', async (zone, start) => {
    const lines = Array.from({ length: 40 }, (_, nth) => mailLines(start + nth * 2 * 3_600_000, nth, { shape: 'iso' })).flat()
    const db = await caseOf({ 'mail.log': lines.join('\n') })
    await db.transaction((connection) => changeOrganisation(connection, { zone }))
    const [row] = (await devices(db, { query: '' })).rows
    expect(row?.days.length).toBeGreaterThan(3)
    for (const { day, messages } of row?.days ?? []) expect((await queryReport(db, `${row?.query} at:${day}`)).messages, day).toBe(messages)
    await closeCase(db)
  })
})

describe('coverage', () => {
  test('tells silences, habits and what looks cut, and forgets hidden sources', async () => {
    const busy = (from: number, minutes: number) =>
      Array.from({ length: minutes }, (_, nth) => mailLines(from + nth * 60_000, from / 60_000 + nth, { shape: 'iso' })).flat()
    const start = Date.UTC(2026, 2, 2, 8)
    const gone = busy(start, 60)
    const db = await caseOf({
      'first.log': [...gone.slice(2), ...busy(start + 6 * 3_600_000, 60)].join('\n'),
      'second.log': busy(start + 3 * 3_600_000, 30).join('\n'),
    })
    const [first, second, all] = await coverage(db)
    expect(first).toMatchObject({
      source: 'first.log',
      headsMissing: 1,
      gaps: [{ from: '2026-03-02T08:59:00.000Z', to: '2026-03-02T14:00:00.000Z', regular: false }],
    })
    expect(first?.suspicions.join()).toContain('an earlier log is missing')
    expect(second).toMatchObject({ source: 'second.log', gaps: [], headsMissing: 0 })
    expect(all).toMatchObject({ source: null, firstTime: first?.firstTime, lastTime: first?.lastTime, headsMissing: 1 })
    expect(all?.gaps.map(({ seconds }) => seconds)).toEqual([7_260, 9_060])
    await hideSource(db, second?.sourceId ?? '', derive)
    const left = await coverage(db)
    expect(left.map(({ source }) => source)).toEqual(['first.log', null])
    expect(left[1]?.gaps).toEqual(first?.gaps)
    await closeCase(db)
  })

  test('takes silences for a habit where they begin so on three days, not three times in a night', async () => {
    const calls = (from: number, minutes: number, every = 1) =>
      Array.from({ length: minutes / every }, (_, nth) => {
        const stamp = new Date(from + nth * every * 60_000).toISOString().replace('Z', '+00:00')
        return `${stamp} mx1 postfix/smtpd[900]: connect from ws7.lan[192.0.2.10]`
      })
    const [start, hour] = [Date.UTC(2026, 2, 2, 8), 3_600_000]
    const regularOf = async (lines: readonly string[]) => {
      const db = await caseOf({ 'mail.log': lines.join('\n') })
      const all = (await coverage(db)).at(-1)
      await closeCase(db)
      return all?.gaps.map(({ regular }) => regular)
    }
    const night = [0, 1, 2, 3].flatMap((nth) => calls(start + 14 * hour + nth * 70 * 60_000, 5))
    expect(await regularOf([...calls(start, 13 * 60), ...night, ...calls(start + 18 * hour, 300)])).toEqual([false, false, false, false])
    expect(await regularOf([0, 1, 2, 3].flatMap((day) => calls(start + day * 24 * hour, 720, 10)))).toEqual([true, true, true])
  })
})

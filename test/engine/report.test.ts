import { readFileSync } from 'node:fs'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase, openTemporaryCase } from '../../electron/engine/database.ts'
import { caseReport } from '../../electron/engine/queries/case-report.ts'
import { nameDevices } from '../../electron/engine/queries/device-names.ts'
import { failures } from '../../electron/engine/queries/failures.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { reportFormats, reportText } from '../../report/format.ts'
import { allFailures } from '../../shared/failures/index.ts'
import type { Message } from '../../shared/message.ts'
import { redactReport } from '../../shared/redaction/redact-report.ts'
import { isCommonWord } from '../../shared/redaction/vocabulary.ts'
import type { Report, ReportListKind } from '../../shared/report.ts'
import { caseOf, smallLog } from './small-case.ts'
import { hasWholeRelay, relayLogPath, wholeRelay } from './whole-relay.ts'

const head = { caseName: 'monday', madeAt: '2026-03-04T08:00:00.000Z' }

const reportOf = (db: CaseDb, query: string, rows = 20_000): Promise<Report> => caseReport(db, { query, rows }, head)

async function messagesOf(db: CaseDb, query = ''): Promise<readonly Message[]> {
  const all: Message[] = []
  for await (const batch of allMessages(db, { query })) all.push(...batch)
  return all
}

/** What stands on a list: message and recipient of each row. */
function listed(report: Report, kind: ReportListKind): readonly string[] {
  const rows = report.lists.find((list) => list.kind === kind)?.rows ?? []
  return rows.map(({ message, delivery }) => `${message.id} ${delivery.recipient} ${delivery.originalRecipient}`).sort()
}

async function expectCountedAlike(db: CaseDb): Promise<void> {
  const report = await reportOf(db, '')
  const messages = await messagesOf(db)
  const deliveries = messages.flatMap((message) => message.deliveries.map((delivery) => ({ message, delivery })))
  expect({ messages: report.messages, deliveries: report.overview.deliveries }).toEqual({
    messages: messages.length,
    deliveries: deliveries.length,
  })
  for (const kind of ['lost', 'waiting'] as const) {
    const those = deliveries.filter(
      ({ message, delivery }) => delivery.consequence === kind && (kind === 'waiting' || message.direction !== 'notice'),
    )
    expect(report.lists.find((list) => list.kind === kind)?.count).toBe(those.length)
    expect(report.overview.lists[kind].count).toBe(those.length)
    expect(listed(report, kind)).toEqual(
      those.map(({ message, delivery: d }) => `${message.id} ${d.recipient} ${d.originalRecipient}`).sort(),
    )
  }
  expect(report.causes).toEqual(await failures(db, '-is:noise'))
  const failed = deliveries.filter(({ delivery }) => delivery.class !== null && delivery.consequence !== 'noise')
  expect(report.causes.reduce((sum, { deliveries: count }) => sum + count, 0)).toBe(failed.length)
}

describe('the report of a small case', () => {
  let db: CaseDb
  beforeAll(async () => {
    db = await caseOf({ 'mail.log': smallLog.join('\n') })
  })
  afterAll(() => closeCase(db))

  test('counts what messages and failures count', () => expectCountedAlike(db))

  test('quotes the lines that decided, as they are in the file', async () => {
    const { lines, lists, examples } = await reportOf(db, '')
    const refs = [...lists, ...examples].flatMap(({ rows }) => rows.flatMap(({ delivery }) => delivery.lines))
    expect(refs.length).toBeGreaterThan(2)
    for (const { line, text } of lines) expect(text).toBe(smallLog[line - 1])
    for (const ref of refs) expect(lines.some((line) => line.line === ref.line && line.sourceId === ref.sourceId)).toBe(true)
  })

  test.each(['to:example.net', 'from:jane is:waiting', 'direction:stranger', '"Greylisted"', 'is:lost OR to:example.org'])(
    'of %s lists each delivery once',
    async (query) => {
      const report = await reportOf(db, query)
      const { total, messages } = await queryReport(db, query)
      expect({ total: report.overview.deliveries, messages: report.messages }).toEqual({ total, messages })
      expect(report.lists.reduce((sum, { count }) => sum + count, 0)).toBe(total)
      for (const list of report.lists) {
        expect(list.rows.length).toBe(list.count)
        expect((await queryReport(db, list.query)).total).toBe(list.count)
      }
      expect(report.causes).toEqual(await failures(db, query))
    },
  )

  test('of one message tells its story and what to do', async () => {
    const [message] = await messagesOf(db, 'to:ann@gmail.com')
    const report = await reportOf(db, `id:${message?.id}`)
    expect(report.stories.map((story) => story.message)).toEqual([message])
    const html = await reportText.html.write(report)
    expect(html).toContain('<h1><bdi>Message from printer@print.acme.test to ann@gmail.com</bdi></h1>')
    expect(html).toContain('Refused by smtp-relay.gmail.com: the relay knows the IP, but not for this sender domain.')
    expect(html).toContain('What to do')
    for (const line of smallLog.slice(13, 18))
      expect(html).toContain(line.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll("'", '&#x27;'))
    const markdown = await reportText.markdown.write(report)
    expect(markdown).toContain('# Message from printer\\@print.acme.test to ann\\@gmail.com')
    for (const line of smallLog.slice(13, 18)) expect(markdown).toContain(line)
  })

  test('as CSV is a table of every listed delivery, and says whether it is redacted', async () => {
    const report = await reportOf(db, '')
    const { data, errors, meta } = Papa.parse<Record<string, string>>((await reportText.csv.write(report)).slice(1), {
      header: true,
      skipEmptyLines: true,
    })
    expect(errors).toEqual([])
    expect(meta.renamedHeaders ?? {}).toEqual({})
    expect(data.map((row) => `${row['id']} ${row['recipient']}`).sort()).toEqual(
      report.lists.flatMap(({ rows }) => rows.map(({ message, delivery }) => `${message.id} ${delivery.recipient}`)).sort(),
    )
    expect(new Set(data.map((row) => row['redacted']))).toEqual(new Set(['no']))
    expect(data.every((row) => row['rawLine'] !== '' && /^mail\.log:[0-9]+$/.test(row['lines'] ?? ''))).toBe(true)
  })

  test('as JSON is the report', async () => {
    const report = await reportOf(db, '')
    expect(JSON.parse(await reportText.json.write(report))).toEqual(report)
  })
})

test('an empty case has a report that says so', async () => {
  const db = await openTemporaryCase()
  try {
    const report = await reportOf(db, '')
    expect(report.overview.deliveries).toBe(0)
    for (const format of reportFormats) expect((await reportText[format].write(report)).length).toBeGreaterThan(10)
    expect(await reportText.html.write(report)).toContain('These files hold no delivery of a mail.')
  } finally {
    await closeCase(db)
  }
})

const hostile = [
  '</title><script>alert(1)</script>',
  '![x](https://evil.test/a.png) [y](javascript:alert(1)) <img src=x onerror=alert(1)> https://evil.test www.evil.test | b | `c` ``d',
  '\u202ereversed \u001b[31m',
]

test('text of a log is neither page, nor mark, nor formula', async () => {
  const line = smallLog[3] ?? ''
  const replies = hostile.map((text, nth) =>
    line
      .replaceAll('User unknown in virtual mailbox table', text)
      .replaceAll('bob@', `=cmd|'/C calc'!A${nth}@`)
      .replaceAll('4Zx2lq1Wk3z9', `4Zx2lq1Wk3${nth}9`),
  )
  const heads = hostile.flatMap((_, nth) =>
    smallLog.slice(0, 3).map((each) => each.replaceAll('4Zx2lq1Wk3z9', `4Zx2lq1Wk3${nth}9`).replaceAll('jane@', '=jane@')),
  )
  const db = await caseOf({ '<b>mail.log': [...heads, ...replies].join('\n') })
  try {
    const report = await caseReport(db, { query: '', rows: 50 }, { ...head, caseName: '<i>[case](x)' })
    const ticket = await caseReport(db, { query: '"evil.test"', rows: 50 }, head)
    expect(ticket.stories).toHaveLength(1)
    for (const each of [report, ticket]) {
      const html = await reportText.html.write(each)
      expect(html).not.toMatch(/<(?:script|img|i|b|iframe|object)[ >]/)
      for (const character of ['\u202e', '\u001b']) expect(html).not.toContain(character)
      expect(html.match(/<meta http-equiv="Content-Security-Policy"/g)).toHaveLength(1)
      const links = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, target]) => target)
      expect(links.filter((target) => !target?.startsWith('#line-'))).toEqual([])
      const outside = withoutCode(await reportText.markdown.write(each))
      expect(outside).not.toMatch(/(?<!\\)[<>]|(?<!\\)\]\(|https?:\/\/evil|www\.evil|\u202e/)
    }
    const { data } = Papa.parse<string[]>((await reportText.csv.write(report)).slice(1), { skipEmptyLines: true })
    expect(data.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
    expect(data.flat().filter((cell) => cell.startsWith("'="))).not.toEqual([])
  } finally {
    await closeCase(db)
  }
})

/** Markdown without its code, fenced and in lines, as CommonMark finds it. */
function withoutCode(markdown: string): string {
  return markdown.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '').replace(/(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
}

/** Everything in a report that names somebody: addresses, their users and domains, hosts, logins, IPs. */
function namesIn(messages: readonly Message[], lines: readonly string[]): ReadonlySet<string> {
  const addresses = messages.flatMap(({ sender, deliveries }) => [
    sender,
    ...deliveries.flatMap((each) => [each.recipient, each.originalRecipient]),
  ])
  const clients = messages.flatMap(({ client }) => [client.name, client.helo, client.user, client.ip])
  const ips = lines.flatMap((line) => line.match(/(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.])/g) ?? [])
  const all = [...addresses, ...clients, ...ips].filter((name) => name !== null).map((name) => name.toLowerCase())
  const parts = new Set(all.flatMap((name) => (name.includes('@') ? [name, ...name.split('@')] : [name])))
  const advice = JSON.stringify(allFailures)
  const isGoogle = (name: string) => /(?:^|\.)(?:google|gmail|googlemail)\.com$/.test(name)
  return new Set(
    [...parts].filter(
      (name) => name.length > 3 && name !== '127.0.0.1' && !isCommonWord(name) && !isGoogle(name) && !advice.includes(name),
    ),
  )
}

async function expectRedacted(db: CaseDb, query: string, lines: readonly string[]): Promise<void> {
  const report = await reportOf(db, query, 400)
  const redacted = redactReport(report)
  const names = namesIn(await messagesOf(db, query), lines)
  expect(names.size).toBeGreaterThan(2)
  for (const format of reportFormats) {
    const text = (await reportText[format].write(redacted)).toLowerCase()
    const words = new Set(text.split(/[^\p{L}\p{N}_.@+=-]+/u).flatMap((word) => [word, word.replace(/[.-]+$/, '')]))
    expect([...names].filter((name) => words.has(name))).toEqual([])
    expect(text).toMatch(/redact/)
  }
  expect(redacted.redaction?.addresses).toBeGreaterThan(0)
  const pairs = report.lists.flatMap(({ rows }, list) =>
    rows.map(({ delivery }, row) => [delivery.recipient?.toLowerCase(), redacted.lists[list]?.rows[row]?.delivery.recipient] as const),
  )
  expect(new Set(pairs.map((pair) => pair.join(' '))).size).toBe(new Set(pairs.map(([original]) => original)).size)
  expect(new Set(pairs.map(([, pseudonym]) => pseudonym)).size).toBe(new Set(pairs.map(([original]) => original)).size)
}

test.each(['', 'to:example.net', 'direction:stranger'])('a redacted report of a small case (%s) holds no name', async (query) => {
  const db = await caseOf({ 'mx1-acme.log': smallLog.join('\n') })
  try {
    await expectRedacted(db, query, smallLog)
    const report = redactReport(await reportOf(db, query))
    expect(report.sources.map(({ name }) => name)).toEqual(['file 1'])
    expect(JSON.stringify(report)).not.toMatch(/mx1|acme/)
  } finally {
    await closeCase(db)
  }
})

test('says where its advice was read, also when it is redacted', async () => {
  const db = await caseOf({ 'of-acme.log': smallLog.join('\n') })
  try {
    const sources = ({ causes }: Report) => causes.flatMap(({ remedies }) => remedies.map(({ remedy }) => remedy.source))
    const report = await reportOf(db, '')
    expect(sources(report)).not.toEqual([])
    expect(sources(redactReport(report))).toEqual(sources(report))
    expect(await reportText.json.write(redactReport(report))).not.toContain('of-acme.log')
  } finally {
    await closeCase(db)
  }
})

test('calls devices as the user does, and by a pseudonym when redacted', async () => {
  const db = await caseOf({ 'mail.log': smallLog.join('\n') })
  try {
    await db.transaction((connection) =>
      nameDevices(connection, [{ device: '10.2.0.44', name: 'Copier of Ms. Quill', kind: 'Quill copier' }]),
    )
    const report = await reportOf(db, '')
    const redacted = redactReport(report)
    for (const format of reportFormats) {
      expect(await reportText[format].write(report)).toContain('Copier of Ms. Quill')
      expect(await reportText[format].write(redacted)).not.toContain('Quill')
    }
  } finally {
    await closeCase(db)
  }
})

describe.skipIf(!hasWholeRelay)('the report of a whole relay', () => {
  test('counts what messages and failures count', async () => expectCountedAlike(await wholeRelay()))

  test('names nobody when it is redacted', async () =>
    expectRedacted(await wholeRelay(), '', readFileSync(relayLogPath, 'latin1').split('\n')))
})

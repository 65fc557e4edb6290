import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { caseReport } from '../../electron/engine/queries/case-report.ts'
import { reportText } from '../../report/format.ts'
import { markPseudonyms, pseudonymParts } from '../../report/marks.ts'
import { sectionsOf } from '../../report/sections.ts'
import { tableRows } from '../../report/words.ts'
import { redactReport } from '../../shared/redaction/redact-report.ts'
import { READ_ROWS, type Report, type ReportSection, reportSections, TABLE_ROWS } from '../../shared/report.ts'
import { caseOf, smallLog } from './small-case.ts'

let db: CaseDb
let whole: Report

beforeAll(async () => {
  db = await caseOf({ 'mail.log': smallLog.join('\n') })
  whole = await caseReport(db, { query: '', rows: READ_ROWS }, { caseName: 'monday', madeAt: '2026-03-04T08:00:00.000Z' })
})

afterAll(() => closeCase(db))

const html = (report: Report) => reportText.html.write(report)
const markdown = (report: Report) => reportText.markdown.write(report)
const json = async (report: Report) => JSON.parse(await reportText.json.write(report)) as Report
const csvRows = async (report: Report) =>
  Papa.parse<Record<string, string>>((await reportText.csv.write(report)).slice(1), { header: true, skipEmptyLines: true }).data

const holding = (...sections: readonly ReportSection[]): Report => ({ ...whole, sections })

describe('what a report holds', () => {
  test('is everything for which there is something, in the usual order, unless it is chosen', () => {
    expect(whole.sections).toEqual(reportSections)
    expect(sectionsOf(whole)).toEqual(['summary', 'causes', 'deliveries', 'lines', 'devices', 'sources', 'caveats'])
  })

  test('stands in the order of the choice, in HTML as in Markdown', async () => {
    const report = holding('sources', 'devices', 'summary')
    const headings = [...(await html(report)).matchAll(/<h2>([^<]+)/g)].map(([, heading]) => heading)
    expect(headings).toEqual(['Sources', 'Devices and senders', 'Summary'])
    const marked = [...(await markdown(report)).matchAll(/^## ([A-Z][a-z]+)/gm)].map(([, heading]) => heading)
    expect(marked).toEqual(['Sources', 'Devices', 'Senders', 'Summary'])
  })

  test('holds no line of a log in any format where lines are left out, though it names them', async () => {
    const report = holding(...reportSections.filter((section) => section !== 'lines'))
    const ticket = await caseReport(db, { query: 'to:ann@gmail.com', rows: READ_ROWS }, { caseName: 'monday', madeAt: whole.madeAt })
    expect(ticket.stories).toHaveLength(1)
    for (const each of [report, { ...ticket, sections: report.sections }]) {
      for (const write of [html, markdown, reportText.csv.write, reportText.json.write]) {
        const text = await write(each)
        for (const line of smallLog) expect(text).not.toContain(line.slice(0, 45))
      }
    }
    const page = await html(report)
    expect(page).not.toMatch(/href=/)
    expect(await html(whole)).toMatch(/href="#line-/)
    expect((await csvRows(report)).map((row) => row['lines'])).toEqual((await csvRows(whole)).map((row) => row['lines']))
  })

  test('is the same in JSON and CSV: what is left out is empty, the rest as it was', async () => {
    const { causes, examples, lists, ...rest } = await json(
      holding(...reportSections.filter((each) => each !== 'causes' && each !== 'deliveries')),
    )
    expect({ causes, examples, lists }).toEqual({ causes: [], examples: [], lists: [] })
    const { causes: _causes, examples: _examples, lists: _lists, ...all } = whole
    expect(rest).toEqual({ ...all, sections: rest.sections })
    expect(await csvRows(whole)).not.toEqual([])
    expect(await csvRows(holding('summary'))).toEqual([])
  })

  test('is as many rows in CSV as the screen offers to attach, those of whole lists too', async () => {
    const request = { query: 'from:acme.test', rows: reportText.csv.rows }
    const report = await caseReport(db, request, { caseName: 'monday', madeAt: whole.madeAt })
    const read = await caseReport(db, { ...request, rows: 1 }, { caseName: 'monday', madeAt: whole.madeAt })
    const rows = await csvRows(report)
    expect(rows.length).toBeGreaterThan(2)
    expect(read.lists.filter((list) => list.rows.length === list.count && list.count > 0)).not.toEqual([])
    expect(tableRows(read.lists)).toBe(rows.length)
  })

  test('is in CSV at most so many rows of a list', () => {
    const [list] = whole.lists
    expect(
      tableRows([
        { ...list!, count: TABLE_ROWS + 1 },
        { ...list!, count: 2 },
      ]),
    ).toBe(TABLE_ROWS + 2)
  })

  test('of a ticket is its message, where it was chosen', async () => {
    const ticket = await caseReport(db, { query: 'to:ann@gmail.com', rows: READ_ROWS }, { caseName: 'monday', madeAt: whole.madeAt })
    expect(sectionsOf(ticket)).toEqual(['messages', 'lines', 'sources', 'caveats'])
    expect(sectionsOf({ ...ticket, sections: ['summary', 'sources', 'messages'] })).toEqual(['sources', 'messages'])
  })
})

describe('the title and the note of the user', () => {
  const written = {
    title: 'Printer <b>of</b> print.acme.test',
    note: 'Dear all,\n- [a](javascript:alert(1)) <script>alert(1)</script>\n\n1. printer@print.acme.test\u202e',
  }

  test('stand at the top as plain text', async () => {
    const report = { ...whole, ...written }
    const page = await html(report)
    expect(page).toContain('<h1><bdi>Printer &lt;b&gt;of&lt;/b&gt; print.acme.test</bdi></h1>')
    expect(page.indexOf('Dear all,')).toBeLessThan(page.indexOf('<h2>Summary'))
    expect(page).not.toMatch(/<script|<b>|\u202e/)
    const text = await markdown(report)
    expect(text.startsWith('# Printer \\<b\\>of\\</b\\> print.acme.test\n')).toBe(true)
    expect(text).toContain(
      'Dear all,\\\n\\- \\[a\\](javascript:alert(1)) \\<script\\>alert(1)\\</script\\>\n\n1\\. printer\\@print.acme.test\\\\u202e\n',
    )
    expect(await json(report)).toMatchObject(written)
  })

  test('are redacted with the pseudonyms of the report', async () => {
    const report = redactReport({ ...whole, ...written })
    const sender = report.senders.rows[whole.senders.rows.findIndex((row) => row.sender === 'printer@print.acme.test')]?.sender
    expect(sender).toMatch(/^user\d+@/)
    expect(report.note).toContain(`1. ${sender}`)
    expect(`${report.title}\n${report.note}`).not.toMatch(/acme|printer@/)
    expect(report.title).toContain('Printer <b>of</b> ')
  })
})

describe('a redacted report on the screen', () => {
  test('marks what was replaced, and nothing else of the page', async () => {
    const report = redactReport(whole)
    const page = await html(report)
    const marked = markPseudonyms(page)
    expect(marked.replaceAll(/<\/?mark>/g, '')).toBe(page)
    const names = report.lists.flatMap(({ rows }) => rows.flatMap(({ message, delivery }) => [message.sender, delivery.recipient]))
    expect(names.length).toBeGreaterThan(4)
    for (const name of names) expect(marked).toContain(`<bdi><mark>${name}</mark></bdi>`)
    const kinds = [...marked.matchAll(/<mark>([a-z-]+)/g)].map(([, kind]) => kind)
    expect(new Set(kinds)).toEqual(new Set(['user', 'host', 'domain', 'ip-', 'lan-ip-', 'name-']))
    expect(markPseudonyms(await html(whole))).not.toContain('<mark>')
  })

  test.each([
    ['to=<user12@host3.domain1.example>, relay=host2.google.com[ip-4]:25', ['user12@host3.domain1.example', 'host2.google.com', 'ip-4']],
    ['id7@domain1.example: subject 3. name-2 user user3user', ['id7@domain1.example', 'subject 3', 'name-2']],
    ['ip-10-0-0-1.internal, x-ip-4, ip-4x, host.example, domain1', ['domain1']],
    ['user1%40domain2.example (left out)', ['user1%40domain2.example', '(left out)']],
  ])('finds the pseudonyms of %j', (text, pseudonyms) => {
    const parts = pseudonymParts(text)
    expect(parts.map((part) => part.text).join('')).toBe(text)
    expect(parts.filter((part) => part.isPseudonym).map((part) => part.text)).toEqual(pseudonyms)
  })
})

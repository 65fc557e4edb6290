import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { readNamesFile } from '../../electron/engine/names-file.ts'
import { caseReport } from '../../electron/engine/queries/case-report.ts'
import { nameDevices } from '../../electron/engine/queries/device-names.ts'
import { devices } from '../../electron/engine/queries/devices.ts'
import { facetOf } from '../../electron/engine/queries/facet.ts'
import { failures } from '../../electron/engine/queries/failures.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { overview } from '../../electron/engine/queries/overview.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { messageStory } from '../../electron/engine/queries/story.ts'
import { openWindows } from '../../electron/engine/queries/window.ts'
import { reportText } from '../../report/format.ts'
import { AppError } from '../../shared/errors.ts'
import { headlineOf } from '../../shared/headline.ts'
import { redactReport } from '../../shared/redaction/redact-report.ts'
import { stepSentence } from '../../shared/sentences.ts'
import { caseOf, smallLog } from './small-case.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'relayscope-names-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

function read(content: string | Buffer) {
  const path = join(folder, 'names.csv')
  writeFileSync(path, content)
  return readNamesFile(path, 'names.csv')
}

describe('a CSV of names', () => {
  const copier = [{ device: '10.2.0.44', name: 'Copier, 2nd floor', kind: 'printer' }]
  test.each([
    ['with a heading and commas', 'ip,name,kind\n10.2.0.44,"Copier, 2nd floor",printer\n', copier],
    ['with semicolons and carriage returns', '10.2.0.44;Copier, 2nd floor;printer\r\n\r\n', copier],
    ['with tabs and a byte order mark', '\ufeffIP\tName\n10.2.0.44\tCRM', [{ device: '10.2.0.44', name: 'CRM', kind: null }]],
    ['of one column of names only', '2001:DB8:0:0::1,Scanner\n', [{ device: '2001:db8::1', name: 'Scanner', kind: null }]],
    ['of a local user', 'uid=33,Web shop,program\n', [{ device: 'uid=33', name: 'Web shop', kind: 'program' }]],
    [
      'as Excel writes it in the west',
      Buffer.from('10.2.0.44;Empfang gr\xfcn\n', 'latin1'),
      [{ device: '10.2.0.44', name: 'Empfang grün', kind: null }],
    ],
  ])('%s', (_, content, expected) => expect(read(content)).toEqual(expected))

  test.each([
    ['ip,name\n10.2.0.44,Copier\nprinter.lan,Printer\n', 'names.csv, line 3: “printer.lan” is no IP address'],
    ['10.2.0.44,Copier\n10.2.0.45,\n', 'names.csv, line 2: 10.2.0.45 has no name'],
    ['10.2.0.44,A\n10.2.0.45,B\n10.2.0.44,C\n', 'names.csv, line 3: 10.2.0.44 has a name in line 1 already'],
    ['10.2.0.44,Copier, 2nd floor, near the stairs\n', 'line 1: it has more than three cells'],
    ['10.2.0.44,"Copier\n10.2.0.45,Scanner\n', 'line 1: a quotation mark'],
    [`10.2.0.44,${'x'.repeat(81)}\n`, 'is longer than 80 characters'],
    ['10.2.0.44,good\u202egnp.exe\n', 'control character'],
    ['ip,name,kind\n', 'names no device'],
    [Buffer.alloc(64), 'is no text'],
  ])('%j is refused with its line', (content, message) => {
    expect(() => read(content)).toThrow(AppError)
    expect(() => read(content)).toThrow(message)
  })
})

describe('a name', () => {
  let db: CaseDb

  beforeAll(async () => {
    db = await caseOf({ 'mail.log': smallLog.join('\n') })
    await db.transaction((connection) => nameDevices(connection, [{ device: '10.2.0.44', name: 'Copier 2nd floor', kind: 'printer' }]))
  })

  afterAll(() => closeCase(db))

  test('is shown wherever the device is', async () => {
    const row = (await devices(db, { query: '' })).rows.find(({ ip }) => ip === '10.2.0.44')
    expect(row).toMatchObject({ name: 'Copier 2nd floor', kind: 'printer' })
    const whole = await overview(db)
    expect(whole.devices.find(({ name }) => name === '10.2.0.44')?.title).toBe('Copier 2nd floor')
    expect(whole.mainCause?.device ?? whole.devices[0]).toBeDefined()
    const [report] = await failures(db, 'device:10.2.0.44')
    expect(report?.devices).toMatchObject([{ value: '10.2.0.44', name: 'Copier 2nd floor' }])
    const { rows } = await openWindows(db).read({ query: 'to:ann', sort: 'time', descending: true, offset: 0, limit: 5, tab: 'a' })
    expect(rows[0]?.deviceName).toBe('Copier 2nd floor')
    const { values } = await facetOf(db, { query: '', field: 'device', limit: 5, containing: 'COPIER' })
    expect(values).toMatchObject([{ value: '10.2.0.44', title: 'Copier 2nd floor', count: 1 }])
    const story = await messageStory(db, rows[0]?.messageId ?? '')
    expect(story.message.client).toMatchObject({ name: 'printer.lan', device: 'Copier 2nd floor' })
    expect(story.steps.map(stepSentence)).toContain('Accepted from Copier 2nd floor (10.2.0.44).')
    for await (const batch of allMessages(db, { query: 'to:bob' })) expect(batch[0]?.client.device).toBeNull()
  })

  test('finds its messages and no others, alone or in a pattern', async () => {
    for (const query of ['device:copier', 'device:"2nd floor"', 'device:Cop*floor', 'device:*2nd*', '-(-device:copier)'])
      expect((await queryReport(db, query)).total, query).toBe((await queryReport(db, 'device:10.2.0.44')).total)
    for (const query of ['device:Copier*ground', 'device:floor*', 'device:"copier2"'])
      expect((await queryReport(db, query)).total, query).toBe(0)
  })

  test('tells in the first sentence which device it is', async () => {
    const one = await caseOf({ 'mail.log': smallLog.filter((line) => /4Zx2mt3QqRr4/.test(line)).join('\n') })
    await one.transaction((connection) => nameDevices(connection, [{ device: '10.2.0.44', name: 'Copier 2nd floor', kind: null }]))
    expect(headlineOf(await overview(one)).more).toContain('The device is Copier 2nd floor (10.2.0.44).')
    await closeCase(one)
  })

  test('can be changed and taken away, each undone by what the change returned', async () => {
    const named = async () => (await devices(db, { query: 'device:10.2.0.44' })).rows.map(({ name, kind }) => [name, kind])
    const before = await named()
    const undo = await db.transaction((connection) =>
      nameDevices(connection, [
        { device: '10.2.0.44', name: 'Scanner', kind: null },
        { device: '10.2.0.44', name: null, kind: null },
        { device: '10.2.0.45', name: 'PC', kind: null },
      ]),
    )
    expect(await named()).toEqual([[null, null]])
    expect((await devices(db, { query: 'device:PC' })).rows).toHaveLength(1)
    await db.transaction((connection) => nameDevices(connection, undo))
    expect(await named()).toEqual(before)
    expect((await devices(db, { query: 'device:PC' })).rows).toHaveLength(0)
  })

  test.each(['Copier 2nd floor', 'Copier: room 5', 'Copier [5th floor]', 'Xerobau', 'hans@desk'])(
    '%s is in a report, and in a redacted one is not',
    async (name) => {
      await db.transaction((connection) => nameDevices(connection, [{ device: '10.2.0.44', name, kind: 'printer' }]))
      const report = await caseReport(db, { query: '', rows: 100 }, { caseName: 'monday', madeAt: '2026-03-04T08:00:00.000Z' })
      const redacted = redactReport(report)
      for (const format of ['json', 'csv'] as const) {
        expect(await reportText[format].write(report), format).toContain(name)
        expect((await reportText[format].write(redacted)).toLowerCase(), format).not.toContain(name.toLowerCase())
      }
    },
  )

  test('of a tampered case that is no list of names names nothing', async () => {
    for (const value of ['{', '{"a":1}', '[null,1,{"device":"10.2.0.44"},{"device":1,"name":"x","kind":null}]']) {
      await db.transaction((connection) => connection.run("UPDATE settings SET value = $1 WHERE key = 'deviceNames'", [value]))
      expect((await devices(db, { query: 'device:10.2.0.44' })).rows[0]?.name).toBeNull()
    }
  })
})

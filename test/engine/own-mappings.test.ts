import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../electron/engine/engine.ts'
import { openOwnMappings } from '../../electron/engine/own-mappings.ts'
import { bytesOf } from '../../shared/json-line.ts'
import { guessMapping } from '../../shared/mapping/guess.ts'
import type { LineMapping } from '../../shared/mapping/mapping.ts'
import { headerOf, type OwnMapping } from '../../shared/mapping/own.ts'
import type { ImportProgress } from '../../shared/source-report.ts'

let folder: string
let engine: Engine

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'relayscope-own-'))
  engine = createEngine({ dataFolder: join(folder, 'data') })
})

afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

const header = 'Zeitpunkt;Absender;Empfänger;Zustellstatus;Antwort'
const monday = [header, '02.03.2026 10:00:40;jane@example.com;jon@example.net;zugestellt;250 ok']
const tuesday = [
  header,
  '03.03.2026 10:05:00;ann@example.com;bob@example.net;geparkt;451 4.7.1 later',
  '03.03.2026 10:06:00;ann@example.com;bob@example.net;zugestellt;250 ok',
]

const relayLog = (day: string, id: string) => [
  `${day} 09:14:05 mx1 relay: ${id} from=<jane@example.com> client=192.0.2.10`,
  `${day} 09:14:06 mx1 relay: ${id} to=<jon@example.net> bounced (550 5.1.1 no such user)`,
  `${day} 09:14:07 mx1 cron: nightly job done`,
]
const relayLines: LineMapping = {
  lines: [
    '{time} {host} relay: {queueId} from=<{sender}> client={clientIp}',
    '{time} {host} relay: {queueId} to=<{recipient}> {result} ({reply})',
  ],
  samples: ['2026-03-02 09:14:05 mx1 relay: 1 to=<a@example.net> sent (250 ok)'],
}

/** Hands a file in and imports it; how that ended. */
async function imported(name: string, lines: readonly string[], own?: OwnMapping): Promise<ImportProgress> {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return ended([engine.offerFile(path, name)], own)
}

async function ended(files: readonly string[], own?: OwnMapping): Promise<ImportProgress> {
  await engine.imports.start({ files, own })
  let last: ImportProgress | null = null
  for await (const progress of engine.imports.progress()) last = progress
  if (last === null) throw new Error('no progress')
  return last
}

function ownOf(lines: readonly string[]): OwnMapping {
  const bytes = lines.map(bytesOf)
  return { header: headerOf(bytes), mapping: guessMapping(bytes, '')!.mapping }
}

describe('a table that no format knows', () => {
  test('stays to be described; its first lines can be looked at, and it can be let go', async () => {
    const { refused } = await imported('monday.csv', monday)
    expect(refused).toMatchObject([{ name: 'monday.csv', unknown: { kind: 'columns' } }])
    const file = refused[0]!.unknown!.file
    expect(await engine.mappings.sample(file)).toEqual({ name: 'monday.csv', lines: [...monday, ''] })
    expect(await engine.cases.current()).toMatchObject({ name: 'monday.csv', sources: 0 })
    await engine.imports.discard([file])
    await expect(engine.mappings.sample(file)).rejects.toThrow('this file was not handed in')
    expect([await engine.cases.current(), engine.cases.recent(), readdirSync(join(folder, 'data', 'cases'))]).toEqual([null, [], []])
  })

  test('is read as it was described; the next one of its header by what is remembered, until that is forgotten', async () => {
    const { refused } = await imported('monday.csv', monday)
    const own = ownOf(monday)
    const id = engine.mappings.remember(own).id
    const end = await ended([refused[0]!.unknown!.file], own)
    expect(end.imported).toMatchObject([{ name: 'monday.csv', format: 'mapped-columns', recognised: 1, mapping: own.mapping }])

    const next = await imported('tuesday.csv', tuesday)
    expect(next.imported).toMatchObject([
      { name: 'tuesday.csv', formatTitle: 'Columns, read by a mapping of your own', recognised: 1, unrecognised: 1 },
    ])
    const other = await imported(
      'other.csv',
      tuesday.map((line) => `${line};x`),
    )
    expect(other.refused).toMatchObject([{ unknown: { kind: 'columns' } }])

    engine.mappings.forget(id)
    expect((await imported('tuesday-again.csv', [...tuesday, tuesday[1]!])).imported).toEqual([])
  })

  test('is read again by another mapping from the lines in the case', async () => {
    const source = (await engine.sources.list()).find(({ name }) => name === 'tuesday.csv')
    const { mapping } = ownOf(tuesday)
    const changed = await engine.sources.reread(source!.id, { mapping: { ...mapping, results: { geparkt: 'deferred' } } })
    expect(changed).toMatchObject({ recognised: 2, unrecognised: 0, mapping: { results: { geparkt: 'deferred' } } })
  })
})

describe('files of an archive that no format knows', () => {
  const log = relayLog('2026-03-05', '9A01').map((line) => line.replace('jon@', 'kim@'))
  const friday = monday.map((line) => line.replace('02.03.', '06.03.'))
  const files = { 'gate.csv': friday, 'later/gate.csv': tuesday.map((line) => `${line};x`), 'relay.log': log }

  test('stay to be described, each by its name there, until each was let go', async () => {
    const at = join(folder, 'packed')
    mkdirSync(join(at, 'later'), { recursive: true })
    for (const [name, lines] of Object.entries(files)) writeFileSync(join(at, name), `${lines.join('\n')}\n`)
    const path = join(folder, 'upload.tar')
    execFileSync('tar', ['cf', path, '-C', at, ...Object.keys(files)])
    const end = await ended([engine.offerFile(path, 'all.tar', { temporary: true })])
    expect(end.imported).toEqual([])
    expect(end.refused.map(({ name, unknown }) => [name, unknown?.kind])).toEqual([
      ['all.tar/gate.csv', 'columns'],
      ['all.tar/later/gate.csv', 'columns'],
      ['all.tar/relay.log', 'lines'],
    ])
    const [gate, later, relay] = end.refused.map(({ unknown }) => unknown!.file) as [string, string, string]
    expect(await engine.mappings.sample(relay)).toEqual({ name: 'all.tar/relay.log', lines: [...log, ''] })

    const own = ownOf(monday)
    const described = await ended([gate, later, relay], { ...own, mapping: { ...own.mapping, results: { zugestellt: 'relayed' } } })
    expect(described.imported).toMatchObject([{ name: 'all.tar/gate.csv', recognised: 1 }])
    expect(described.refused.map(({ unknown }) => unknown?.file)).toEqual([later, relay])
    await engine.imports.discard([later])
    expect(existsSync(path)).toBe(true)
    const read = await ended([relay], { header: headerOf(log), mapping: relayLines })
    expect(read.imported).toMatchObject([{ name: 'all.tar/relay.log', format: 'mapped-lines', recognised: 2 }])
    expect(existsSync(path)).toBe(false)
  })
})

test('JSON records are known by the names that most of them have', async () => {
  const first = ['{"at":"2026-03-02T09:14:05Z","from":"a@example.com","to":"b@example.net","state":"sent","note":"x"}']
  engine.mappings.remember(ownOf(first))
  const alike = '{"at":"2026-03-03T09:14:05Z","from":"a@example.com","to":"b@example.net","state":"sent"}'
  const unlike = '{"at":"2026-03-03T09:14:05Z","from":"a@example.com","a":1,"b":2,"c":3,"d":4,"e":5}'
  expect((await imported('alike.json', [alike])).imported).toMatchObject([{ format: 'mapped-columns', recognised: 1 }])
  expect((await imported('unlike.json', [unlike])).imported).toEqual([])
})

describe('a text log that no format knows', () => {
  test('says its first line, is read by templates, and so is the next', async () => {
    const { refused } = await imported('relay-monday.log', relayLog('2026-03-02', '4F2A'))
    expect(refused).toMatchObject([{ unknown: { kind: 'lines' } }])
    expect(refused[0]!.message).toContain('"2026-03-02 09:14:05 mx1 relay: 4F2A from=<jane@example.com>')
    const own = { header: headerOf(relayLog('2026-03-02', '4F2A')), mapping: relayLines }
    engine.mappings.remember(own)
    expect((await ended([refused[0]!.unknown!.file], own)).imported).toMatchObject([
      { format: 'mapped-lines', recognised: 2, unrecognised: 1, searchResult: false },
    ])
    expect((await imported('relay-tuesday.log', relayLog('2026-03-03', '5B11'))).imported).toMatchObject([
      { format: 'mapped-lines', recognised: 2 },
    ])
  })

  test('gives one mail of its lines, with the cause of its failure', async () => {
    const { rows } = await engine.messages.window({
      query: 'from:jane to:jon class:recipient-unknown',
      sort: 'time',
      descending: false,
      offset: 0,
      limit: 10,
      tab: 't',
    })
    expect(rows.map(({ sender, recipient, fate, clientIp }) => [sender, recipient, fate, clientIp])).toEqual([
      ['jane@example.com', 'jon@example.net', 'bounced', '192.0.2.10'],
      ['jane@example.com', 'jon@example.net', 'bounced', '192.0.2.10'],
    ])
  })
})

test('a queue id that a described log gives again is another mail: by its sender, or after a long silence', async () => {
  const { imported: reports } = await imported('again.log', [
    '2026-03-02 09:00:00 mx1 relay: 7C01 from=<ann@example.com> client=192.0.2.10',
    '2026-03-02 09:00:01 mx1 relay: 7C01 to=<again@example.net> sent (250 ok)',
    '2026-03-02 09:30:00 mx1 relay: 7C01 from=<ben@example.com> client=192.0.2.11',
    '2026-03-02 09:30:01 mx1 relay: 7C01 to=<again@example.net> deferred (450 4.2.0 later)',
    '2026-03-02 10:30:01 mx1 relay: 7C01 to=<again@example.net> sent (250 ok)',
    '2026-03-12 10:30:01 mx1 relay: 7C01 to=<again@example.net> bounced (550 5.1.1 no such user)',
  ])
  expect(reports).toMatchObject([{ format: 'mapped-lines', recognised: 6 }])
  const { rows } = await engine.messages.window({
    query: 'to:again@example.net',
    sort: 'time',
    descending: false,
    offset: 0,
    limit: 10,
    tab: 't',
  })
  expect(rows.map(({ sender, fate }) => [sender, fate])).toEqual([
    ['ann@example.com', 'relayed'],
    ['ben@example.com', 'relayed'],
    [null, 'bounced'],
  ])
})

test('a log of which little is described is read so, but the next one only where one line in fifty is', async () => {
  const noise = Array.from({ length: 60 }, (_, at) => `2026-03-04 09:14:${String(at % 60).padStart(2, '0')} mx1 cron: job ${at} done`)
  const own = { header: headerOf(noise), mapping: { ...relayLines, lines: [...relayLines.lines, '{time} {host} seldom: {queueId}'] } }
  const mostly = (id: string) => [...noise, `2026-03-04 10:00:00 mx1 seldom: ${id}`]
  const { refused } = await imported('seldom.log', mostly('77A1'))
  engine.mappings.remember(own)
  expect((await ended([refused[0]!.unknown!.file], own)).imported).toMatchObject([{ format: 'mapped-lines', recognised: 1 }])
  expect((await imported('seldom-again.log', mostly('77A2'))).imported).toEqual([])
})

describe('what is remembered', () => {
  const data = () => join(folder, 'data', 'own-mappings')
  const kept = () => readdirSync(data()).map((name) => readFileSync(join(data(), name), 'utf8'))

  test('holds no line of a log, and is read at the next start', async () => {
    expect(kept().join()).toContain('{recipient}')
    expect(kept().join()).not.toMatch(/jane@|jon@|nightly/)
    const again = createEngine({ dataFolder: join(folder, 'data') })
    expect(again.mappings.list()).toEqual(engine.mappings.list())
    await again.close()
  })

  test('by two programs at once is all kept', async () => {
    const shared = join(folder, 'shared')
    const remember = (name: string) =>
      once(fork(join(import.meta.dirname, 'remember-child.ts'), [shared, name, '40'], { execArgv: ['--import', 'tsx'] }), 'exit')
    expect(await Promise.all([remember('a'), remember('b')])).toEqual([
      [0, null],
      [0, null],
    ])
    expect(openOwnMappings(shared).list().mappings).toHaveLength(80)
  })

  test('by another version stays as it is, is told, and is in nobody’s way', async () => {
    const other = ownOf(monday.map((line) => `${line};x`))
    engine.mappings.remember(other)
    const { id } = engine.mappings.remember(ownOf(monday))
    const file = join(data(), `${id}.json`)
    const before = engine.mappings.list().mappings.length
    for (const text of ['{"id":', '[]', readFileSync(file, 'utf8').replace('"columns": {', '"pages": 2, "columns": {')]) {
      writeFileSync(file, text)
      const { mappings, unread } = engine.mappings.list()
      expect([mappings.length, unread]).toEqual([before - 1, 1])
      expect(() => engine.mappings.remember(ownOf(monday))).toThrow(
        `own-mappings/${id}.json, for files of this header, was written by a newer version of Relayscope or is damaged, and stays as it is`,
      )
      engine.mappings.remember(other)
      expect((await imported('unread.csv', monday)).refused).toMatchObject([{ unknown: { kind: 'columns' } }])
      expect(readFileSync(file, 'utf8')).toBe(text)
    }
  })
})

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { RPCHandler } from '@orpc/server/message-port'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRouter } from '../../electron/engine/api.ts'
import { createEngine, type Engine } from '../../electron/engine/engine.ts'
import type { Contract, Present } from '../../shared/api.ts'
import type { ImportProgress } from '../../shared/source-report.ts'
import { smallLog } from './small-case.ts'

let folder: string
let engine: Engine
let api: ContractRouterClient<Contract>
let disconnect: () => void

/** A window: the contract over a real message port. */
function connect(): void {
  const { port1, port2 } = new MessageChannel()
  new RPCHandler(createRouter(engine)).upgrade(port1, { context: {} })
  port1.start()
  api = createORPCClient(new RPCLink({ port: port2 }))
  port2.start()
  disconnect = () => {
    port1.close()
    port2.close()
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relayscope-api-'))
  engine = createEngine({ dataFolder: join(folder, 'data') })
  connect()
})

afterEach(async () => {
  disconnect()
  await engine.close()
  rmSync(folder, { recursive: true })
})

function offer(name: string, lines: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return engine.offerFile(path, name)
}

async function finished(): Promise<ImportProgress> {
  let last: ImportProgress | null = null
  for await (const progress of await api.imports.progress()) last = progress
  if (last === null) throw new Error('no progress')
  return last
}

async function importLog(name: string, lines: readonly string[], how: { zone?: string } = {}): Promise<ImportProgress> {
  await api.imports.start({ files: [offer(name, lines)], ...how })
  return finished()
}

const everything = { query: '', sort: 'time', descending: false, offset: 0, limit: 100, tab: 't' } as const

test('a log becomes a case of its own, whose messages can be asked for', async () => {
  expect(await api.cases.current()).toBeNull()
  const end = await importLog('mail.log', smallLog)
  expect(end).toMatchObject({ phase: 'done', ended: true, filesDone: 1, filesTotal: 1, lines: smallLog.length, error: null, refused: [] })
  expect(end.imported.map((source) => source.name)).toEqual(['mail.log'])
  expect(await api.cases.current()).toMatchObject({ name: 'mail.log', generation: 1, messages: 6, deliveries: 9 })
  expect(await api.messages.report({ query: 'outcome:bounced' })).toMatchObject({ total: 2, generation: 1 })
  expect((await api.messages.histogram({ query: '' })).buckets.length).toBeGreaterThan(1)
  expect(await api.messages.facet({ query: 'from:jane', field: 'login', limit: 1 })).toMatchObject({
    values: [{ value: 'jane' }],
    total: 1,
  })
  const { rows } = await api.messages.window(everything)
  expect(rows).toHaveLength(9)
  expect((await api.messages.story({ id: rows[0]!.messageId })).steps.length).toBeGreaterThan(3)
  const [recent] = await api.cases.recent()
  expect(recent).toMatchObject({ name: 'mail.log', messages: 6, missing: false })
  expect(JSON.stringify(recent)).not.toContain(folder)
})

test('errors keep their code and their sentence', async () => {
  await expect(api.messages.report({ query: '' })).rejects.toMatchObject({
    code: 'not-found',
    message: 'No case is open: open one, or import a log',
  })
  await importLog('mail.log', smallLog)
  await expect(api.messages.report({ query: 'delay:>10' })).rejects.toMatchObject({
    code: 'bad-query',
    message: '`delay:>10` needs a unit: 10s, 10m, 10h.',
  })
  await expect(api.messages.story({ id: 'nobody' })).rejects.toMatchObject({ code: 'not-found' })
  await expect(api.imports.start({ files: ['/etc/passwd'] })).rejects.toMatchObject({ code: 'not-found' })
  await expect(api.cases.open({ id: '../../x' })).rejects.toMatchObject({ code: 'not-found' })
  await expect(api.messages.window({ ...everything, limit: 100_000 })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

test('a file that cannot be read is refused by name and does not stop the others', async () => {
  await api.imports.start({ files: [offer('notes.txt', ['nothing', 'to see']), offer('mail.log', smallLog)] })
  const end = await finished()
  expect(end).toMatchObject({ phase: 'done', filesDone: 2 })
  expect(end.imported.map((source) => source.name)).toEqual(['mail.log'])
  expect(end.refused.map((refusal) => refusal.name)).toEqual(['notes.txt'])
  expect(end.refused[0]?.message).toContain('notes.txt')
})

test('the end of a job reaches a window that comes later, once', async () => {
  await api.imports.start({ files: [offer('mail.log', smallLog)] })
  disconnect()
  await new Promise((resolve) => setTimeout(resolve, 100))
  connect()
  expect((await finished()).phase).toBe('done')
  await expect(finished()).rejects.toThrow('no progress')
})

test('a job can be cancelled; nothing half read is left', async () => {
  const many = Array.from(
    { length: 60_000 },
    (_, i) =>
      `2026-03-02T09:00:00.000000+00:00 mx1 postfix/qmgr[1]: 4Zx2lq1Wk${i.toString(36)}: from=<a@b.test>, size=1, nrcpt=1 (queue active)`,
  )
  const { jobId } = await api.imports.start({ files: [offer('big.log', many)] })
  await expect(api.imports.start({ files: [offer('other.log', smallLog)] })).rejects.toMatchObject({ code: 'case-in-use' })
  await api.imports.cancel({ jobId })
  expect(await finished()).toMatchObject({ phase: 'cancelled', ended: true, imported: [], error: null })
  expect(await api.sources.list()).toEqual([])
  expect(await importLog('mail.log', smallLog)).toMatchObject({ phase: 'done' })
})

test('an upload is removed once it was imported', async () => {
  const path = join(folder, 'upload-1')
  writeFileSync(path, smallLog.join('\n'))
  await api.imports.start({ files: [engine.offerFile(path, 'mail.log', { temporary: true })] })
  expect((await finished()).phase).toBe('done')
  expect(readdirSync(folder)).not.toContain('upload-1')
})

test('a removed source is gone at once and comes back until the case is closed', async () => {
  await importLog('mail.log', smallLog.slice(0, 18))
  await importLog('later.log', smallLog.slice(18))
  const [, later] = await api.sources.list()
  expect((await api.messages.window(everything)).total).toBe(9)
  await api.sources.remove({ id: later!.id })
  expect(await api.sources.list()).toHaveLength(1)
  const without = await api.messages.window(everything)
  expect(without).toMatchObject({ total: 4, generation: 3 })
  await api.sources.restore({ id: later!.id })
  expect((await api.messages.window(everything)).total).toBe(9)
  await api.sources.remove({ id: later!.id })
  const [recent] = await api.cases.recent()
  await api.cases.close()
  expect(await api.cases.open({ id: recent!.id })).toMatchObject({ messages: 3, sources: 1 })
  await expect(api.sources.restore({ id: later!.id })).rejects.toMatchObject({ code: 'not-found' })
  expect((await api.messages.window(everything)).total).toBe(4)
})

test('a source is read again with another zone', async () => {
  const zoneless = smallLog.map((line) => line.replace(/^2026-03-0(\d)T(\d\d:\d\d:\d\d)\.\d+\S+/, 'Mar  $1 $2'))
  await importLog('mail.log', zoneless, { zone: 'UTC' })
  const [source] = await api.sources.list()
  const { rows } = await api.messages.window(everything)
  await api.sources.reread({ id: source!.id, zone: 'Europe/Vienna', year: 2026 })
  const again = await api.messages.window(everything)
  expect(again.generation).toBe(2)
  expect(again.rows.map((row) => Date.parse(row.time))).toEqual(rows.map((row) => Date.parse(row.time) - 3_600_000))
})

test('a change of zone and year is undone to what the source said before', async () => {
  const zoneless = smallLog.map((line) => line.replace(/^2026-03-0(\d)T(\d\d:\d\d:\d\d)\.\d+\S+/, 'Mar  $1 $2'))
  await importLog('mail.log', zoneless)
  const [before] = await api.sources.list()
  const { rows } = await api.messages.window(everything)
  await api.sources.reread({ id: before!.id, zone: 'Pacific/Auckland', year: 2024 })
  expect((await api.messages.window(everything)).rows).not.toEqual(rows)
  const { zone, zoneSource, firstYear, yearSource } = before!
  const undone = await api.sources.reread({ id: before!.id, zone, zoneSource, year: firstYear!, yearSource })
  expect(undone).toEqual(before)
  expect((await api.messages.window(everything)).rows).toEqual(rows)
})

test('names of devices are set, taken from a file, and undone', async () => {
  await importLog('mail.log', smallLog)
  const names = async () => (await api.senders.devices({ query: '', limit: 10 })).rows.map(({ ip, name }) => [ip, name])
  const before = await names()
  const [summary] = [await api.cases.current()]
  const undo = await api.names.set({ namings: [{ device: '10.2.0.44', name: ' Copier ', kind: null }] })
  expect(await names()).toContainEqual(['10.2.0.44', 'Copier'])
  expect((await api.cases.current())!.generation).toBe(summary!.generation + 1)
  const undoFile = await api.names.importFile({ file: offer('names.csv', ['ip,name', '10.2.0.44,Copier 2nd floor', '192.0.2.10,PC 7']) })
  expect(await names()).toEqual(
    expect.arrayContaining([
      ['10.2.0.44', 'Copier 2nd floor'],
      ['192.0.2.10', 'PC 7'],
    ]),
  )
  await expect(api.names.importFile({ file: offer('wrong.csv', ['10.2.0.44']) })).rejects.toMatchObject({
    code: 'file-unreadable',
    message: expect.stringContaining('wrong.csv, line 1') as string,
  })
  await api.names.set({ namings: [...undoFile] })
  await api.names.set({ namings: [...undo] })
  expect(await names()).toEqual(before)
  const [recent] = await api.cases.recent()
  await api.names.set({ namings: [{ device: '10.2.0.44', name: 'Copier', kind: 'printer' }] })
  await api.cases.close()
  await api.cases.open({ id: recent!.id })
  expect(await names()).toContainEqual(['10.2.0.44', 'Copier'])
})

test('the organisation is set, and the guess comes back', async () => {
  await importLog('mail.log', smallLog)
  const before = await api.cases.current()
  const set = await api.organisation.set({ domains: ['@Example.NET'], networks: ['192.0.2.0/24'], zone: 'Europe/Vienna' })
  expect(set.organisation).toEqual({
    domains: ['example.net'],
    networks: ['192.0.2.0/24'],
    domainsGuessed: false,
    networksGuessed: false,
    zone: 'Europe/Vienna',
  })
  expect(set.generation).toBe(2)
  expect((await api.messages.report({ query: 'at:"2 mar 11:00..11:01"' })).total).toBe(1)
  const back = await api.organisation.set({ domains: null, networks: null, zone: null })
  expect(back.organisation).toEqual(before!.organisation)
})

test('cases are made, listed, forgotten and never lose their file', async () => {
  const made = await api.cases.create({ name: 'March: the "incident" / 3' })
  expect(made).toMatchObject({ name: 'March- the -incident- - 3', messages: 0, firstTime: null })
  await api.cases.create({ name: made.name })
  expect((await api.cases.recent()).map((each) => each.name)).toEqual([`${made.name} 2`, made.name])
  expect(await api.cases.open({ id: made.id })).toMatchObject({ id: made.id })
  await api.cases.forget({ id: made.id })
  expect((await api.cases.recent()).map((each) => each.name)).toEqual([`${made.name} 2`])
  expect(readdirSync(join(folder, 'data', 'cases')).filter((name) => name.endsWith('.relayscope'))).toHaveLength(2)
  writeFileSync(join(folder, 'data', 'recent-cases.json'), '{"cut')
  expect(createEngine({ dataFolder: join(folder, 'data') }).cases.recent()).toEqual([])
})

test('what the system hands over is opened: a case, then logs into it', async () => {
  const made = await api.cases.create({ name: 'one' })
  await api.cases.close()
  const path = join(folder, 'mail.log')
  writeFileSync(path, smallLog.join('\n'))
  await engine.openPaths([path, join(folder, 'data', 'cases', 'one.relayscope')])
  expect((await finished()).phase).toBe('done')
  expect(await api.cases.current()).toMatchObject({ id: made.id, messages: 6 })
  expect(readFileSync(path, 'utf8')).toBe(smallLog.join('\n'))
})

test('a case that was handed in is opened where it lies; an upload of one would be lost and is refused', async () => {
  await importLog('mail.log', smallLog)
  const path = join(folder, 'data', 'cases', 'mail.log.relayscope')
  await api.cases.close()
  const opened = await api.cases.openHanded({ file: engine.offerFile(path, 'mail.log.relayscope') })
  expect(opened.name).toBe('mail.log')
  const upload = engine.offerFile(path, 'mail.log.relayscope', { temporary: true })
  await expect(api.cases.openHanded({ file: upload })).rejects.toThrow('relayscope open mail.log.relayscope')
  await expect(api.cases.openHanded({ file: 'unknown' })).rejects.toThrow('was not handed in')
})

test('whoever watches is told what is open, at once and after each change by others', async () => {
  const watched = await api.cases.watch()
  const next = async () => (await watched.next()).value as Present // It does not end by itself.
  expect(await next()).toEqual({ caseId: null, jobId: null })
  const { id } = await engine.cases.create('Monday')
  expect(await next()).toEqual({ caseId: id, jobId: null })
  const { jobId } = await engine.imports.start({ files: [offer('mail.log', smallLog)] })
  expect(await next()).toEqual({ caseId: id, jobId })
  await finished()
  await engine.cases.close()
  expect(await next()).toEqual({ caseId: null, jobId: null })
  await watched.return?.(undefined)
})

test('a host is told the path of the open case and of recent ones', async () => {
  const told: unknown[] = []
  const host = createEngine({
    dataFolder: join(folder, 'host'),
    casesChanged: (open, recent) => told.push([open, recent.map(({ name }) => name)]),
  })
  const { id } = await host.cases.create('Monday')
  await host.cases.close()
  host.cases.forget(id)
  const path = join(folder, 'host', 'cases', 'Monday.relayscope')
  expect(told).toEqual([
    [null, []],
    [path, ['Monday']],
    [null, ['Monday']],
    [null, []],
  ])
})

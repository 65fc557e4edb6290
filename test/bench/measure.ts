import { basename } from 'node:path'
import { type CaseDb, closeCase, openCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { importFiles } from '../../electron/engine/import-job.ts'
import { devices, senders } from '../../electron/engine/queries/devices.ts'
import { facetOf } from '../../electron/engine/queries/facet.ts'
import { failures } from '../../electron/engine/queries/failures.ts'
import { histogram } from '../../electron/engine/queries/histogram.ts'
import { overview } from '../../electron/engine/queries/overview.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { messageStory } from '../../electron/engine/queries/story.ts'
import { openWindows, type Windows } from '../../electron/engine/queries/window.ts'
import { facetFields } from '../../shared/facets.ts'
import { readBounces, writeBounces } from './bounces.ts'
import { costOfFormats } from './formats.ts'
import { hostileTimes } from './hostile.ts'

/** As many devices or senders as the window asks for. */
const WINDOW_ROWS = 2_000

/** Prints one measured figure as a line of JSON for scripts/bench.mjs. */
function figure(name: string, value: number, unit: 's' | 'ms' | 'MB' | 'rows' | 'mails/s'): void {
  process.stdout.write(`${JSON.stringify({ name, value, unit })}\n`)
}

const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024

/** Imports the log into a new case and prints its stages. */
async function measureImport(log: string, path: string): Promise<void> {
  const db = await openCase(path, { create: true })
  let derivedFrom = 0
  let derived = 0
  const start = performance.now()
  const [report] = await importFiles(db, [{ path: log, name: basename(log) }], {
    derive: {
      workOut: async (connection) => {
        derivedFrom = performance.now()
        await derive.workOut(connection)
      },
      write: async (connection) => {
        await derive.write(connection)
        derived = (performance.now() - derivedFrom) / 1000
      },
    },
  })
  if (report?.kind !== 'imported') throw new Error(report?.refusal.message)
  const all = (performance.now() - start) / 1000
  for (const [stage, seconds] of Object.entries(report.stages)) figure(`stage: ${stage}`, seconds, 's')
  figure('stage: stitch, classify, write', derived, 's')
  figure('import', all, 's')
  figure('import: peak memory', peakMegabytes(), 'MB')
  await closeCase(db)
}

/** The middle of five runs after one that warms up, in ms. */
async function middle(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < 6; run += 1) {
    const from = performance.now()
    await work()
    if (run > 0) times.push(performance.now() - from)
  }
  return times.sort((a, b) => a - b)[2] ?? 0
}

async function measureQuestions(path: string): Promise<void> {
  const start = performance.now()
  const db = await openCase(path)
  const windows = openWindows(db)
  const page = (query: string, offset: number) => windows.read({ query, sort: 'time', descending: true, offset, limit: 200, tab: 'bench' })
  const { total, rows } = await page('', 0)
  figure('reopen and first page', performance.now() - start, 'ms')
  figure('deliveries', total, 'rows')
  const glance = performance.now()
  await overview(db)
  figure('overview of the reopened case', performance.now() - glance, 'ms')
  figure('overview', await middle(() => overview(db)), 'ms')
  const most = { query: '', limit: WINDOW_ROWS }
  figure('devices', await middle(() => devices(db, most)), 'ms')
  figure('senders', await middle(() => senders(db, most)), 'ms')
  figure('failures', await middle(() => failures(db, '')), 'ms')
  const sample = (await page('', Math.floor(total / 2))).rows[0] ?? rows[0]
  if (sample === undefined) throw new Error('the case holds no delivery')
  figure('page: first', await middle(() => page('', 0)), 'ms')
  figure('page: last', await middle(() => page('', Math.max(0, total - 200))), 'ms')
  figure('message by id, with its lines', await middle(() => messageStory(db, sample.messageId)), 'ms')
  const story = await messageStory(db, sample.messageId)
  const queueId = story.message.queueIds[0]?.split('/')[1] ?? ''
  await measureQuery(windows, 'queue id', `queue:${queueId}`)
  await measureQuery(windows, 'address', `to:${sample.recipient ?? ''}`)
  await measureQuery(windows, 'part of an address', `to:${(sample.recipient ?? '').slice(1, 6)}`)
  await measureQuery(windows, 'words in any line', '"out of storage space"')
  figure('facets: everything', await middle(() => queryReport(db, '')), 'ms')
  figure('facets: bounced', await middle(() => queryReport(db, 'outcome:bounced')), 'ms')
  await measureBeside(db, 'everything', '')
  await measureBeside(db, 'bounced', 'outcome:bounced')
  figure('page: while the chart is counted', await middle(() => besideChart(db, () => page('', 0))), 'ms')
  figure('questions: peak memory', peakMegabytes(), 'MB')
  windows.close()
  await closeCase(db)
}

/** What stands beside the list: the chart, and the values of all fields one after the other. */
async function measureBeside(db: CaseDb, name: string, query: string): Promise<void> {
  figure(`chart: ${name}`, await middle(() => histogram(db, query)), 'ms')
  const times: number[] = []
  for (const field of facetFields) times.push(await middle(() => facetOf(db, { query, field, limit: 8 })))
  figure(`values of a field, slowest: ${name}`, Math.max(...times), 'ms')
  figure(
    `values of all fields: ${name}`,
    times.reduce((sum, time) => sum + time, 0),
    'ms',
  )
}

/** Asks while the chart is being counted, which is then given up. */
async function besideChart(db: CaseDb, ask: () => Promise<unknown>): Promise<void> {
  const stop = new AbortController()
  const counting = histogram(db, '', stop.signal).catch(() => null)
  await ask()
  stop.abort()
  await counting
}

/** A query that was not asked before: its position table is made each time, since the sort order alternates. */
async function measureQuery(windows: Windows, name: string, query: string): Promise<void> {
  let descending = false
  const ask = () => {
    descending = !descending
    return windows.read({ query, sort: 'time', descending, offset: 0, limit: 200, tab: 'bench' })
  }
  const { total } = await ask()
  figure(`query: ${name} (${total} found)`, await middle(ask), 'ms')
}

/** Reads an mbox of bounces. It was written by another process: this one's memory is that of reading. */
async function measureBounces(path: string): Promise<void> {
  const { mails, recipients, seconds } = await readBounces(path)
  figure('bounces: mails', mails, 'rows')
  figure('bounces: recipients', recipients, 'rows')
  figure('bounces: rate', mails / seconds, 'mails/s')
  figure('bounces: peak memory', peakMegabytes(), 'MB')
}

function measureHostile(): void {
  const { reply, redaction, ownRules } = hostileTimes()
  figure('hostile: a reply of 200,000 characters', reply, 'ms')
  figure('hostile: 200,000 characters redacted', redaction, 'ms')
  figure('hostile: a reply under 500 own rules', ownRules, 'ms')
}

const [what, path, log] = process.argv.slice(2)
if (what === 'import' && path !== undefined && log !== undefined) await measureImport(log, path)
else if (what === 'questions' && path !== undefined) await measureQuestions(path)
else if (what === 'write-bounces' && path !== undefined) await writeBounces(path, Number(log))
else if (what === 'bounces' && path !== undefined) await measureBounces(path)
else if (what === 'hostile') measureHostile()
else if (what === 'formats' && path !== undefined) for (const cost of costOfFormats(path)) process.stdout.write(`${JSON.stringify(cost)}\n`)
else
  throw new Error('usage: measure hostile | import CASE LOG | questions CASE | write-bounces MBOX NUMBER | bounces MBOX | formats FIXTURES')

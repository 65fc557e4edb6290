import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createChunkReader } from '../../electron/engine/parse-chunk.ts'
import { eventKinds } from '../../electron/engine/schema.ts'
import type { LogFormat } from '../../shared/formats/format.ts'
import { allFormats } from '../../shared/formats/index.ts'
import { asBytes } from '../as-bytes.ts'

/** Lines read of each format in a pass, in chunks of so many. */
const LINES = 40_000
const CHUNK_LINES = 4_000
/** Passes of which the shortest counts, after one that warms up. */
const PASSES = 5

/** What a line of a format costs, or a record where lines hold several: microseconds of processor time, and how many times one of Postfix's. */
export interface FormatCost {
  readonly id: string
  readonly unit: LogFormat['unit']
  readonly micros: number
  readonly ratio: number
}

/** What a line of each format that is read by lines costs from bytes to rows that can be loaded, dearest first. */
export function costOfFormats(fixtures: string): readonly FormatCost[] {
  const costs = allFormats
    .filter(({ unit }) => unit !== 'mail')
    .map((format) => ({ id: format.id, unit: format.unit, micros: microsOf(format, logsOf(format, fixtures)) }))
  const postfix = costs.find(({ id }) => id === 'postfix')?.micros ?? Number.NaN
  return costs.map((cost) => ({ ...cost, ratio: cost.micros / postfix })).sort((a, b) => b.micros - a.micros)
}

/** The golden logs of a format, else those of its examples that say something. */
function logsOf({ id, examples }: LogFormat, fixtures: string): readonly string[] {
  const folder = join(fixtures, id)
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.log')) : []
  if (names.length > 0) return names.map((name) => readFileSync(join(folder, name), 'latin1'))
  return examples.filter(({ gives }) => gives.some((outcome) => typeof outcome !== 'string')).map(({ text }) => asBytes(text))
}

function microsOf(format: LogFormat, logs: readonly string[]): number {
  const chunksOfLogs = logs.map((log) => chunksOf(format, log.split('\n').filter(Boolean), Math.ceil(LINES / logs.length)))
  let least = Number.POSITIVE_INFINITY
  for (let pass = 0; pass <= PASSES; pass += 1) {
    let records = 0
    const before = process.cpuUsage()
    for (const chunks of chunksOfLogs) {
      const reader = createChunkReader([format], '')
      chunks.forEach((bytes, at) => {
        const { spool } = reader.parse(bytes, at * CHUNK_LINES, 0, at === chunks.length - 1)
        for (const kind of eventKinds) records += spool[kind].place.rows()
      })
    }
    const { user, system } = process.cpuUsage(before)
    if (pass > 0) least = Math.min(least, (user + system) / Math.max(LINES, records))
  }
  return least
}

/** Chunks that hold the lines of a log again and again, `count` in all; of a table its header once, and rows that say something. */
function chunksOf(format: LogFormat, lines: readonly string[], count: number): readonly Buffer[] {
  const isTable = format.unit !== 'line' && lines[0]?.startsWith('#') === false
  const read = format.open({ fileName: '' })
  const outcomes = lines.map((line) => read(line))
  const header = format.unit === 'csv' && isTable ? lines.slice(0, lines.findIndex((line) => format.owns(line)) + 1) : []
  const rows = isTable ? lines.filter((_, at) => typeof outcomes[at] !== 'string') : lines
  const repeated = [...header, ...Array.from({ length: count - header.length }, (_, at) => rows[at % rows.length])]
  const chunks: Buffer[] = []
  for (let at = 0; at < count; at += CHUNK_LINES) chunks.push(Buffer.from(`${repeated.slice(at, at + CHUNK_LINES).join('\n')}\n`, 'latin1'))
  return chunks
}

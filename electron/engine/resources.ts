import { availableParallelism, totalmem } from 'node:os'
import type { CaseDb } from './database.ts'

/** Settings are asked for like rows. */
type Database = Pick<CaseDb, 'rows'>

/** Megabytes, and cores, that DuckDB may take. */
interface Resources {
  readonly memory: number
  readonly threads: number
}

const quarter = Math.floor(totalmem() / 4e6)
const cores = availableParallelism()

/** When questions are asked. Measured: docs/adr/0012. */
const usual: Resources = { memory: Math.min(450, quarter), threads: cores }
/** While parsers take as much, and more memory than DuckDB. Measured: docs/adr/0010. */
const loading: Resources = { ...usual, threads: Math.max(1, cores - 1) }
/** While nothing else is done: what does not fit the memory is written and read again. Measured: docs/adr/0015. */
const stitching: Resources = { memory: Math.min(700, quarter), threads: cores }

/** What changes them; to be allowed by name when the configuration is locked. */
export const resourceSettings = "['threads', 'memory_limit']"

const memorySetting = ({ memory }: Resources): string => `SET memory_limit = '${memory}MB'`
const threadsSetting = ({ threads }: Resources): string => `SET threads = ${threads}`

/** How a case is opened. */
export const usualResources: readonly string[] = [memorySetting(usual), threadsSetting(usual)]

/** Runs work that loads what others parse at the same time. */
export function whileLoading<Result>(db: Database, work: () => Promise<Result>): Promise<Result> {
  return withResources(db, loading, work)
}

/** To be called when nothing is left to parse: what waits is loaded by all cores. */
export async function parsersAreDone(db: Database): Promise<void> {
  await db.rows(`SET threads = ${cores}`)
}

/** Rows that lie together, and that one thread works through: fewer are nothing to share. */
export const ROW_GROUP = 16_384

/** Runs work that has the machine to itself; of a small case on one core, since the others would only spin. */
export async function whileStitching<Result>(db: Database, work: () => Promise<Result>): Promise<Result> {
  const [{ lines } = { lines: 0 }] = await db.rows<{ lines: number | null }>(
    'SELECT sum(lines)::BIGINT AS lines FROM casefile.main.sources',
  )
  return await withResources(db, (lines ?? 0) < ROW_GROUP ? { ...usual, threads: 1 } : stitching, work)
}

async function withResources<Result>(db: Database, resources: Resources, work: () => Promise<Result>): Promise<Result> {
  // Even one that changes nothing makes DuckDB give back what it holds.
  const settings = resources.memory === usual.memory ? [threadsSetting] : [memorySetting, threadsSetting]
  for (const setting of settings) await db.rows(setting(resources))
  try {
    return await work()
  } finally {
    // A limit that questions exceed just now cannot be lowered, and a case that was closed has none.
    for (const setting of settings) await db.rows(setting(usual)).catch(() => [])
  }
}

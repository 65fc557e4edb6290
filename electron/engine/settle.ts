import type { CaseDb, Connection } from './database.ts'
import { areOperatorsTold, tellOperatorsFromQueueManagers } from './derive/cut-programs.ts'
import { eventKinds, eventTable } from './schema.ts'

/** How messages and deliveries are derived from events. */
export interface Derive {
  /** Works them out in temporary tables of the connection, and writes nothing. */
  workOut(connection: Connection): Promise<void>
  /** Writes what was worked out on this connection, within a transaction. */
  write(connection: Connection): Promise<void>
}

const KEPT = `state IN ('loaded', 'visible')`

/** Order of sources by their content, never by when they were imported. */
const RANKS = `UPDATE casefile.main.sources SET rank = r.rank FROM (
    SELECT source, row_number() OVER (ORDER BY first_time, sha256, source)::INTEGER AS rank FROM casefile.main.sources
  ) r WHERE r.source = sources.source AND sources.rank IS DISTINCT FROM r.rank`

/** A stretch of time that several sources cover. */
interface Overlap {
  readonly source: number
  readonly low: number
  readonly high: number
}

/** Sources that no question sees yet: what is written of them needs no transaction. */
const LOADED = `source IN (SELECT source FROM casefile.main.sources WHERE state = 'loaded')`

/**
 * Brings everything that spans sources up to date: ranks, duplicates, what is derived, the generation.
 * Runs within the transaction that changed the sources; afterwards all that were loaded are visible.
 */
export async function settle(connection: Connection, derive: Derive): Promise<void> {
  await connection.run(RANKS)
  await findDuplicates(connection)
  await markDuplicates(connection)
  await tellOperatorsFromQueueManagers(connection)
  await derive.workOut(connection)
  await publish(connection, derive)
}

/**
 * The same for sources that are loaded. What can be is worked out before the transaction begins: within one, DuckDB keeps the memory of
 * tables that are dropped, and the temporary ones together are several times its limit.
 */
export async function settleLoaded(db: CaseDb, derive: Derive): Promise<void> {
  let isWorkedOut = false
  const prepare = async (connection: Connection): Promise<void> => {
    await connection.run(RANKS) // Among sources that are visible the order stays.
    await findDuplicates(connection)
    await markDuplicates(connection, LOADED)
    await tellOperatorsFromQueueManagers(connection, LOADED)
    const [visible] = await connection.rows(`SELECT 1 FROM changed WHERE NOT ${LOADED} LIMIT 1`)
    if (visible !== undefined || !(await areOperatorsTold(connection))) return
    await derive.workOut(connection)
    isWorkedOut = true
  }
  await db.transaction((connection) => (isWorkedOut ? publish(connection, derive) : settle(connection, derive)), { prepare })
}

/** Writes what was worked out, and shows it with its sources. */
async function publish(connection: Connection, derive: Derive): Promise<void> {
  await connection.run(`UPDATE casefile.main.sources SET duplicates = coalesce(d.count, 0) FROM (
      SELECT s.source, count(DISTINCT e.line) AS count FROM casefile.main.sources s
      LEFT JOIN events e ON e.source = s.source AND e.duplicate GROUP BY s.source
    ) d WHERE d.source = sources.source`)
  await connection.run(`UPDATE casefile.main.sources SET state = 'visible' WHERE state = 'loaded'`)
  await derive.write(connection)
  await connection.run(`UPDATE casefile.main.settings SET value = (value::BIGINT + 1)::VARCHAR WHERE key = 'generation'`)
}

/**
 * Makes `changed`: lines whose mark is to change. An event of several sources is kept in the longest, which has most of what happened around it
 * (Exim's rejectlog repeats lines of its mainlog), and where the rank is lowest. The same event: host's short name, second, process and text,
 * and the number of its occurrence within its source, since a log may hold identical lines that are all true.
 */
async function findDuplicates(connection: Connection): Promise<void> {
  const overlaps = overlapsOf(await connection.rows<Overlap>(SPANS))
  await connection.run('CREATE OR REPLACE TEMP TABLE shared_times (source INTEGER, low TIMESTAMP, high TIMESTAMP)')
  if (overlaps.length > 0)
    await connection.run(
      'INSERT INTO shared_times SELECT unnest($1)::INTEGER, make_timestamp(unnest($2)::BIGINT), make_timestamp(unnest($3)::BIGINT)',
      [overlaps.map(({ source }) => source), overlaps.map(({ low }) => low), overlaps.map(({ high }) => high)],
    )
  await connection.run(DOUBLED)
}

/** Changes the marks; `of`: a condition on the sources whose lines change. */
async function markDuplicates(connection: Connection, of = 'true'): Promise<void> {
  const [changed] = await connection.rows(`SELECT 1 FROM changed WHERE ${of} LIMIT 1`)
  for (const kind of changed === undefined ? [] : eventKinds)
    await connection.run(`UPDATE casefile.main.${eventTable(kind)} AS e SET duplicate = NOT duplicate FROM (SELECT * FROM changed WHERE ${of}) c
      WHERE e.source = c.source AND e.line = c.line`)
}

const SPANS = `SELECT source, epoch_us(date_trunc('second', first_time)) AS low, epoch_us(date_trunc('second', last_time)) + 999999 AS high
  FROM casefile.main.sources WHERE ${KEPT} AND first_time IS NOT NULL ORDER BY low, high, source`

/** Lines whose mark is not what it should be: those of any source that is marked or overlaps another. */
const DOUBLED = `CREATE OR REPLACE TEMP TABLE changed AS
  WITH candidates AS (
    SELECT e.source, e.line, bool_or(e.duplicate) AS marked, any_value(s.rank ORDER BY s.rank) AS rank, max(s.lines) AS length,
      lower(split_part(min(e.host), '.', 1)) AS host, date_trunc('second', min(e.time)) AS second, min(e.pid) AS pid, min(e.ident) AS ident
    FROM events e JOIN shared_times o ON e.source = o.source AND e.time BETWEEN o.low AND o.high
    JOIN casefile.main.sources s ON s.source = e.source
    GROUP BY e.source, e.line
  ), numbered AS (
    SELECT *, row_number() OVER (PARTITION BY source, host, second, pid, ident ORDER BY line) AS occurrence FROM candidates
  ), ranked AS (
    SELECT source, line, marked, row_number() OVER (PARTITION BY host, second, pid, ident, occurrence ORDER BY length DESC, rank) > 1 AS doubled FROM numbered
  )
  SELECT source, line FROM ranked WHERE doubled <> marked
  UNION ALL
  SELECT DISTINCT e.source, e.line FROM events e JOIN casefile.main.sources s ON s.source = e.source
  WHERE e.duplicate AND ${KEPT}
    AND NOT EXISTS (SELECT 1 FROM shared_times o WHERE o.source = e.source AND e.time BETWEEN o.low AND o.high)`

/** For each source the stretches that another covers too, merged. `spans` are ordered by `low`. */
function overlapsOf(spans: readonly Overlap[]): Overlap[] {
  const found = new Map<number, { low: number; high: number }[]>()
  const add = (source: number, low: number, high: number): void => {
    const own = found.get(source) ?? []
    found.set(source, own)
    const last = own.at(-1)
    if (last !== undefined && low <= last.high + 1) last.high = Math.max(last.high, high)
    else own.push({ low, high })
  }
  let active: Overlap[] = []
  for (const span of spans) {
    active = active.filter(({ high }) => high >= span.low)
    for (const other of active) {
      const high = Math.min(span.high, other.high)
      add(span.source, span.low, high)
      add(other.source, span.low, high)
    }
    active.push(span)
  }
  return [...found].flatMap(([source, stretches]) => stretches.map(({ low, high }) => ({ source, low, high })))
}

import { rmSync } from 'node:fs'
import { AppError } from '../../shared/errors.ts'
import { type LoadedSegment, type Shifts, utcSql } from './clock.ts'
import type { Connection } from './database.ts'
import { type EventKind, eventColumns, eventKinds, eventTable } from './schema.ts'
import { PLACES_PER_LINE, type SpoolKind } from './spool.ts'
import type { SpoolFile } from './spool-files.ts'

/** How spool files are read: the names of the columns are in them, none is in a path. */
const readSql = (param: number): string => `read_parquet($${param}, hive_partitioning=false)`

/** A segment of a source. */
export interface SourceSegment extends LoadedSegment {
  readonly source: number
}

/** Prepares a connection for the rows of sources. */
export async function createSegments(connection: Connection): Promise<void> {
  await connection.run(
    'CREATE OR REPLACE TEMP TABLE segments (segment INTEGER, source INTEGER, line_base BIGINT, year BIGINT, floor BIGINT)',
  )
}

/** Says where segments lie, in which source and in time: the rows of a segment are loaded after it. */
export async function addSegments(connection: Connection, segments: readonly SourceSegment[]): Promise<void> {
  await connection.run('DELETE FROM segments')
  await connection.run(
    `INSERT INTO segments SELECT unnest($1)::INTEGER, unnest($2)::INTEGER, unnest($3)::BIGINT, unnest($4)::BIGINT, unnest($5)::BIGINT`,
    [
      segments.map(({ segment }) => segment),
      segments.map(({ source }) => source),
      segments.map(({ lineBase }) => lineBase),
      segments.map(({ yearMicros }) => yearMicros),
      segments.map(({ floor }) => floor),
    ],
  )
}

/** Loads raw lines and the numbers of those not understood, then deletes their files. */
export async function loadLines(connection: Connection, files: readonly SpoolFile[], signal?: AbortSignal): Promise<void> {
  await load(connection, LINES, { kind: 'lines', files, signal })
  await load(connection, UNRECOGNISED, { kind: 'unrecognised', files, signal })
}

const LINES = `INSERT INTO casefile.main.lines BY NAME
  SELECT g.source, g.line_base + r.first_line + 1 AS first_line, r.line_count, r.byte_offset, r.text
  FROM ${readSql(1)} r JOIN segments g USING (segment)`

const UNRECOGNISED = `INSERT INTO casefile.main.unrecognised BY NAME
  SELECT g.source, g.line_base + r.line + 1 AS line FROM ${readSql(1)} r JOIN segments g USING (segment)`

/** Loads events, then deletes their files. */
export async function loadEvents(connection: Connection, files: readonly SpoolFile[], shifts: Shifts, signal?: AbortSignal): Promise<void> {
  const utc = utcSql(shifts, 2)
  for (const kind of eventKinds) {
    const own = files.filter((file) => file.kind === kind)
    if (own.length === 0) continue
    const paths = own.map(({ path }) => path)
    finish(kind, await connection.run(eventsSql(kind, utc.sql), [paths, ...utc.params], { signal }), own)
  }
}

function eventsSql(kind: EventKind, utc: (stamp: string, line: string) => string): string {
  const fields = Object.keys(eventColumns[kind]).map((column) => `r.${column}`)
  return `INSERT INTO casefile.main.${eventTable(kind)} BY NAME
    SELECT r.source, r.line, false AS duplicate, make_timestamp(${utc('r.stamp', 'r.line')}) AS time,
      make_timestamp(greatest(${utc('(r.stamp + r.delta)', 'r.line')}, r.floor + r.place)) AS ord,
      r.host, r.program, r.pid, r.ident, ${fields.join(', ')}
    FROM (
      SELECT r.* REPLACE (r.stamp + g.year AS stamp), g.source, g.floor, g.line_base + r.place // ${PLACES_PER_LINE} + 1 AS line
      FROM ${readSql(1)} r JOIN segments g USING (segment)
    ) r`
}

async function load(
  connection: Connection,
  sql: string,
  { kind, files, signal }: { kind: SpoolKind; files: readonly SpoolFile[]; signal: AbortSignal | undefined },
): Promise<void> {
  const own = files.filter((file) => file.kind === kind)
  if (own.length > 0) finish(kind, await connection.run(sql, [own.map(({ path }) => path)], { signal }), own)
}

function finish(what: string, loaded: number, files: readonly SpoolFile[]): void {
  const written = files.reduce((sum, { rows }) => sum + rows, 0)
  if (loaded !== written) throw new AppError('bug', `${written} rows of ${what} were written, ${loaded} loaded`)
  for (const { path } of files) rmSync(path)
}

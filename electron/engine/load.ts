import { rmSync } from 'node:fs'
import { AppError } from '../../shared/errors.ts'
import { type LoadedSegment, type Shifts, utcSql } from './clock.ts'
import type { Connection } from './database.ts'
import type { SpoolFile } from './parse-to-files.ts'
import { kindColumns, PLACES_PER_LINE, type SpoolKind, unescapeSql } from './spool.ts'

/** Bytes of the longest row: a block of lines, all of it escaped; the fields of a line. DuckDB takes 16 times this for each file it reads. */
const LONGEST_BLOCK = 2 << 20
const LONGEST_EVENT = 512 << 10

/** How spool files are read: quoting and guessing off, so that no text changes the shape of a row. */
function readSql(columns: Readonly<Record<string, string>>, param: number, longest: number): string {
  const types = Object.entries(columns).map(([name, type]) => `${name}: '${type}'`)
  return `read_csv($${param}, delim='\t', quote='', escape='', comment='', header=false, auto_detect=false, null_padding=false, nullstr='\\N',
    strict_mode=true, max_line_size=${longest}, columns={${types.join(', ')}})`
}

const numeric: Readonly<Record<string, string>> = {
  size_bytes: 'BIGINT',
  recipients: 'INTEGER',
  code: 'SMALLINT',
  delay_seconds: 'DOUBLE',
}
/** Chosen from closed sets by the parser, so they hold nothing to undo. */
const closed = new Set(['action', 'stage', 'dsn', 'placement', 'direction'])

/** Prepares a connection for the rows of one source. */
export async function createSegments(connection: Connection): Promise<void> {
  await connection.run('CREATE OR REPLACE TEMP TABLE segments (segment INTEGER, line_base BIGINT, year BIGINT, floor BIGINT)')
}

/** Says where segments lie in the file and in time: the rows of a segment are loaded after it. */
export async function addSegments(connection: Connection, segments: readonly LoadedSegment[]): Promise<void> {
  await connection.run('DELETE FROM segments')
  await connection.run('INSERT INTO segments SELECT unnest($1)::INTEGER, unnest($2)::BIGINT, unnest($3)::BIGINT, unnest($4)::BIGINT', [
    segments.map(({ segment }) => segment),
    segments.map(({ lineBase }) => lineBase),
    segments.map(({ yearMicros }) => yearMicros),
    segments.map(({ floor }) => floor),
  ])
}

/** Loads raw lines and the numbers of those not understood, then deletes their files. */
export async function loadLines(connection: Connection, source: number, files: readonly SpoolFile[], signal?: AbortSignal): Promise<void> {
  await load(connection, LINES, { kind: 'lines', source, files, signal })
  await load(connection, UNRECOGNISED, { kind: 'unrecognised', source, files, signal })
}

const LINES = `INSERT INTO casefile.main.lines BY NAME
  SELECT $2::INTEGER AS source, g.line_base + r.first_line + 1 AS first_line, r.line_count, r.byte_offset, ${unescapeSql('r.text')} AS text
  FROM ${readSql({ segment: 'INTEGER', first_line: 'BIGINT', line_count: 'INTEGER', byte_offset: 'BIGINT', text: 'VARCHAR' }, 1, LONGEST_BLOCK)} r
  JOIN segments g USING (segment)`

const UNRECOGNISED = `INSERT INTO casefile.main.unrecognised BY NAME
  SELECT $2::INTEGER AS source, g.line_base + r.line + 1 AS line
  FROM ${readSql({ segment: 'INTEGER', line: 'BIGINT' }, 1, LONGEST_EVENT)} r JOIN segments g USING (segment)`

/** Loads events of every kind by one INSERT (fuller row groups: half the time and space), then deletes their files. */
export async function loadEvents(
  connection: Connection,
  source: number,
  files: readonly SpoolFile[],
  shifts: Shifts,
  signal?: AbortSignal,
): Promise<void> {
  if (files.length === 0) return
  const utc = utcSql(shifts, 2)
  const kinds = (Object.keys(kindColumns) as (keyof typeof kindColumns)[]).filter((kind) => files.some((file) => file.kind === kind))
  const selects = kinds.map((kind, i) => eventsSql(kind, 2 + utc.params.length + i, utc.sql))
  const paths = kinds.map((kind) => files.filter((file) => file.kind === kind).map(({ path }) => path))
  const loaded = await connection.run(
    `INSERT INTO casefile.main.events BY NAME ${selects.join(' UNION ALL BY NAME ')}`,
    [source, ...utc.params, ...paths],
    { signal },
  )
  finish('events', loaded, files)
}

function eventsSql(kind: keyof typeof kindColumns, param: number, utc: (stamp: string, line: string) => string): string {
  const own: readonly string[] = kindColumns[kind]
  const columns = {
    segment: 'INTEGER',
    place: 'BIGINT',
    stamp: 'BIGINT',
    delta: 'BIGINT',
    host: 'VARCHAR',
    program: 'VARCHAR',
    pid: 'INTEGER',
    ident: 'UINTEGER',
  }
  const types = { ...columns, ...Object.fromEntries(own.map((column) => [column, numeric[column] ?? 'VARCHAR'])) }
  const fields = own.map((column) =>
    column in numeric || closed.has(column) ? `r.${column}` : `${unescapeSql(`r.${column}`)} AS ${column}`,
  )
  return `SELECT $1::INTEGER AS source, r.line, false AS duplicate, make_timestamp(${utc('r.stamp', 'r.line')}) AS time,
      make_timestamp(greatest(${utc('(r.stamp + r.delta)', 'r.line')}, r.floor + r.place)) AS ord,
      ${unescapeSql('r.host')} AS host, ${unescapeSql('r.program')} AS program, r.pid, r.ident, '${kind}' AS kind, ${fields.join(', ')}
    FROM (
      SELECT r.* REPLACE (r.stamp + g.year AS stamp), g.floor, g.line_base + r.place // ${PLACES_PER_LINE} + 1 AS line
      FROM ${readSql(types, param, LONGEST_EVENT)} r JOIN segments g USING (segment)
    ) r`
}

async function load(
  connection: Connection,
  sql: string,
  { kind, source, files, signal }: { kind: SpoolKind; source: number; files: readonly SpoolFile[]; signal: AbortSignal | undefined },
): Promise<void> {
  const own = files.filter((file) => file.kind === kind)
  if (own.length > 0) finish(kind, await connection.run(sql, [own.map(({ path }) => path), source], { signal }), own)
}

function finish(what: string, loaded: number, files: readonly SpoolFile[]): void {
  const written = files.reduce((sum, { rows }) => sum + rows, 0)
  if (loaded !== written) throw new AppError('bug', `${written} rows of ${what} were written, ${loaded} loaded`)
  for (const { path } of files) rmSync(path)
}

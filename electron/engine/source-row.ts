import { AppError } from '../../shared/errors.ts'
import { factsOf, isSearchResult } from '../../shared/formats/index.ts'
import { dayInName } from '../../shared/mapping/file-day.ts'
import { isMapped } from '../../shared/mapping/format.ts'
import type { Mapping } from '../../shared/mapping/mapping.ts'
import { parseMapping } from '../../shared/mapping/parse.ts'
import type { SourceReport } from '../../shared/source-report.ts'
import type { ClockDecision } from '../../shared/time.ts'
import type { Connection } from './database.ts'
import type { SourceCounts } from './import-source.ts'
import type { SourceFacts } from './read-source.ts'
import { sourceTables } from './schema.ts'

/** A source that was read and loaded. */
export interface LoadedSource {
  readonly source: number
  readonly name: string
  readonly facts: SourceFacts
  readonly counts: SourceCounts
  /** Of its bytes, where they were read before; otherwise made from the facts and counts. */
  readonly warnings?: readonly string[] | undefined
  /** What was searched for; kept of search results only. */
  readonly searched?: string | undefined
  /** `loaded` becomes visible when the case is settled. */
  readonly state?: 'loaded' | 'hidden' | undefined
}

/** What the case holds already, by the hash of its content. */
export type KnownSources = Map<string, { readonly source: number; readonly name: string; readonly state: string }>

/** Asks the case. */
export async function knownSources(connection: Connection): Promise<KnownSources> {
  const rows = await connection.rows<{ sha256: string; source: number; name: string; state: string }>(
    'SELECT sha256, source, name, state FROM casefile.main.sources',
  )
  return new Map(rows.map(({ sha256, ...row }) => [sha256, row]))
}

/**
 * Refuses what the case holds already; by content, whatever the name. A removed source of the same content gives way to
 * the one that is imported, which is known from then on.
 *
 * @throws AppError 'file-unreadable', with the name of the source that it is
 */
export async function refuseSame(connection: Connection, known: KnownSources, { source, name, facts }: LoadedSource): Promise<void> {
  const same = known.get(facts.sha256)
  if (same !== undefined && same.state !== 'hidden')
    throw new AppError('file-unreadable', `${name} is already in the case (as ${same.name})`)
  if (same !== undefined) await deleteSource(connection, same.source)
  known.set(facts.sha256, { source, name, state: 'loaded' })
}

/** Deletes a source with its lines and events; for what follows from them the case is to be settled. */
export async function deleteSource(connection: Connection, source: number): Promise<void> {
  for (const table of sourceTables) await connection.run(`DELETE FROM casefile.main.${table} WHERE source = $1`, [source])
}

/** Of texts that stand for no value. */
const NONE = ''

const columns = {
  source: 'INTEGER',
  id: 'VARCHAR',
  name: 'VARCHAR',
  size_bytes: 'BIGINT',
  sha256: 'VARCHAR',
  imported_at: 'TIMESTAMP',
  state: 'VARCHAR',
  format: 'VARCHAR',
  encoding: 'VARCHAR',
  zone: 'VARCHAR',
  zone_source: 'VARCHAR',
  first_year: 'INTEGER',
  year_source: 'VARCHAR',
  lines: 'BIGINT',
  recognised: 'BIGINT',
  ignored: 'BIGINT',
  unrecognised: 'BIGINT',
  repaired: 'BIGINT',
  masked: 'BIGINT',
  truncated_lines: 'BIGINT',
  warnings: 'VARCHAR',
  searched: 'VARCHAR',
  mapping: 'VARCHAR',
} as const

type SourceRow = { readonly [Column in keyof typeof columns]: string | number | null }

const names = Object.keys(columns) as readonly (keyof SourceRow)[]

const INSERT = `INSERT INTO casefile.main.sources BY NAME
  SELECT s.*, 0 AS rank, 0::BIGINT AS duplicates, e.first_time, e.last_time
  FROM (SELECT ${names.map((name, i) => `nullif(unnest($${i + 1}::VARCHAR[]), '${NONE}')::${columns[name]} AS ${name}`).join(', ')}) s
  LEFT JOIN (
    SELECT source, min(time) FILTER (kind <> 'registration') AS first_time, max(time) FILTER (kind <> 'registration') AS last_time
    FROM events WHERE source BETWEEN $${names.length + 1} AND $${names.length + 2} GROUP BY source
  ) e ON e.source = s.source`

/** Writes the rows of sources whose lines and events are loaded. */
export async function insertSources(connection: Connection, loaded: readonly LoadedSource[]): Promise<void> {
  if (loaded.length === 0) return
  const rows = loaded.map(rowOf)
  const numbers = loaded.map(({ source }) => source)
  await connection.run(INSERT, [
    ...names.map((name) => rows.map((row) => String(row[name] ?? NONE))),
    Math.min(...numbers),
    Math.max(...numbers),
  ])
}

/** Its id is made from its content. */
function rowOf({ source, name, facts, counts, warnings, state = 'loaded', searched }: LoadedSource): SourceRow {
  const { decision, mapping } = counts
  const format = counts.formats.map(({ id }) => id).join(' ')
  return {
    source,
    id: contentId(facts.sha256),
    name,
    size_bytes: facts.sizeBytes,
    sha256: facts.sha256,
    imported_at: new Date().toISOString(),
    state,
    format,
    encoding: facts.encoding,
    zone: decision.zone,
    zone_source: decision.zoneSource,
    first_year: decision.firstYear,
    year_source: decision.yearSource,
    lines: counts.lines,
    recognised: counts.recognised,
    ignored: counts.ignored,
    unrecognised: counts.unrecognised,
    repaired: facts.repaired,
    masked: counts.masked,
    truncated_lines: counts.truncated,
    warnings: JSON.stringify([...(warnings ?? byteWarnings(name, facts, counts)), ...clockWarnings(decision)]),
    searched: isSearchResult(format) ? (searched ?? null) : null,
    mapping: mapping !== undefined && isMapped(format) ? JSON.stringify(mapping) : null,
  }
}

/** `s` and eight base32 characters of the hash. */
export function contentId(sha256: string): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
  const bits = Number.parseInt(sha256.slice(0, 10), 16)
  return `s${Array.from({ length: 8 }, (_, i) => alphabet[Math.floor(bits / 2 ** (35 - 5 * i)) % 32]).join('')}`
}

function byteWarnings(
  name: string,
  facts: SourceFacts,
  { masked, truncated, rewritten, undated, dayless, broken }: SourceCounts,
): string[] {
  const warnings: string[] = []
  const lines = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`
  const kept = `${(facts.sizeBytes / 1e6).toFixed(1)} MB read are kept`
  const { as, fate } = facts.packing
  if (fate !== 'whole') warnings.push(`${as} ${fate === 'cut' ? 'ends early' : 'is damaged'}; ${kept}`)
  if (facts.repaired > 0) warnings.push(`${lines(facts.repaired)} held bytes that are not UTF-8; shown as �`)
  if (masked > 0) warnings.push(`${masked} ${masked === 1 ? 'password' : 'passwords'} replaced by •••`)
  if (truncated > 0) warnings.push(`${lines(truncated)} longer than 64 KiB ${truncated === 1 ? 'was' : 'were'} cut`)
  warnings.push(...undatedWarnings(undated), ...dayWarnings(name, dayless))
  if (broken > 0) warnings.push(`${lines(broken)} not read: a quote in ${broken === 1 ? 'it' : 'them'} is never closed`)
  if (rewritten > 0)
    warnings.push(`${lines(rewritten)} of JSON ${rewritten === 1 ? 'is' : 'are'} shown as syslog writes ${rewritten === 1 ? 'it' : 'them'}`)
  return warnings
}

const UNDATED = 'not read: a day without a time of day, or a time without its day; export it with both'

/** What the user is told of rows whose time is half a moment. */
export function undatedWarnings(count: number): readonly string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? 'line' : 'lines'} ${UNDATED}`]
}

/** Whether it is told by a warning. */
export function isUndatedWarning(warning: string): boolean {
  return warning.endsWith(UNDATED)
}

/** What the user is told of rows that say a time of day only. @param count of them; name: of the source */
export function dayWarnings(name: string, count: number): readonly string[] {
  return count === 0 ? [] : [`day ${dayInName(name)} assumed from the file's name`]
}

/** What the user is told of a clock that was guessed. */
export function clockWarnings(decision: ClockDecision): string[] {
  const warnings: string[] = []
  if (decision.yearSource === 'file-date') warnings.push(`year ${decision.firstYear} assumed from the file's date`)
  if (decision.yearSource === 'assumed') warnings.push(`year ${decision.firstYear} assumed`)
  if (decision.zoneSource === 'assumed') warnings.push(`time zone ${decision.zone} assumed: that of this computer`)
  return warnings
}

interface Row extends Omit<SourceReport, 'formatTitle' | 'searchResult' | 'mapping' | 'warnings'> {
  readonly source: number
  readonly mapping: string | null
  readonly warnings: string
}

const REPORT = `SELECT source, id, name, format, encoding, size_bytes AS "sizeBytes", sha256, zone, zone_source AS "zoneSource", first_year AS "firstYear",
  year_source AS "yearSource", first_time AS "firstTime", last_time AS "lastTime", lines, recognised, ignored, unrecognised, duplicates, searched, mapping, warnings
  FROM casefile.main.sources`

/**
 * How a source was read, as the user is told.
 *
 * @throws AppError 'not-found'
 */
export async function reportOf(connection: Pick<Connection, 'rows'>, source: number): Promise<SourceReport> {
  const report = (await reportsOf(connection, [source])).get(source)
  if (report === undefined) throw new AppError('not-found', 'This source is no longer in the case')
  return report
}

/** The same of several, by their numbers. */
export async function reportsOf(
  connection: Pick<Connection, 'rows'>,
  sources: readonly number[],
): Promise<ReadonlyMap<number, SourceReport>> {
  const rows = await connection.rows<Row>(`${REPORT} WHERE source IN (SELECT unnest($1::INTEGER[]))`, [sources], { iso: true })
  return new Map(rows.map(entryOf))
}

/** How each visible source was read, in the order of their content. */
export async function sourceReports(db: Pick<Connection, 'rows'>): Promise<SourceReport[]> {
  const rows = await db.rows<Row>(`${REPORT} WHERE state = 'visible' ORDER BY rank, source`, [], { iso: true })
  return rows.map((row) => entryOf(row)[1])
}

/** The source's number, and its report. */
function entryOf({ source, ...row }: Row): readonly [number, SourceReport] {
  const warnings = JSON.parse(row.warnings) as string[] // Written by insertSources.
  const share = row.recognised === 0 ? 0 : Math.floor((row.duplicates / row.recognised) * 100)
  if (row.duplicates > 0) warnings.push(`${share === 0 ? 'less than 1' : share} % already in the case`)
  return [source, { ...row, formatTitle: titleOf(row.format), searchResult: isSearchResult(row.format), mapping: mappingOf(row), warnings }]
}

/**
 * The mapping by which a source was read, as a case keeps it; null where there is none.
 *
 * @throws AppError 'file-unreadable', of a case that somebody else has written
 */
export function mappingOf({ name, mapping }: { readonly name: string; readonly mapping: string | null }): Mapping | null {
  return mapping === null ? null : parseMapping(mapping, `What the case keeps with ${name}`)
}

function titleOf(ids: string): string {
  return ids
    .split(' ')
    .map((id) => factsOf(id)?.title ?? id)
    .join(', ')
}

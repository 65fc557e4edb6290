import { AppError } from '../../shared/errors.ts'
import { factsOf, isSearchResult } from '../../shared/formats/index.ts'
import { mappedTable } from '../../shared/mapping/format.ts'
import { type ColumnMapping, parseMapping } from '../../shared/mapping/mapping.ts'
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
  /** By which its columns were read; kept where they were. */
  readonly mapping?: ColumnMapping | undefined
  /** `loaded` becomes visible when the case is settled. */
  readonly state?: 'loaded' | 'hidden' | undefined
}

/**
 * Refuses what the case holds already; by content, whatever the name. A removed source of the same content gives way to
 * the one that is imported.
 *
 * @throws AppError 'file-unreadable', with the name of the source that it is
 */
export async function refuseSame(connection: Connection, name: string, sha256: string): Promise<void> {
  const [same] = await connection.rows<{ source: number; name: string; state: string }>(
    'SELECT source, name, state FROM casefile.main.sources WHERE sha256 = $1',
    [sha256],
  )
  if (same === undefined) return
  if (same.state !== 'hidden') throw new AppError('file-unreadable', `${name} is already in the case (as ${same.name})`)
  await deleteSource(connection, same.source)
}

/** Deletes a source with its lines and events; for what follows from them the case is to be settled. */
export async function deleteSource(connection: Connection, source: number): Promise<void> {
  for (const table of sourceTables) await connection.run(`DELETE FROM casefile.main.${table} WHERE source = $1`, [source])
}

const INSERT = `INSERT INTO casefile.main.sources BY NAME SELECT $1::INTEGER AS source, $2 AS id, $3 AS name, $4::BIGINT AS size_bytes, $5 AS sha256,
  make_timestamp($6::BIGINT) AS imported_at, $21 AS state, 0 AS rank, $7 AS format, $8 AS encoding, $9 AS zone, $10 AS zone_source,
  $11::INTEGER AS first_year, $12 AS year_source, min(time) FILTER (kind <> 'registration') AS first_time,
  max(time) FILTER (kind <> 'registration') AS last_time, $13::BIGINT AS lines, $14::BIGINT AS recognised,
  $15::BIGINT AS ignored, $16::BIGINT AS unrecognised, 0::BIGINT AS duplicates, $17::BIGINT AS repaired, $18::BIGINT AS masked,
  $19::BIGINT AS truncated_lines, $20 AS warnings, $22 AS searched, $23 AS mapping FROM events WHERE source = $1`

/** Writes the row of a source whose lines and events are loaded. Its id is made from its content. */
export async function insertSource(connection: Connection, loaded: LoadedSource): Promise<void> {
  const { source, name, facts, counts, warnings = byteWarnings(facts, counts), state = 'loaded', searched, mapping } = loaded
  const { decision } = counts
  const format = counts.formats.map(({ id }) => id).join(' ')
  await connection.run(INSERT, [
    source,
    contentId(facts.sha256),
    name,
    facts.sizeBytes,
    facts.sha256,
    Date.now() * 1000,
    format,
    facts.encoding,
    decision.zone,
    decision.zoneSource,
    decision.firstYear,
    decision.yearSource,
    counts.lines,
    counts.recognised,
    counts.ignored,
    counts.unrecognised,
    facts.repaired,
    counts.masked,
    counts.truncated,
    JSON.stringify([...warnings, ...clockWarnings(decision)]),
    state,
    isSearchResult(format) ? (searched ?? null) : null,
    mapping !== undefined && format === mappedTable.id ? JSON.stringify(mapping) : null,
  ])
}

/** `s` and eight base32 characters of the hash. */
export function contentId(sha256: string): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
  const bits = Number.parseInt(sha256.slice(0, 10), 16)
  return `s${Array.from({ length: 8 }, (_, i) => alphabet[Math.floor(bits / 2 ** (35 - 5 * i)) % 32]).join('')}`
}

function byteWarnings(facts: SourceFacts, { masked, truncated, rewritten, undated }: SourceCounts): string[] {
  const warnings: string[] = []
  const lines = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`
  const kept = `${(facts.sizeBytes / 1e6).toFixed(1)} MB read are kept`
  const { as, fate } = facts.packing
  if (fate !== 'whole') warnings.push(`${as} ${fate === 'cut' ? 'ends early' : 'is damaged'}; ${kept}`)
  if (facts.repaired > 0) warnings.push(`${lines(facts.repaired)} held bytes that are not UTF-8; shown as �`)
  if (masked > 0) warnings.push(`${masked} ${masked === 1 ? 'password' : 'passwords'} replaced by •••`)
  if (truncated > 0) warnings.push(`${lines(truncated)} longer than 64 KiB ${truncated === 1 ? 'was' : 'were'} cut`)
  if (undated > 0) warnings.push(`${lines(undated)} not read: a day without a time of day, or a time without its day; export it with both`)
  if (rewritten > 0)
    warnings.push(`${lines(rewritten)} of JSON ${rewritten === 1 ? 'is' : 'are'} shown as syslog writes ${rewritten === 1 ? 'it' : 'them'}`)
  return warnings
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
  readonly mapping: string | null
  readonly warnings: string
}

const REPORT = `SELECT id, name, format, encoding, size_bytes AS "sizeBytes", sha256, zone, zone_source AS "zoneSource", first_year AS "firstYear",
  year_source AS "yearSource", first_time AS "firstTime", last_time AS "lastTime", lines, recognised, ignored, unrecognised, duplicates, searched, mapping, warnings
  FROM casefile.main.sources WHERE source = $1`

/**
 * How a source was read, as the user is told.
 *
 * @throws AppError 'not-found'
 */
export async function reportOf(connection: Pick<Connection, 'rows'>, source: number): Promise<SourceReport> {
  const [row] = await connection.rows<Row>(REPORT, [source], { iso: true })
  if (row === undefined) throw new AppError('not-found', 'This source is no longer in the case')
  const warnings = JSON.parse(row.warnings) as string[] // Written by insertSource.
  const share = row.recognised === 0 ? 0 : Math.floor((row.duplicates / row.recognised) * 100)
  if (row.duplicates > 0) warnings.push(`${share === 0 ? 'less than 1' : share} % already in the case`)
  return { ...row, formatTitle: titleOf(row.format), searchResult: isSearchResult(row.format), mapping: mappingOf(row), warnings }
}

/**
 * The mapping by which a source was read, as a case keeps it; null where there is none.
 *
 * @throws AppError 'file-unreadable', of a case that somebody else has written
 */
export function mappingOf({ name, mapping }: { readonly name: string; readonly mapping: string | null }): ColumnMapping | null {
  return mapping === null ? null : parseMapping(mapping, `What the case keeps with ${name}`)
}

function titleOf(ids: string): string {
  return ids
    .split(' ')
    .map((id) => factsOf(id)?.title ?? id)
    .join(', ')
}

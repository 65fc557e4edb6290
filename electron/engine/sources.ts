import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { SourceReport } from '../../shared/source-report.ts'
import type { ClockDecision } from '../../shared/time.ts'
import { syncFile, writeCompact } from './copy-case.ts'
import type { CaseDb, Connection } from './database.ts'
import { importSource, type SourceOptions } from './import-source.ts'
import { splitBlock } from './raw-lines.ts'
import { type OpenSource, openStored } from './read-source.ts'
import { whileStitching } from './resources.ts'
import { sourceTables } from './schema.ts'
import { type Derive, settle } from './settle.ts'
import {
  clockWarnings,
  dayWarnings,
  deleteSource,
  insertSources,
  isUndatedWarning,
  mappingOf,
  reportOf,
  undatedWarnings,
} from './source-row.ts'

/**
 * Takes a source out of sight, with everything that rests on it; `showSource` brings it back.
 *
 * @throws AppError 'not-found'
 */
export function hideSource(db: CaseDb, id: string, derive: Derive): Promise<void> {
  return changeState(db, id, 'hidden', derive)
}

/**
 * Brings a hidden source back.
 *
 * @throws AppError 'not-found'
 */
export function showSource(db: CaseDb, id: string, derive: Derive): Promise<void> {
  return changeState(db, id, 'loaded', derive)
}

function changeState(db: CaseDb, id: string, state: 'hidden' | 'loaded', derive: Derive): Promise<void> {
  const change = async (connection: Connection): Promise<void> => {
    const source = await numberOf(connection, id)
    await connection.run('UPDATE casefile.main.sources SET state = $2 WHERE source = $1', [source, state])
    await settle(connection, derive)
  }
  return db.exclusive(() => whileStitching(db, () => db.transaction(change)))
}

/**
 * Says what a source is the result of searching for; null: not known.
 *
 * @throws AppError 'not-found', also where it is a log
 */
export function setSearched(db: CaseDb, id: string, searched: string | null): Promise<SourceReport> {
  return db.exclusive(() =>
    db.transaction(async (connection) => {
      const source = await numberOf(connection, id)
      const { name, searchResult } = await reportOf(connection, source)
      if (!searchResult) throw new AppError('not-found', `${name} is a log, not the result of a search`)
      await connection.run('UPDATE casefile.main.sources SET searched = $2 WHERE source = $1', [source, searched])
      return await reportOf(connection, source)
    }),
  )
}

async function numberOf(connection: Pick<Connection, 'rows'>, id: string): Promise<number> {
  const [row] = await connection.rows<{ source: number }>('SELECT source FROM casefile.main.sources WHERE id = $1', [id])
  if (row === undefined) throw new AppError('not-found', `There is no source ${id} in this case`)
  return row.source
}

/**
 * Deletes hidden sources for good: the case is written anew without them, since deleted rows stay readable in a database file.
 * Connections of one's own die.
 */
export function purgeSources(db: CaseDb): Promise<void> {
  return db.exclusive(async () => {
    await db.transaction(async (connection) => {
      for (const table of sourceTables)
        await connection.run(
          `DELETE FROM casefile.main.${table} WHERE source IN (SELECT source FROM casefile.main.sources WHERE state = 'hidden')`,
        )
    })
    const compact = join(db.spoolFolder, 'compact.relayscope')
    const replace = (): void => {
      syncFile(compact)
      renameSync(compact, db.path)
    }
    await db.reopen(replace, () => writeCompact(db, compact))
  })
}

interface Stored {
  readonly source: number
  readonly name: string
  readonly state: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly encoding: OpenSource['facts']['encoding']
  readonly repaired: number
  readonly masked: number
  readonly truncated: number
  readonly format: string
  readonly zone: string
  readonly zoneSource: ClockDecision['zoneSource']
  readonly firstYear: number | null
  readonly yearSource: ClockDecision['yearSource']
  readonly warnings: string
  readonly searched: string | null
  readonly mapping: string | null
  readonly caseZone: string | null
}

const STORED = `SELECT source, name, state, sha256, size_bytes AS "sizeBytes", encoding, repaired, masked, truncated_lines AS truncated,
  format, zone, zone_source AS "zoneSource", first_year AS "firstYear", year_source AS "yearSource", warnings, searched, mapping,
  (SELECT value FROM casefile.main.settings WHERE key = 'zone') AS "caseZone" FROM casefile.main.sources WHERE id = $1`

/**
 * What is corrected of a source's clock, by the user unless it says by whom, or of its own mapping; the rest stays as it was decided. Only
 * the zone goes with the mapping: the one that an old mapping stated is no more, where the new one states none.
 */
export interface Correction extends Pick<SourceOptions, 'zone' | 'year' | 'mapping'> {
  readonly zoneSource?: ClockDecision['zoneSource'] | undefined
  readonly yearSource?: ClockDecision['yearSource'] | undefined
}

/**
 * Reads a source again from its lines in the case, with another zone or year, and puts it in the place of the old one. What is
 * not given stays, and so does the word for how it was decided; a hidden source stays hidden.
 *
 * @throws AppError 'not-found'
 */
export function rereadSource(db: CaseDb, id: string, correction: Correction, derive: Derive): Promise<SourceReport> {
  return db.exclusive(async () => {
    const [stored] = await db.rows<Stored>(STORED, [id])
    if (stored === undefined) throw new AppError('not-found', `There is no source ${id} in this case`)
    const reader = await db.connect()
    try {
      const replace = async (connection: Connection): Promise<SourceReport> => {
        const opened = await openStored(storedBytes(reader, stored.source), stored.name)
        return await replaceSource(connection, { db, stored, correction, derive, opened })
      }
      return await whileStitching(db, () => db.transaction(replace))
    } finally {
      reader.close()
    }
  })
}

interface Replacing {
  readonly db: CaseDb
  readonly stored: Stored
  readonly correction: Correction
  readonly derive: Derive
  readonly opened: OpenSource
}

async function replaceSource(connection: Connection, { db, stored, correction, derive, opened }: Replacing): Promise<SourceReport> {
  const [next] = await connection.rows<{ source: number }>('SELECT max(source) + 1 AS source FROM casefile.main.sources')
  const source = next?.source ?? 1
  const { name, caseZone, sha256, sizeBytes, encoding, repaired, masked, truncated } = stored
  const options = optionsOf(stored, correction)
  const counts = await importSource({ db, connection, opened, name, source, options, caseZone, decision: null, onChunk: () => {} })
  if ('redecided' in counts) throw new AppError('bug', `${name}: its clock was decided before it was read`)
  await deleteSource(connection, stored.source)
  const said = [...clockWarnings(stored), ...dayWarnings(name, 1)]
  const before = JSON.parse(stored.warnings) as string[] // Written by insertSources.
  const stays = before.filter((warning) => !said.includes(warning) && !isUndatedWarning(warning))
  const warnings = [...stays, ...undatedWarnings(counts.undated), ...dayWarnings(name, counts.dayless)]
  const facts = { ...opened.facts, sha256, sizeBytes, repaired, encoding }
  const read = { ...counts, masked, truncated, decision: sourcesKept(counts.decision, stored, correction) }
  const state = stored.state === 'hidden' ? 'hidden' : 'loaded'
  await insertSources(connection, [{ source, name, facts, counts: read, warnings, searched: stored.searched ?? undefined, state }])
  await settle(connection, derive)
  return reportOf(connection, source)
}

/** Several formats were recognised, and are again; a single one may have been the user's choice. */
function optionsOf(stored: Stored, correction: Correction): SourceOptions {
  const mapping = correction.mapping ?? mappingOf(stored) ?? undefined
  return {
    format: stored.format.includes(' ') || mapping !== undefined ? undefined : stored.format,
    mapping,
    zone: correction.zone ?? (keepsZone(stored, correction) ? stored.zone : undefined),
    year: correction.year ?? stored.firstYear ?? undefined,
  }
}

/** Whether the zone of the source as it stood is passed on: not that of its old mapping, nor of its lines where others are read for the time. */
function keepsZone(stored: Stored, { zone, mapping }: Correction): boolean {
  if (zone !== undefined || mapping === undefined) return zone === undefined
  return mapping.zone === undefined && mappingOf(stored)?.zone === undefined && stored.zoneSource !== 'explicit'
}

/** The decision with the old words for what was passed on from the source as it stood. */
function sourcesKept(decision: ClockDecision, stored: Stored, correction: Correction): ClockDecision {
  const { zone, year, zoneSource = decision.zoneSource, yearSource = decision.yearSource } = correction
  return {
    ...decision,
    zoneSource: keepsZone(stored, correction) ? stored.zoneSource : zone === undefined ? decision.zoneSource : zoneSource,
    yearSource: year === undefined ? stored.yearSource : yearSource,
  }
}

/** The lines of a source as bytes, a few blocks at a time. */
async function* storedBytes(connection: Connection, source: number): AsyncGenerator<Buffer, void, void> {
  for (let line = 0; ; ) {
    const blocks = await connection.rows<{ first_line: number; text: string }>(
      'SELECT first_line, text FROM casefile.main.lines WHERE source = $1 AND first_line > $2 ORDER BY first_line LIMIT 8',
      [source, line],
    )
    for (const { text } of blocks) yield Buffer.from(`${splitBlock(text).join('\n')}\n`, 'utf8')
    const last = blocks.at(-1)
    if (last === undefined) return
    line = last.first_line
  }
}

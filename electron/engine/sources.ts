import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceReport } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'
import { quoted } from './attach-case.ts'
import type { CaseDb, Connection } from './database.ts'
import { importSource, type SourceOptions } from './import-source.ts'
import { splitBlock } from './raw-lines.ts'
import { type OpenSource, openStored } from './read-source.ts'
import { tableNames, tableSql } from './schema.ts'
import { type Derive, settle } from './settle.ts'
import { insertSource, reportOf } from './source-row.ts'

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
  return db.exclusive(() =>
    db.transaction(async (connection) => {
      const source = await numberOf(connection, id)
      await connection.run('UPDATE casefile.main.sources SET state = $2 WHERE source = $1', [source, state])
      await settle(connection, derive)
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
      for (const table of ['lines', 'unrecognised', 'events', 'sources'])
        await connection.run(
          `DELETE FROM casefile.main.${table} WHERE source IN (SELECT source FROM casefile.main.sources WHERE state = 'hidden')`,
        )
    })
    const compact = join(db.spoolFolder, 'compact.relayscope')
    await copyCase(db, compact)
    await db.reopen(() => {
      sync(compact)
      renameSync(compact, db.path)
    })
  })
}

/** Writes a compact copy of the case without what was removed, into the spool folder. */
async function copyCase(db: CaseDb, path: string): Promise<void> {
  rmSync(path, { force: true })
  const connection = await db.connect()
  try {
    await connection.run(`ATTACH '${quoted(path)}' AS compact (STORAGE_VERSION 'latest', ROW_GROUP_SIZE 245760)`)
    for (const table of tableNames) {
      await connection.run(`CREATE TABLE compact.main.${tableSql(table)}`)
      await connection.run(`INSERT INTO compact.main.${table} SELECT * FROM casefile.main.${table}`)
    }
    await connection.run('CHECKPOINT compact')
    await connection.run('DETACH compact')
  } finally {
    connection.close()
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

interface Stored {
  readonly source: number
  readonly name: string
  readonly state: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly encoding: string
  readonly repaired: number
  readonly masked: number
  readonly truncated: number
  readonly importedAt: number
  readonly zone: string | null
}

const STORED = `SELECT source, name, state, sha256, size_bytes AS "sizeBytes", encoding, repaired, masked, truncated_lines AS truncated, imported_at AS "importedAt",
  (SELECT value FROM casefile.main.settings WHERE key = 'zone') AS zone FROM casefile.main.sources WHERE id = $1`

/**
 * Reads a source again from its lines in the case, with another zone or year, and puts it in the place of the old one.
 *
 * @throws AppError 'not-found'
 */
export function rereadSource(db: CaseDb, id: string, options: Pick<SourceOptions, 'zone' | 'year'>, derive: Derive): Promise<SourceReport> {
  return db.exclusive(async () => {
    const [stored] = await db.rows<Stored>(STORED, [id])
    if (stored === undefined) throw new AppError('not-found', `There is no source ${id} in this case`)
    const reader = await db.connect()
    try {
      return await db.transaction((connection) =>
        replaceSource(connection, { db, stored, options, derive, opened: () => reopen(reader, stored) }),
      )
    } finally {
      reader.close()
    }
  })
}

async function reopen(reader: Connection, stored: Stored): Promise<OpenSource> {
  return openStored(storedBytes(reader, stored.source), stored.name, stored.importedAt / 1000)
}

interface Replacing {
  readonly db: CaseDb
  readonly stored: Stored
  readonly options: Pick<SourceOptions, 'zone' | 'year'>
  readonly derive: Derive
  readonly opened: () => Promise<OpenSource>
}

async function replaceSource(connection: Connection, { db, stored, options, derive, opened: openAgain }: Replacing): Promise<SourceReport> {
  const opened = await openAgain()
  const [next] = await connection.rows<{ source: number }>('SELECT max(source) + 1 AS source FROM casefile.main.sources')
  const source = next?.source ?? 1
  const read = { db, connection, opened, name: stored.name, source, options, caseZone: stored.zone, decision: null, onChunk: () => {} }
  const counts = await importSource(read)
  if ('redecided' in counts) throw new AppError('bug', `${stored.name}: its clock was decided before it was read`)
  const { sha256, sizeBytes, encoding, repaired } = stored
  for (const table of ['lines', 'unrecognised', 'events', 'sources'])
    await connection.run(`DELETE FROM casefile.main.${table} WHERE source = $1`, [stored.source])
  const facts = { ...opened.facts, sha256, sizeBytes, repaired, encoding: encoding as typeof opened.facts.encoding } // Written by insertSource.
  await insertSource(connection, {
    source,
    name: stored.name,
    facts,
    counts: { ...counts, masked: stored.masked, truncated: stored.truncated },
  })
  await settle(connection, derive)
  return reportOf(connection, source)
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

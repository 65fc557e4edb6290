import { chmodSync, closeSync, copyFileSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { quoted, STORAGE } from './attach-case.ts'
import { lockCase } from './case-lock.ts'
import { type CaseDb, realCasePath } from './database.ts'
import { sourceTables, tableNames, tableSql } from './schema.ts'

/**
 * Writes the case anew, without what was removed from it, to a path in its spool folder: deleted and hidden rows stay readable in a
 * database file. DuckDB copies; the open case is never read as a file (a closed descriptor of it would drop DuckDB's lock).
 */
export async function writeCompact(db: CaseDb, path: string): Promise<void> {
  rmSync(path, { force: true })
  const connection = await db.connect()
  try {
    await connection.run(`ATTACH '${quoted(path)}' AS compact (${STORAGE})`)
    try {
      for (const table of tableNames) {
        const kept = sourceTables.includes(table)
          ? "WHERE source NOT IN (SELECT source FROM casefile.main.sources WHERE state = 'hidden')"
          : ''
        await connection.run(`CREATE TABLE compact.main.${tableSql(table)}`)
        await connection.run(`INSERT INTO compact.main.${table} SELECT * FROM casefile.main.${table} ${kept}`)
      }
      await connection.run('CHECKPOINT compact')
    } finally {
      await connection.run('DETACH compact')
    }
    chmodSync(path, 0o600)
  } finally {
    connection.close()
  }
}

/** Makes what was written to a file durable. */
export function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

/**
 * Saves a copy of the open case to hand on: compact, with nothing of removed sources. An import that runs is waited for; a file that
 * is there is replaced.
 *
 * @throws AppError 'file-unreadable' where it cannot be written, or is the case itself; 'case-in-use' where it is open elsewhere
 */
export async function copyCase(db: CaseDb, path: string): Promise<void> {
  const target = realCasePath(path)
  if (target === db.path) throw new AppError('file-unreadable', `${basename(target)} is the case itself: give the copy another name`)
  await db.exclusive(async () => {
    const compact = join(db.spoolFolder, 'share.relayscope')
    const unlock = lockCase(target)
    try {
      await writeCompact(db, compact)
      syncFile(compact)
      move(compact, target)
      rmSync(`${target}.wal`, { force: true }) // Of a case that was there and was killed: it would be replayed.
    } finally {
      rmSync(compact, { force: true })
      unlock()
    }
  })
}

/** Moves a file, also to another disk: there it appears whole or not at all. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw unwritable(to, error)
    const part = join(dirname(to), `.${basename(to)}.part`)
    try {
      copyFileSync(from, part)
      syncFile(part)
      renameSync(part, to)
    } catch (failure) {
      rmSync(part, { force: true })
      throw unwritable(to, failure)
    }
  }
}

function unwritable(path: string, cause: unknown): AppError {
  return new AppError('file-unreadable', `${basename(path)} cannot be written (${codeOf(cause)}): choose another folder`, { cause })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

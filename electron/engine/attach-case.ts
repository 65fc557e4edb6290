import { chmodSync, existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { AppError } from '../../shared/errors.ts'
import { checkCase } from './case-check.ts'
import { wrap } from './connection.ts'
import type { Connection } from './database.ts'
import { ROW_GROUP, resourceSettings, usualResources } from './resources.ts'
import { eventsView, SCHEMA_VERSION, tableNames, tableSql } from './schema.ts'
import { appError } from './values.ts'

/**
 * How a case is stored. A row group goes to the file when it is full: blocks of raw lines are few and large, so that groups of
 * the usual 122,880 rows would all lie in memory, spill, and be compressed at the end (docs/adr/0012).
 */
export const STORAGE = `STORAGE_VERSION 'latest', ROW_GROUP_SIZE ${ROW_GROUP}`

/** A case file in DuckDB. */
export interface Opened {
  connect(): Promise<DuckDBConnection>
  close(): void
}

/**
 * The case is attached to a database in memory, so that nothing stored in it stands in the search path while it is checked.
 * Without a write-ahead log (a large import would be written twice): a checkpoint after each transaction makes it durable.
 */
export async function attach(
  path: string,
  how: { readonly readOnly: boolean; readonly fresh: boolean; readonly spoolFolder: string },
): Promise<Opened> {
  const name = basename(path)
  const safe = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false', allow_community_extensions: 'false' }
  const instance = await DuckDBInstance.create(':memory:', safe)
  try {
    const duck = await instance.connect()
    const first = wrap(duck, name)
    await first.run(`ATTACH '${quoted(path)}' AS casefile (${how.readOnly ? 'READ_ONLY' : `${STORAGE}, RECOVERY_MODE no_wal_writes`})`)
    if (how.fresh) chmodSync(path, 0o600)
    for (const setting of usualResources) await first.run(setting)
    await first.run('SET write_buffer_row_group_count = 1')
    // Spool files are read once.
    await first.run('SET enable_external_file_cache = false')
    await first.run(`SET temp_directory = '${quoted(join(how.spoolFolder, 'spill'))}'`)
    await first.run(`SET max_temp_directory_size = '20GB'`)
    await first.run(`SET allowed_directories = ['${quoted(how.spoolFolder)}']`)
    await first.run('SET enable_external_access = false')
    await first.run(`SET allowed_configs = ${resourceSettings}`)
    await first.run('SET lock_configuration = true')
    if (how.fresh) await createTables(first)
    else await checkCase(first, name)
    await first.run(eventsView)
    // A checkpoint that was killed leaves its mark in a log beside the case; another one clears it away.
    if (!how.readOnly && existsSync(`${path}.wal`)) await first.run('CHECKPOINT casefile')
    first.close()
    return { connect: () => connectTo(instance), close: () => instance.closeSync() }
  } catch (error) {
    instance.closeSync()
    throw error instanceof AppError ? error : appError(error, name)
  }
}

async function connectTo(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const duck = await instance.connect()
  await duck.run("SET search_path = 'casefile.main,memory.main'")
  return duck
}

async function createTables(connection: Connection): Promise<void> {
  for (const name of tableNames) await connection.run(`CREATE TABLE casefile.main.${tableSql(name)}`)
  const settings = 'INSERT INTO casefile.main.settings VALUES ($1, $2)'
  await connection.run(settings, ['schemaVersion', String(SCHEMA_VERSION)])
  await connection.run(settings, ['generation', '0'])
  await connection.run('CHECKPOINT casefile')
}

/** A path cannot be bound in ATTACH and SET; a quote is the only character that matters within one. */
export function quoted(path: string): string {
  return path.replaceAll("'", "''")
}

import { AppError } from '../../shared/errors.ts'
import type { Connection } from './database.ts'
import { allTables, SCHEMA_VERSION } from './schema.ts'

interface Found {
  readonly kind: string
  readonly name: string
}

/** Names are qualified: a macro stored in the case could stand before a built-in of the same name. */
const FOREIGN = `
  SELECT 'view' AS kind, view_name AS name FROM system.main.duckdb_views() WHERE NOT internal AND database_name = 'casefile'
  UNION ALL SELECT 'macro', function_name FROM system.main.duckdb_functions() WHERE NOT internal AND database_name = 'casefile'
  UNION ALL SELECT 'type', type_name FROM system.main.duckdb_types() WHERE NOT internal AND database_name = 'casefile'
  UNION ALL SELECT 'sequence', sequence_name FROM system.main.duckdb_sequences() WHERE database_name = 'casefile'
  UNION ALL SELECT 'index', index_name FROM system.main.duckdb_indexes() WHERE database_name = 'casefile'
  UNION ALL SELECT 'constraint', table_name FROM system.main.duckdb_constraints() WHERE database_name = 'casefile'
  UNION ALL SELECT 'schema', schema_name FROM system.main.duckdb_schemas() WHERE NOT internal AND database_name = 'casefile' AND schema_name <> 'main'
  UNION ALL SELECT 'default', table_name || '.' || column_name FROM system.main.duckdb_columns()
    WHERE NOT internal AND database_name = 'casefile' AND column_default IS NOT NULL`

const COLUMNS = `SELECT table_name AS tableName, column_name AS name, data_type AS type FROM system.main.duckdb_columns()
  WHERE NOT internal AND database_name = 'casefile'`

/**
 * Refuses a case that holds anything but the tables of this schema version: it may come from a stranger.
 *
 * @throws AppError 'case-invalid'
 */
export async function checkCase(connection: Connection, name: string): Promise<void> {
  const [foreign] = await connection.rows<Found>(FOREIGN)
  if (foreign !== undefined) throw invalid(name, `it holds a ${foreign.kind} named ${foreign.name}`)
  const columns = await connection.rows<{ tableName: string; name: string; type: string }>(COLUMNS)
  const version = columns.some((column) => column.tableName === 'settings' && column.name === 'value')
    ? await connection.rows<{ value: string }>(`SELECT value FROM casefile.main.settings WHERE key = 'schemaVersion'`)
    : []
  const number = Number(version[0]?.value ?? Number.NaN)
  if (!Number.isInteger(number)) throw invalid(name, 'it says no version of its tables')
  if (number > SCHEMA_VERSION)
    throw new AppError(
      'case-invalid',
      `${name} was written by a newer Relayscope (tables of version ${number}, this one knows ${SCHEMA_VERSION}): update Relayscope`,
    )
  const found = new Set(columns.map((column) => `${column.tableName}.${column.name} ${column.type}`))
  const known = new Set(expectedColumns())
  for (const column of found) if (!known.has(column)) throw invalid(name, `it holds the unknown column ${column}`)
  for (const column of known) if (!found.has(column)) throw invalid(name, `it lacks the column ${column}`)
}

function invalid(name: string, reason: string): AppError {
  return new AppError(
    'case-invalid',
    `${name} is no case that this version of Relayscope wrote, or was changed by something else: ${reason}. Import the logs into a new case.`,
  )
}

function expectedColumns(): string[] {
  return Object.entries(allTables).flatMap(([table, columns]) =>
    columns.split(',').map((column) => `${table}.${column.trim().replace(/\s+/, ' ')}`),
  )
}

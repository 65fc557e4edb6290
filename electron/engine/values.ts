import { type DuckDBResultReader, type DuckDBType, DuckDBTypeId, type DuckDBValue, LIST, listValue, VARCHAR } from '@duckdb/node-api'
import { AppError } from '../../shared/errors.ts'

/** A value bound to `$1`, `$2` …: integers go as BIGINT, other numbers as DOUBLE. */
export type Param = string | number | boolean | null | readonly (string | number)[]
export type Params = readonly Param[]

/** Turns parameters into DuckDB's values. */
export function bind(params: Params | undefined): DuckDBValue[] {
  return (params ?? []).map((param) => (typeof param === 'object' && param !== null ? listValue(param.map(scalar)) : scalar(param)))
}

/** Types of parameters that do not show theirs: DuckDB binds no list without one. */
export function bindTypes(params: Params | undefined): DuckDBType[] {
  const types = (params ?? []).map((param) => (Array.isArray(param) && param.length === 0 ? LIST(VARCHAR) : undefined))
  return types as DuckDBType[] // Undefined: found from the value; the declaration forgets it.
}

function scalar(value: string | number | boolean | null): DuckDBValue {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value
}

/** The only place where BigInt and timestamps become numbers and text (engine rule 9). */
export function plainRows<Row>(reader: DuckDBResultReader, iso: boolean): Row[] {
  const names = reader.deduplicatedColumnNames()
  const types = reader.columnTypes()
  const columns = reader.getColumns().map((column, i) => column.map((value) => plain(value, types[i]!.typeId, iso)))
  const rows: Record<string, unknown>[] = Array.from({ length: columns[0]?.length ?? 0 }, () => ({}))
  names.forEach((name, i) => {
    const column = columns[i] ?? [] // No rows: no columns.
    for (let row = 0; row < column.length; row += 1) rows[row]![name] = column[row]
  })
  return rows as Row[] // The caller names the columns of its own SQL.
}

function plain(value: DuckDBValue, type: DuckDBTypeId, iso: boolean): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value === 'bigint') return Number(value)
  if ('micros' in value && type === DuckDBTypeId.TIMESTAMP) return iso ? isoText(Number(value.micros)) : Number(value.micros)
  if ('items' in value) return value.items.map((item) => plain(item, type === DuckDBTypeId.LIST ? itemType(item) : type, iso))
  if ('entries' in value && !Array.isArray(value.entries))
    return Object.fromEntries(Object.entries(value.entries).map(([key, entry]) => [key, plain(entry, itemType(entry), iso)]))
  if ('toDouble' in value) return value.toDouble()
  return value.toString()
}

function itemType(value: DuckDBValue): DuckDBTypeId {
  return typeof value === 'object' && value !== null && 'micros' in value ? DuckDBTypeId.TIMESTAMP : DuckDBTypeId.VARCHAR
}

function isoText(micros: number): string {
  const millis = new Date(Math.floor(micros / 1000)).toISOString()
  const rest = ((micros % 1000) + 1000) % 1000
  return rest === 0 ? millis : `${millis.slice(0, -1)}${String(rest).padStart(3, '0')}Z`
}

/** DuckDB's words → ours. */
export function appError(error: unknown, name: string): AppError {
  if (error instanceof AppError) return error
  const message = error instanceof Error ? error.message : String(error)
  const options = { cause: error }
  if (/No space left|disk is full|max_temp_directory_size|ENOSPC/.test(message))
    return new AppError('disk-full', `The disk of ${name} is full: free some space and repeat; what was being written is undone`, options)
  if (/INTERRUPT/.test(message)) return new AppError('cancelled', 'Cancelled', options)
  if (/Could not set lock on file|Conflicting lock/.test(message))
    return new AppError('case-in-use', `${name} is open in another program: close it, or use --in`, options)
  if (/EACCES|Permission denied/.test(message))
    return new AppError('file-unreadable', `${name}: permission denied: check who may read it`, options)
  if (/ENOENT/.test(message)) return new AppError('not-found', `${name}: no such file`, options)
  if (/newer version|older version|Trying to read a database file with version/.test(message))
    return new AppError('case-invalid', `${name} was written by another version of Relayscope: update Relayscope`, options)
  if (/not a valid DuckDB database|Corrupt|checksum/i.test(message))
    return new AppError('case-invalid', `${name} is damaged, or no case of Relayscope: import the logs into a new case`, options)
  return new AppError('bug', `${name}: ${message}`, options)
}

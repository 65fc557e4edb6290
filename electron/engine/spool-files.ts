import { appendFileSync, closeSync, openSync, writevSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { parquetEnd, type RowGroup, rowGroupOf } from './parquet.ts'
import { type Spool, type SpoolKind, spoolColumns, spoolKinds } from './spool.ts'

/** Rows of one kind of a chunk, as they stand in a file that is not ended yet. */
export interface SpoolGroup extends RowGroup {
  readonly kind: SpoolKind
  readonly path: string
}

/** A spool file that can be read. */
export interface SpoolFile {
  readonly kind: SpoolKind
  readonly path: string
  readonly rows: number
  readonly bytes: number
}

/** Writes the rows of a chunk behind those of chunks before it, a file for each kind: DuckDB opens one for many chunks. */
export function appendGroups(spool: Spool, folder: string, name: string): SpoolGroup[] {
  const groups: SpoolGroup[] = []
  for (const kind of spoolKinds) {
    const rows = spool[kind].segment.rows()
    if (rows === 0) continue
    const path = join(folder, `${name}-${kind}.parquet`)
    const { group, parts } = rowGroupOf(spoolColumns[kind], spool[kind], rows)
    append(path, parts, group.bytes)
    groups.push({ ...group, kind, path })
  }
  return groups
}

/** Ends the files of groups, which are in the order in which they were written. */
export function endFiles(groups: readonly SpoolGroup[]): SpoolFile[] {
  const byPath = new Map<string, SpoolGroup[]>()
  for (const group of groups) {
    const own = byPath.get(group.path)
    if (own === undefined) byPath.set(group.path, [group])
    else own.push(group)
  }
  return [...byPath].map(([path, own]) => {
    const { kind } = own[0]!
    appendFileSync(path, parquetEnd(spoolColumns[kind], own))
    return { kind, path, rows: own.reduce((sum, { rows }) => sum + rows, 0), bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) }
  })
}

function append(path: string, parts: readonly Buffer[], bytes: number): void {
  const file = openSync(path, 'a', 0o600)
  try {
    if (writevSync(file, parts) !== bytes) throw new AppError('disk-full', 'The disk is full: free some space and repeat')
  } finally {
    closeSync(file)
  }
}

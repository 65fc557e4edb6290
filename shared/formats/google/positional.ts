import { listAt, textAt, valueAt } from '../../json-line.ts'

/** A column of a table of BigQuery: of a record its own columns, and whether it holds several. */
export interface Column {
  readonly name: string
  readonly isRepeated: boolean
  readonly columns: readonly Column[]
}

const DEEPEST = 8

/**
 * The columns that an answer of BigQuery's API names before its rows: `{"schema": {"fields": [{"name", "type", "mode", "fields"}]}}`.
 * Source: https://cloud.google.com/bigquery/docs/reference/rest/v2/tables#TableSchema
 */
export function columnsIn(record: object): readonly Column[] {
  return columnsOf(listAt(record, 'schema', 'fields'), 0)
}

function columnsOf(fields: readonly unknown[], depth: number): readonly Column[] {
  if (depth > DEEPEST) return []
  return fields.map((field) => ({
    name: textAt(field, 'name') ?? '',
    isRepeated: textAt(field, 'mode') === 'REPEATED',
    columns: columnsOf(listAt(field, 'fields'), depth + 1),
  }))
}

/** A positional row, `{"f": [{"v": …}]}`, as a record by the names of its columns; null where it is none. */
export function namedRow(columns: readonly Column[], row: unknown): object | null {
  const cells = valueAt(row, 'f')
  if (!Array.isArray(cells)) return null
  const named = columns.flatMap(({ name, isRepeated, columns: inner }, at) => {
    const value = valueAt(cells[at], 'v')
    const single = (each: unknown): unknown => (inner.length === 0 ? each : namedRow(inner, each))
    const held = isRepeated && Array.isArray(value) ? value.map((each) => single(valueAt(each, 'v'))) : single(value)
    return name === '' || name === '__proto__' ? [] : [[name, held] as const]
  })
  return Object.fromEntries(named)
}

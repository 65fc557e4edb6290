import { cellsOf, type Row } from './table.ts'

/** What a line was: `#Name: value`, a row of a table whose columns nothing named, or a row. */
export type FieldsLine = 'directive' | 'headless' | Row

/** Reads the lines of a log that names its columns in itself. */
export interface FieldsReader {
  (line: string): FieldsLine
  /** What the latest `#Name:` said; '' where none did. Names as `lower-case`. */
  directive(name: string): string
}

/**
 * Reads logs whose columns a line `#Fields:` names, as Windows' services write them (W3C extended log file format): by commas, with
 * quotes, or by blanks. Where several files were put together, each begins with its own.
 *
 * @param usual columns of rows for which none were named; of none, rows are headless
 */
export function fieldsReader(usual: readonly string[]): FieldsReader {
  const directives = new Map<string, string>()
  let columns = places(usual)
  let separator = ','
  const read = (line: string): FieldsLine => {
    if (line.startsWith('#')) {
      const colon = line.indexOf(':')
      const name = line.slice(1, Math.max(1, colon)).toLowerCase()
      const value = line.slice(colon + 1).trim()
      directives.set(name, value)
      if (name === 'fields') {
        separator = value.includes(',') ? ',' : ' '
        columns = places(value.split(separator))
      }
      return 'directive'
    }
    if (columns.size === 0) return 'headless'
    const cells = separator === ' ' ? line.split(' ') : cellsOf(line, separator)
    return (column) => cells[columns.get(column) ?? -1] ?? ''
  }
  return Object.assign(read, { directive: (name: string) => directives.get(name) ?? '' })
}

function places(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, at) => [name.trim().toLowerCase(), at]))
}

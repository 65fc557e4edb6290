import Papa from 'papaparse'

/** Longest record that is gathered over several lines: behind it a quote was never closed. */
const longestRecord = 1 << 20

/** Separators that spreadsheets write. */
const separators = [',', ';', '\t'] as const

/** One record of a table: its cells by column; a column is found however its name is capitalised, spaced or punctuated. */
export type Row = (column: string) => string

/** What a line was: the names of the columns, a record, part of one that goes on in the next line, or no record of this table. */
export type TableLine = 'header' | 'continued' | 'damaged' | Row

/** The cells of one record. */
function cellsOf(record: string, separator: string): readonly string[] {
  const [cells] = Papa.parse<string[]>(record, { delimiter: separator }).data
  return cells ?? []
}

/** What a table is known by: columns that it must have; of a list, one. */
export type Wanted = readonly (string | readonly string[])[]

/** The name of a column as it is compared: `Event date`, `event_date` and `EventDate` are one. */
export function columnKey(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '').toLowerCase()
}

/** The columns that a header line names, as keys; null where it lacks one of `wanted`. */
export function readHeader(line: string, wanted: Wanted): { readonly separator: string; readonly columns: readonly string[] } | null {
  for (const separator of separators) {
    if (!line.includes(separator)) continue
    const columns = cellsOf(line, separator).map(columnKey)
    const has = (name: string) => columns.includes(columnKey(name))
    if (wanted.every((name) => (typeof name === 'string' ? has(name) : name.some(has)))) return { separator, columns }
  }
  return null
}

/**
 * Reads the lines of a file as records of a table. A cell may hold line ends: its record ends with the line that closes it. Where
 * several files were put together, each begins with its header.
 */
export function tableReader(wanted: Wanted): (line: string) => TableLine {
  let header: ReturnType<typeof readHeader> = null
  let pending = ''
  return (line) => {
    if (pending === '' && (header === null || !line.includes('@'))) {
      const next = readHeader(line, wanted)
      header = next ?? header
      if (next !== null) return 'header'
    }
    if (header === null) return 'damaged'
    const record = pending === '' ? line : `${pending}\n${line}`
    pending = ''
    if (isOpen(record) && record.length < longestRecord) {
      pending = record
      return 'continued'
    }
    const { separator, columns } = header
    const cells = cellsOf(record, separator)
    if (cells.length < 2) return 'damaged'
    return (column) => cells[columns.indexOf(columnKey(column))] ?? ''
  }
}

/** Whether a quoted cell is not closed. */
function isOpen(record: string): boolean {
  let quotes = 0
  for (let at = record.indexOf('"'); at !== -1; at = record.indexOf('"', at + 1)) quotes++
  return quotes % 2 === 1
}

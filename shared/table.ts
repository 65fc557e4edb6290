import Papa from 'papaparse'

/** Longest record that is gathered over several lines: behind it a quote was never closed. */
const longestRecord = 1 << 20

/** Separators that spreadsheets write. */
const separators = [',', ';', '\t'] as const

/** One record of a table: its cells by column. */
export type Row = (column: string) => string

/** What a line was: the names of the columns, a record, part of one that goes on in the next line, or no record of this table. */
export type TableLine = 'header' | 'continued' | 'damaged' | Row

/** The cells of one record. */
function cellsOf(record: string, separator: string): readonly string[] {
  const [cells] = Papa.parse<string[]>(record, { delimiter: separator }).data
  return cells ?? []
}

/** The columns that a header line names, in lower case; null where it lacks one of `wanted` (lower case). */
export function readHeader(
  line: string,
  wanted: readonly string[],
): { readonly separator: string; readonly columns: readonly string[] } | null {
  for (const separator of separators) {
    if (!line.includes(separator)) continue
    const columns = cellsOf(line, separator).map((name) => name.trim().toLowerCase())
    if (wanted.every((name) => columns.includes(name))) return { separator, columns }
  }
  return null
}

/** Reads the lines of a file as records of a table. A cell may hold line ends: its record ends with the line that closes it. */
export function tableReader(wanted: readonly string[]): (line: string) => TableLine {
  let header: ReturnType<typeof readHeader> = null
  let pending = ''
  return (line) => {
    if (pending === '' && header === null) {
      header = readHeader(line, wanted)
      return header === null ? 'damaged' : 'header'
    }
    const record = pending === '' ? line : `${pending}\n${line}`
    pending = ''
    if (isOpen(record) && record.length < longestRecord) {
      pending = record
      return 'continued'
    }
    const { separator, columns } = header!
    const cells = cellsOf(record, separator)
    if (cells.length < 2) return 'damaged'
    return (column) => cells[columns.indexOf(column)] ?? ''
  }
}

/** Whether a quoted cell is not closed. */
function isOpen(record: string): boolean {
  let quotes = 0
  for (let at = record.indexOf('"'); at !== -1; at = record.indexOf('"', at + 1)) quotes++
  return quotes % 2 === 1
}

import { type Row, readHeader, tableReader, type Wanted } from '../../table.ts'
import type { LogFormat, Outcome } from '../format.ts'

/** How a CSV of Google is read, also when a spreadsheet has saved it again; a semicolon means that days stand before months. */
export function googleTable(
  wanted: Wanted,
  recordsOf: (row: Row, dayFirst: boolean) => Outcome,
): Pick<LogFormat, 'unit' | 'splittable' | 'open' | 'owns'> {
  return {
    unit: 'csv',
    splittable: false,
    open: () => {
      const read = tableReader(wanted)
      let dayFirst = false
      return (line) => {
        if (line === '' || /^sep=.$/.test(line)) return 'ignored'
        const row = read(line)
        if (row === 'header') dayFirst = readHeader(line, wanted)?.separator === ';'
        if (row === 'header' || row === 'continued') return 'ignored'
        return row === 'damaged' ? 'unrecognised' : recordsOf(row, dayFirst)
      }
    },
    owns: (line) => readHeader(line, wanted) !== null,
  }
}

/** A cell; null where it says nothing. */
export function cell(row: Row, column: string): string | null {
  const text = row(column).trim()
  return text === '' || text === 'N/A' || text === 'n/a' ? null : text
}

/** A whole number in a cell. */
export function numberIn(text: string): number | null {
  const digits = text.trim()
  return /^[0-9]{1,12}$/.test(digits) ? Number(digits) : null
}

/** Addresses of a cell; the sender may be followed by its delegate, recipients may be several. */
export function addressesIn(text: string): readonly string[] {
  return text.split(/[ \t\r\n,;<>()]+/, 1000).filter((word) => word.includes('@'))
}

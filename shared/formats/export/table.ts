import { trimmed } from '../../ascii.ts'
import { type Row, readHeader, tableReader, type Wanted } from '../../table.ts'
import type { LogFormat, Outcome } from '../format.ts'

/**
 * How an export's CSV is read, also when a spreadsheet has saved it again or PowerShell named the type of its rows before the
 * header. `dayFirst`: what comes first in `02/03/2026`; where cells end with a semicolon it is the day. `otherwise`: what a line says
 * that is a record of another form; null for any other line.
 */
export function exportTable(
  wanted: Wanted,
  recordsOf: (row: Row, dayFirst: boolean) => Outcome,
  otherwise: (line: string) => Outcome | null = () => null,
): Pick<LogFormat, 'unit' | 'splittable' | 'open' | 'owns'> {
  return {
    unit: 'csv',
    splittable: false,
    open: () => {
      const read = tableReader(wanted)
      let dayFirst = false
      const outcomeOf = (line: string): Outcome => {
        const other = /^(?:sep=.$|#TYPE )/.test(line) ? 'ignored' : otherwise(line)
        if (other !== null && read.standsAlone(typeof other !== 'string')) return other
        const row = read(line)
        if (row === 'header') dayFirst = readHeader(line, wanted)?.separator === ';'
        if (row === 'header' || row === 'continued' || line === '') return 'ignored'
        return row === 'damaged' ? 'unrecognised' : recordsOf(row, dayFirst)
      }
      return Object.assign(outcomeOf, { broken: read.broken })
    },
    owns: (line) => readHeader(line, wanted) !== null,
  }
}

/** A cell; null where it says nothing. */
export function cell(row: Row, column: string): string | null {
  const text = trimmed(row(column))
  return text === '' || text === 'N/A' || text === 'n/a' ? null : text
}

/** The cell of the first of these columns that says something, since one column has several names; null where none does. */
export function cellOf(row: Row, columns: readonly string[]): string | null {
  for (const column of columns) {
    const text = cell(row, column)
    if (text !== null) return text
  }
  return null
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

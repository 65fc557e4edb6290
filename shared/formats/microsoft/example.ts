import type { LogRecord, Origin, Report } from '../../record.ts'
import { bareReport } from '../export/bare-report.ts'

/** A report of the examples but for what is given. */
export function reportOf(
  origin: Omit<Origin, 'zoned' | 'yearless' | 'stamp'>,
  iso: string,
  report: Partial<Report> & Pick<Report, 'action' | 'agent'>,
): LogRecord {
  return {
    ...bareReport,
    ...report,
    origin: { ...origin, stamp: Date.parse(iso) * 1000, zoned: true, yearless: false },
  }
}

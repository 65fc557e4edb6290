import type { LogRecord, Report } from '../../record.ts'
import { bareReport } from '../export/bare-report.ts'

/** What a server said to every service of the examples. */
export const reply = '550 5.1.1 No such user'

/** What a service makes of it. */
export const failed: Partial<Report> = { action: 'bounced', code: 550, dsn: '5.1.1', reply }

/** What an example of a service says of one mail to one recipient, but for what is given. */
export function saidBy(service: string): (report: Partial<Report>) => readonly LogRecord[] {
  const origin = { stamp: 1_772_442_847_000_000, zoned: true, yearless: false, host: service, program: service, pid: 0 }
  const nothing: Report = { ...bareReport, action: 'accepted', agent: service, recipient: 'k.lee@example.net', direction: 'sent' }
  return (report) => [{ ...nothing, ...report, origin }]
}

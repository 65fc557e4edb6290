import type { LogRecord, Origin, Report } from '../../record.ts'

/** A report of the examples but for what is given. */
export function reportOf(
  origin: Omit<Origin, 'zoned' | 'yearless' | 'stamp'>,
  iso: string,
  report: Partial<Report> & Pick<Report, 'action' | 'agent'>,
): LogRecord {
  return {
    kind: 'report',
    queueId: null,
    messageId: null,
    sender: null,
    recipient: null,
    originalRecipient: null,
    clientIp: null,
    nextHop: null,
    dsn: null,
    code: null,
    reply: '',
    signature: null,
    subject: null,
    sizeBytes: null,
    placement: null,
    direction: null,
    ...report,
    origin: { ...origin, stamp: Date.parse(iso) * 1000, zoned: true, yearless: false },
  }
}

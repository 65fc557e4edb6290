import type { LogRecord, ReportAction } from '../../record.ts'
import type { Moment } from '../../zone-names.ts'
import { bracketed, reportsOf as reports } from '../export/report.ts'

/** What one row or record of any of Google's exports says of a mail. */
export interface GoogleStatement {
  /** The format's id. */
  readonly format: string
  readonly moment: Moment
  readonly action: ReportAction
  /** As written: a Message-ID, or an id that Google made. */
  readonly id: string | null
  readonly sender: string | null
  readonly recipients: readonly string[]
  readonly clientIp: string | null
  /** Who answered; see `receivingServer`. */
  readonly nextHop: string | null
  readonly code: number | null
  readonly reply: string
  readonly subject: string | null
  readonly sizeBytes: number | null
  readonly placement: 'inbox' | 'spam' | 'quarantine' | null
  readonly direction: 'sent' | 'received' | null
}

/** Which of Google's servers takes mail in: from its customers, and from others. */
export function receivingServer(direction: 'sent' | 'received' | null): string {
  return direction === 'received' ? 'gmail-smtp-in.l.google.com' : 'smtp-relay.gmail.com'
}

/** The reports in a statement, one for each recipient; ids with SMTPIN_ADDED are Google's own, not the mail's. */
export function reportsOf(said: GoogleStatement): readonly LogRecord[] {
  const { format, moment, id } = said
  const ownId = id !== null && /SMTPIN_ADDED_(?:REJECT_SESSION|MISSING|BROKEN)/.test(id)
  // Each field by its name: an object with the rest of another costs as much as all else that a row does.
  return reports({
    action: said.action,
    agent: format,
    queueId: ownId && id.includes('@') ? id : null,
    messageId: ownId ? null : bracketed(id),
    sender: said.sender,
    recipients: said.recipients,
    clientIp: said.clientIp,
    nextHop: said.nextHop,
    code: said.code,
    reply: said.reply === 'No Error' ? '' : said.reply,
    subject: said.subject,
    sizeBytes: said.sizeBytes,
    placement: said.placement,
    direction: said.direction,
    origin: {
      stamp: moment.stamp,
      zoned: moment.zoned,
      yearless: moment.yearless,
      host: 'google',
      program: format.slice('google-'.length),
      pid: 0,
    },
  })
}

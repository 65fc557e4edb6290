import type { LogRecord, ReportAction } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import { parseReply } from '../../smtp.ts'
import type { Moment } from '../../zone-names.ts'

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

const failures: ReadonlySet<ReportAction> = new Set(['rejected', 'bounced', 'deferred'])

/** The reports in a statement, one for each recipient; ids with SMTPIN_ADDED are Google's own, not the mail's. */
export function reportsOf(said: GoogleStatement): readonly LogRecord[] {
  const { format, moment, action, id, nextHop, code } = said
  const reply = said.reply === 'No Error' ? '' : said.reply
  const ownId = id !== null && /SMTPIN_ADDED_(?:REJECT_SESSION|MISSING|BROKEN)/.test(id)
  const dsn = parseReply(reply).status
  return (said.recipients.length === 0 ? [null] : said.recipients).map(
    (recipient): LogRecord => ({
      kind: 'report',
      action,
      agent: format,
      queueId: ownId && id.includes('@') ? id : null,
      messageId: id === null || ownId ? null : id.startsWith('<') ? id : `<${id}>`,
      sender: said.sender,
      recipient,
      originalRecipient: null,
      clientIp: said.clientIp,
      nextHop,
      dsn,
      code,
      reply,
      signature: failures.has(action) ? signatureOf(reply, { host: nextHop, status: dsn, code }) : null,
      subject: said.subject,
      sizeBytes: said.sizeBytes,
      placement: said.placement,
      direction: said.direction,
      origin: { ...moment, host: 'google', program: format.slice('google-'.length), pid: 0 },
    }),
  )
}

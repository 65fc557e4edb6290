import type { LogRecord, Origin, Report, ReportAction } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import { codesOf, replyCode } from '../../smtp.ts'

/** What one row or record of an export says of a mail. */
export interface Reported
  extends Pick<
    Report,
    | 'action'
    | 'agent'
    | 'queueId'
    | 'messageId'
    | 'sender'
    | 'clientIp'
    | 'nextHop'
    | 'reply'
    | 'subject'
    | 'sizeBytes'
    | 'placement'
    | 'direction'
  > {
  readonly origin: Origin
  /** None: the row names nobody. */
  readonly recipients: readonly string[]
  readonly originalRecipient?: string | null
  /** Where the row says it outside of the reply; what is no reply code (RFC 5321 4.2) says nothing. */
  readonly code?: number | null
  /** Enhanced status, where the row says it outside of the reply; what the reply says goes before. */
  readonly status?: string | null
}

const failures: ReadonlySet<ReportAction> = new Set(['rejected', 'bounced', 'deferred', 'expired'])

/** One report for each recipient of what a row says. */
export function reportsOf(said: Reported): readonly LogRecord[] {
  const { action, nextHop, reply } = said
  const parsed = codesOf(reply)
  const code = replyCode(said.code ?? null) ?? parsed.code
  const dsn = parsed.status ?? said.status ?? null
  const signature = failures.has(action) ? signatureOf(reply, { host: nextHop, status: dsn, code }) : null
  return (said.recipients.length === 0 ? [null] : said.recipients).map(
    (recipient): LogRecord => ({
      kind: 'report',
      action,
      agent: said.agent,
      queueId: said.queueId,
      messageId: said.messageId,
      sender: said.sender,
      recipient,
      originalRecipient: said.originalRecipient ?? null,
      clientIp: said.clientIp,
      nextHop,
      dsn,
      code,
      reply,
      signature,
      subject: said.subject,
      sizeBytes: said.sizeBytes,
      placement: said.placement,
      direction: said.direction,
      origin: said.origin,
    }),
  )
}

/** A Message-ID with its angle brackets. */
export function bracketed(id: string | null): string | null {
  return id === null || id.startsWith('<') ? id : `<${id}>`
}

import { instant } from './dsn.ts'
import { addressIn, fieldGroups, type Mail, untyped } from './mail.ts'
import { nothingReported, type ReportedRecipient } from './reported.ts'
import type { Returned } from './returned.ts'

/** Reads a complaint of RFC 5965: one report per mail, of the recipient where it is told; nothing failed. */
export function readArf(mail: Mail, returned: Returned): readonly ReportedRecipient[] {
  const part = mail.parts.find((one) => one.type === 'message/feedback-report')
  if (!part) return []
  const fields = new Map(fieldGroups(part.text).flatMap((group) => [...group]))
  return [
    {
      ...nothingReported,
      ...returned,
      kind: 'arf',
      recipient: addressIn(fields.get('original-rcpt-to')) ?? addressIn(fields.get('removal-recipient')),
      reportingMta: untyped(fields.get('reporting-mta')),
      diagnostic: fields.get('feedback-type') ?? null,
      arrival: instant(fields.get('arrival-date') ?? fields.get('received-date')),
    },
  ]
}

import { instant } from './dsn.ts'
import { addressIn, fieldGroups, headerOf, type Mail, untyped } from './mail.ts'
import { nothingReported, type ReportedRecipient } from './reported.ts'
import type { Returned } from './returned.ts'

/** Reads a complaint of RFC 5965: one report per mail, of the recipient where it is told; nothing failed. */
export function readArf(mail: Mail, returned: Returned): readonly ReportedRecipient[] {
  const part = mail.parts.find((one) => one.type === 'message/feedback-report')
  if (!part) return [...readUnsubscription(mail), ...readBareComplaint(mail, returned)]
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

/** A mail that Apple's program sends when its user presses "Unsubscribe": who reads no more, as a feedback type `opt-out` would say. */
function readUnsubscription(mail: Mail): readonly ReportedRecipient[] {
  if (headerOf(mail, 'x-apple-unsubscribe')?.trim().toLowerCase() !== 'true') return []
  return [{ ...nothingReported, kind: 'arf', recipient: addressIn(headerOf(mail, 'from')), diagnostic: 'opt-out' }]
}

/** Complaints of operators that attach the message alone, and name the recipient in a field of it. */
function readBareComplaint(mail: Mail, returned: Returned): readonly ReportedRecipient[] {
  if (!/^\s*complaint about message from \S+/i.test(headerOf(mail, 'subject') ?? '')) return []
  const original = mail.parts.find((one) => one.type === 'message/rfc822')
  if (!original) return []
  const fields = fieldGroups(original.text.slice(0, 262_144))[0]
  return [
    { ...nothingReported, ...returned, kind: 'arf', recipient: addressIn(fields?.get('x-hmxmroriginalrecipient')), diagnostic: 'abuse' },
  ]
}

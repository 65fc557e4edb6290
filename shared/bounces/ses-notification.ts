import { z } from 'zod'
import { instant } from './dsn.ts'
import { type Mail, untyped } from './mail.ts'
import { judge, nothingReported, type ReportedRecipient } from './reported.ts'

const address = z.object({ emailAddress: z.string() })

/** What Amazon SES tells of a mail, sent as a mail by its notification service; only the fields that are read. */
const notification = z.object({
  notificationType: z.enum(['Bounce', 'Complaint', 'Delivery']),
  mail: z.object({
    timestamp: z.string().optional(),
    messageId: z.string().optional(),
    commonHeaders: z.object({ messageId: z.string().optional(), subject: z.string().optional() }).optional(),
  }),
  bounce: z
    .object({
      bounceType: z.string().optional(),
      bounceSubType: z.string().optional(),
      reportingMTA: z.string().optional(),
      remoteMtaIp: z.string().optional(),
      bouncedRecipients: z
        .array(address.extend({ action: z.string().optional(), status: z.string().optional(), diagnosticCode: z.string().optional() }))
        .max(10_000),
    })
    .optional(),
  complaint: z.object({ complainedRecipients: z.array(address).max(10_000), complaintFeedbackType: z.string().optional() }).optional(),
  delivery: z
    .object({ recipients: z.array(z.string()).max(10_000), smtpResponse: z.string().optional(), reportingMTA: z.string().optional() })
    .optional(),
})

/** The object at the start of a text; the mail program may have broken its lines. */
function objectIn(text: string): unknown {
  if (!text.startsWith('{"notificationType"')) return null
  const end = text.indexOf('\n--\n')
  try {
    return JSON.parse((end < 0 ? text : text.slice(0, end)).replaceAll('\n', ''))
  } catch {
    return null
  }
}

/**
 * Reads a notification of Amazon SES (bounce, complaint, delivery), whose fields are those of a report of RFC 3464.
 * Source: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
 */
export function readSesNotification(mail: Mail): readonly ReportedRecipient[] {
  const read = notification.safeParse(objectIn(mail.text.trimStart().slice(0, 262_144)))
  if (!read.success) return []
  const { mail: original, bounce, complaint, delivery } = read.data
  const common = {
    ...nothingReported,
    originalMessageId: original.commonHeaders?.messageId ?? original.messageId ?? null,
    originalSubject: original.commonHeaders?.subject ?? null,
    arrival: instant(original.timestamp),
  }
  const bounced = (bounce?.bouncedRecipients ?? []).map(({ emailAddress, status, diagnosticCode }): ReportedRecipient => {
    const diagnostic = untyped(diagnosticCode) ?? `${bounce?.bounceType ?? ''} ${bounce?.bounceSubType ?? ''}`.trim()
    return {
      ...common,
      kind: 'text-bounce',
      recipient: emailAddress,
      action: 'failed',
      ...judge(diagnostic, status ?? null, null, false),
      diagnostic,
      reportingMta: untyped(bounce?.reportingMTA),
      remoteMta: bounce?.remoteMtaIp ?? null,
    }
  })
  const complained = (complaint?.complainedRecipients ?? []).map(
    ({ emailAddress }): ReportedRecipient => ({
      ...common,
      kind: 'arf',
      recipient: emailAddress,
      diagnostic: complaint?.complaintFeedbackType ?? null,
    }),
  )
  const delivered = (delivery?.recipients ?? []).map((recipient): ReportedRecipient => {
    const reply = /^(2[0-9]{2}) (?:(2\.[0-9]{1,3}\.[0-9]{1,3}) )?/.exec(delivery?.smtpResponse ?? '')
    return {
      ...common,
      kind: 'text-bounce',
      recipient,
      action: 'delivered',
      smtpCode: reply ? Number(reply[1]) : null,
      enhancedCode: reply?.[2] ?? null,
      diagnostic: delivery?.smtpResponse ?? null,
      reportingMta: untyped(delivery?.reportingMTA),
    }
  })
  return [...bounced, ...complained, ...delivered]
}

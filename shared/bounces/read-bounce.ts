import { readArf } from './arf.ts'
import { isChallenge, readAutoreply } from './autoreply.ts'
import { readDsn } from './dsn.ts'
import { headerOf, type Mail } from './mail.ts'
import { judge, nothingReported, type ReportedRecipient } from './reported.ts'
import { returnedOf } from './returned.ts'
import { readSesNotification } from './ses-notification.ts'
import { readText } from './text-bounce.ts'

/**
 * Every recipient that a mail reports on; one report of kind `not-a-bounce` when it reports on none.
 *
 * @param decode undoes encoded words (RFC 2047)
 */
export function readBounce(mail: Mail, decode: (text: string) => string): readonly ReportedRecipient[] {
  const returned = returnedOf(mail, decode)
  const complaint = readArf(mail, returned)
  if (complaint.length > 0) return complaint
  const notified = readSesNotification(mail)
  if (notified.length > 0) return notified
  const texts = readText(mail)
  const status = readDsn(mail, texts, returned)
  if (status.length > 0 && status.every(isChallenge))
    return status.map(({ recipient, diagnostic }) => ({ ...nothingReported, ...returned, kind: 'autoreply', recipient, diagnostic }))
  if (status.length > 0) return status
  if (texts.length > 0) {
    return texts.map(({ recipient, original, reason, delayed }) => ({
      ...nothingReported,
      ...returned,
      kind: 'text-bounce',
      recipient,
      originalRecipient: original,
      action: delayed ? 'delayed' : 'failed',
      ...judge(reason, null, null, delayed),
      diagnostic: reason,
    }))
  }
  for (const attached of mail.attached) {
    const reports = readBounce(attached, decode)
    if (reports.some(({ kind }) => kind === 'dsn')) return reports
  }
  const answer = readAutoreply(mail)
  if (answer.length === 0 && /report-type="?delivery-status/i.test(headerOf(mail, 'content-type') ?? ''))
    return [{ ...nothingReported, ...returned, kind: 'dsn', action: 'failed', ...judge(null, null, null, false) }]
  return answer.length > 0 ? answer : [{ ...nothingReported, kind: 'not-a-bounce' }]
}

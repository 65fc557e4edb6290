import { classify } from '../failures/classify.ts'
import type { FailureId } from '../failures/failure.ts'
import { parseReply, type Reply } from '../smtp.ts'

/** What kind of mail a report was read from. */
export type BounceKind = 'dsn' | 'text-bounce' | 'arf' | 'autoreply' | 'not-a-bounce'

/** What the reporting server did (RFC 3464, 2.3.3). */
export type BounceAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'

/** One recipient that a mail reports on, in the fields of `relayscope bounces`. */
export interface ReportedRecipient {
  readonly kind: BounceKind
  readonly recipient: string | null
  readonly originalRecipient: string | null
  /** Whom an alias stood for, where the reporter names both (Sendmail: `X-Actual-Recipient`) and `recipient` is the alias. */
  readonly actualRecipient: string | null
  readonly action: BounceAction | null
  readonly enhancedCode: string | null
  readonly smtpCode: number | null
  /** Null where nothing failed. */
  readonly class: FailureId | null
  readonly cause: FailureId | null
  readonly permanent: boolean | null
  readonly reportingMta: string | null
  readonly remoteMta: string | null
  readonly diagnostic: string | null
  readonly originalMessageId: string | null
  readonly originalSubject: string | null
  /** When the original says that it was written; ISO 8601. */
  readonly originalDate: string | null
  /** Who handed the original to the reporting server, by the returned header. */
  readonly handedBy: string | null
  /** The reporting server's own id of the original, where it says one (Postfix: `X-Postfix-Queue-ID`; Exim, OpenSMTPD: the returned mail's `Received`). */
  readonly queueId: string | null
  /** When the reporting server took the original; ISO 8601. */
  readonly arrival: string | null
}

/** A report that says nothing yet: what the readers fill. */
export const nothingReported: Omit<ReportedRecipient, 'kind'> = {
  recipient: null,
  originalRecipient: null,
  actualRecipient: null,
  action: null,
  enhancedCode: null,
  smtpCode: null,
  class: null,
  cause: null,
  permanent: null,
  reportingMta: null,
  remoteMta: null,
  diagnostic: null,
  originalMessageId: null,
  originalSubject: null,
  originalDate: null,
  handedBy: null,
  queueId: null,
  arrival: null,
}

/** What a failure's words and codes come to. */
type Judged = Pick<ReportedRecipient, 'enhancedCode' | 'smtpCode' | 'class' | 'cause' | 'permanent'>

/** Whether a status names a cause: `5.1.1`, not `5.0.0`. */
function isSpecific(status: string | null): status is string {
  return status !== null && !status.endsWith('.0.0')
}

/** A specific status wherever it stands in the words, `… (#5.1.1)` or `#< #5.1.1 …`. */
function statusInside(text: string): string | null {
  for (const [, status] of text.slice(0, 8192).matchAll(/(?<![0-9.])([45]\.[0-7]\.[0-9]{1,3})(?![0-9.])/g)) {
    if (status !== undefined && isSpecific(status)) return status
  }
  return null
}

/** A reply code behind a word or bracket, `said: 550 …`, `[550]`, `550: …`. */
function codeInside(text: string): number | null {
  const found = /(?:^|[\s:'"([])([45][0-5][0-9])(?=[\s\-:;,)\]]|$)/.exec(text.slice(0, 8192))
  return found ? Number(found[1]) : null
}

/** The status that counts: the more specific one; of two specific ones that of the final words. */
function statusOf(given: string | null, reply: Reply, diagnostic: string): string | null {
  if (isSpecific(reply.status)) return reply.status
  const inside = statusInside(diagnostic)
  if (isSpecific(given)) return given
  return inside ?? given ?? reply.status
}

/** What was said last where a queue gave up, `554 4.4.7 Message expired: …<421 4.4.2 Connection timed out>`, is put first: its codes count. */
function lastReplyIn(text: string): string {
  const found = /^(5\d\d 4\.4\.7 [^<>]{1,500})<([45]\d\d [45]\.\d{1,3}\.\d{1,3} [^<>]{1,2000})>/.exec(text)
  return found ? `${found[2]} (${found[1]?.slice('554 4.4.7 '.length)})` : text
}

/**
 * Judges a failure or a delay by the server's words, the status of the report and the name of the answering host.
 *
 * @param temporary whether the report says that the server still tries
 */
export function judge(diagnostic: string | null, status: string | null, host: string | null, temporary: boolean): Judged {
  const words = lastReplyIn(diagnostic ?? '')
  const first = parseReply(words, { host })
  const enhancedCode = statusOf(status, first, words)
  const smtpCode = first.code !== null && first.code >= 400 ? first.code : codeInside(words)
  const verdict = classify(parseReply(words, { host, status: enhancedCode, code: smtpCode }))
  return { enhancedCode, smtpCode, class: verdict.class, cause: verdict.cause, permanent: !temporary }
}

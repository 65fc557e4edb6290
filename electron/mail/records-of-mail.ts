import { addressIn, headerOf, type Mail } from '../../shared/bounces/mail.ts'
import { readBounce } from '../../shared/bounces/read-bounce.ts'
import type { BounceAction, ReportedRecipient } from '../../shared/bounces/reported.ts'
import type { Outcome } from '../../shared/formats/format.ts'
import type { LogRecord, ReportAction } from '../../shared/record.ts'
import { signatureOf } from '../../shared/signature.ts'
import { attachedReports } from './attached-reports.ts'
import { decodeEncodedWords } from './mime.ts'
import { parseMail } from './parse-mail.ts'

const actions: Readonly<Record<BounceAction, ReportAction>> = {
  failed: 'bounced',
  delayed: 'deferred',
  delivered: 'delivered',
  relayed: 'relayed',
  expanded: 'expanded',
}

/**
 * What a mail reports on others, by the line that says it (counted from 0 within the mail). Empty where it reports on none; a
 * mail that cannot be taken apart, or has no date, is `unrecognised` at its first line.
 */
export function recordsOfMail(bytes: Buffer): ReadonlyMap<number, Outcome> {
  let mail: Mail
  try {
    mail = parseMail(bytes)
  } catch {
    return new Map([[0, 'unrecognised']])
  }
  const reports = readBounce(mail, decodeEncodedWords).filter(({ kind }) => kind === 'dsn' || kind === 'text-bounce')
  if (reports.length === 0) return attachedReports(bytes)
  const stamp = [headerOf(mail, 'date'), ...reports.map(({ arrival }) => arrival)]
    .map((text) => Date.parse(text ?? ''))
    .find(Number.isFinite)
  if (stamp === undefined) return new Map([[0, 'unrecognised']])
  const lines = bytes.toString('latin1').split('\n')
  const byLine = new Map<number, LogRecord[]>()
  for (const report of reports) {
    const at = lineOf(lines, report)
    byLine.set(at, [...(byLine.get(at) ?? []), recordOf(report, addressIn(headerOf(mail, 'to')), stamp)])
  }
  return byLine
}

function recordOf(report: ReportedRecipient, sender: string | null, stamp: number): LogRecord {
  const { kind, action, enhancedCode, smtpCode, remoteMta } = report
  const failed = action === 'failed' || action === 'delayed'
  const reply = asBytes(report.diagnostic ?? '')
  const gaveUp = action === 'failed' && (report.class === 'expired' || (enhancedCode?.startsWith('4.') ?? false))
  return {
    kind: 'report',
    action: gaveUp ? 'expired' : actions[action ?? 'failed'],
    agent: kind,
    queueId: textOrNull(report.queueId ?? ownId(report.originalMessageId, report.reportingMta)),
    messageId: textOrNull(report.originalMessageId),
    sender: textOrNull(sender),
    // The alias is not lost: somebody for whom it stood is.
    recipient: textOrNull(report.actualRecipient ?? report.recipient),
    originalRecipient: textOrNull(report.originalRecipient ?? (report.actualRecipient === null ? null : report.recipient)),
    clientIp: null,
    nextHop: textOrNull(remoteMta),
    dsn: enhancedCode,
    code: smtpCode,
    reply,
    signature: failed ? signatureOf(reply, { host: remoteMta, status: enhancedCode, code: smtpCode }) : null,
    subject: textOrNull(report.originalSubject),
    sizeBytes: null,
    placement: null,
    direction: 'sent',
    arrivedMicros: promptArrival(report),
    handedBy: textOrNull(report.handedBy),
    origin: { stamp: stamp * 1000, zoned: true, yearless: false, host: asBytes(report.reportingMta ?? ''), program: kind, pid: 0 },
  }
}

/** How long a mail may have been under way to the reporter, and how far a clock may be ahead, ms. */
const LONGEST_WAY = 3_600_000
const AHEAD = 300_000

/** When the reporter took the original, µs; null where that is not said, or the original's own date does not lie in the hour before. */
function promptArrival({ arrival, originalDate }: ReportedRecipient): number | null {
  const arrived = Date.parse(arrival ?? '')
  const way = arrived - Date.parse(originalDate ?? '')
  return way >= -AHEAD && way <= LONGEST_WAY ? arrived * 1000 : null
}

/**
 * The queue id within a Message-ID that the reporter's own Sendmail made, `<202603020914.622EeT5g000811@HOST>`: its logs name no
 * Message-ID of its notices. Null for all others.
 */
function ownId(messageId: string | null, reporter: string | null): string | null {
  const [, id, host] = /^<?[0-9]{12}\.([0-9A-Za-z]{14,20})@([^ >]{1,255})>?$/.exec(messageId ?? '') ?? []
  return id !== undefined && host !== undefined && host.toLowerCase() === reporter?.toLowerCase() ? id : null
}

/** Text as the rows hold it: the bytes of UTF-8 as latin1. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

function textOrNull(text: string | null): string | null {
  return text === null ? null : asBytes(text)
}

/** The line that proves a report: the diagnostic of its recipient's group, else its first mention, else the mail's first line. */
function lineOf(lines: readonly string[], { recipient }: ReportedRecipient): number {
  if (recipient === null) return 0
  const address = asBytes(recipient).toLowerCase()
  const names = (line: string) => line.toLowerCase().includes(address)
  const group = lines.findIndex((line) => /^Final-Recipient:/i.test(line) && names(line))
  if (group === -1) return Math.max(0, lines.findIndex(names))
  const end = lines.findIndex((line, at) => at > group && line.trim() === '')
  const diagnostic = lines.findIndex((line, at) => at > group && (end === -1 || at < end) && /^Diagnostic-Code:/i.test(line))
  return diagnostic === -1 ? group : diagnostic
}

import { mappedFormat, mappedFormats } from '../mapping/format.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { amazonSes } from './amazon-ses.ts'
import { brevo } from './brevo.ts'
import { dmarcAggregate } from './dmarc-aggregate.ts'
import { exchangeMessageTracking } from './exchange-message-tracking.ts'
import { exchangeSmtpProtocol } from './exchange-smtp-protocol.ts'
import { exchangeTrackingSearch } from './exchange-tracking-search.ts'
import { exim } from './exim.ts'
import { filtersAndMailboxes } from './filters-and-mailboxes.ts'
import type { LogFormat } from './format.ts'
import { googleEmailLogSearch } from './google-email-log-search.ts'
import { googleGmailActivity } from './google-gmail-activity.ts'
import { googleGmailLogEvents } from './google-gmail-log-events.ts'
import { googleUsers } from './google-users.ts'
import { haraka } from './haraka.ts'
import { hmailserver } from './hmailserver.ts'
import { iisSmtp } from './iis-smtp.ts'
import { kumomta } from './kumomta.ts'
import { beginsAsMail, mail } from './mail.ts'
import { mailersend } from './mailersend.ts'
import { mailgun } from './mailgun.ts'
import { mailjet } from './mailjet.ts'
import { mandrill } from './mandrill.ts'
import { microsoft365EnhancedSummary } from './microsoft-365-enhanced-summary.ts'
import { microsoft365ExtendedReport } from './microsoft-365-extended-report.ts'
import { microsoft365MessageTrace } from './microsoft-365-message-trace.ts'
import { microsoft365TraceDetail } from './microsoft-365-trace-detail.ts'
import { msmtp } from './msmtp.ts'
import { opensmtpd } from './opensmtpd.ts'
import { postal } from './postal.ts'
import { postfix } from './postfix.ts'
import { postmark } from './postmark.ts'
import { qmail } from './qmail.ts'
import { resend } from './resend.ts'
import { sendgrid } from './sendgrid.ts'
import { sendgridActivity } from './sendgrid-activity.ts'
import { sendmail } from './sendmail.ts'
import { sparkpost } from './sparkpost.ts'
import { tlsRpt } from './tls-rpt.ts'

/** Every format, more special ones before more general ones. */
export const allFormats: readonly LogFormat[] = [
  postfix,
  exim,
  sendmail,
  opensmtpd,
  qmail,
  haraka,
  hmailserver,
  msmtp,
  filtersAndMailboxes,
  kumomta,
  googleEmailLogSearch,
  googleGmailLogEvents,
  googleGmailActivity,
  googleUsers,
  microsoft365TraceDetail,
  microsoft365MessageTrace,
  microsoft365EnhancedSummary,
  microsoft365ExtendedReport,
  exchangeMessageTracking,
  exchangeTrackingSearch,
  exchangeSmtpProtocol,
  iisSmtp,
  amazonSes,
  sendgrid,
  sendgridActivity,
  mailgun,
  postmark,
  dmarcAggregate,
  tlsRpt,
  sparkpost,
  brevo,
  mandrill,
  mailjet,
  resend,
  mailersend,
  postal,
  mail,
]

/** The formats of these ids. `mapping`: the user's own, which makes a format. */
export function formatsOf(ids: readonly string[], mapping: Mapping | undefined): readonly LogFormat[] {
  const known = mapping === undefined ? allFormats : [...allFormats, mappedFormat(mapping)]
  return known.filter(({ id }) => ids.includes(id))
}

/** What is known of a format of a source without opening it; undefined of one that is not known. */
export function factsOf(id: string): Pick<LogFormat, 'title' | 'unit' | 'searchResult' | 'noLog'> | undefined {
  return [...mappedFormats, ...allFormats].find((format) => format.id === id)
}

/** Whether a source holds only what was searched for. `ids`: of its formats, separated by blanks, as a case keeps them. */
export function isSearchResult(ids: string): boolean {
  return ids.split(' ').every((id) => factsOf(id)?.searchResult === true)
}

/** Whether a source, or one of its formats, holds all that happened in its time, as a log does. */
export function isLog(ids: string): boolean {
  return ids.split(' ').some((id) => !isSearchResult(id) && factsOf(id)?.noLog !== true)
}

/** The formats of a sample, or none and the one that came nearest. */
export interface Recognition {
  /** Those that understand at least half of the lines that bear their mark, most lines first; a file may hold several. */
  readonly formats: readonly LogFormat[]
  /** The format that understood most; null where no line bears any mark. */
  readonly nearest: LogFormat | null
  /** Every format whose mark a line bears, that which understood most first. */
  readonly scores: readonly FormatScore[]
  /** The first line that bears the mark of `nearest` and is not understood; without `nearest`, the first that is not empty. */
  readonly firstUnmatched: string | null
}

/** How well a format reads a sample: of the lines that bear its mark, how many it understands. */
export interface FormatScore {
  readonly format: LogFormat
  readonly owned: number
  readonly understood: number
  /** The first of those that it does not understand. */
  readonly unmatched: string | null
}

/** Recognises formats by reading: opens each on the sample's lines, so that detection cannot disagree with parsing. */
export function recogniseFormat(lines: readonly string[], fileName = ''): Recognition {
  if (beginsAsMail(lines)) return { formats: [mail], nearest: mail, scores: [], firstUnmatched: null }
  const scores = allFormats.map((format) => score(format, lines, fileName)).filter(({ owned }) => owned > 0)
  scores.sort((a, b) => b.understood - a.understood || b.owned - a.owned)
  const best = scores[0]
  return {
    formats: scores.filter(({ understood, owned }) => understood > 0 && understood * 2 >= owned).map(({ format }) => format),
    nearest: best?.format ?? null,
    scores,
    firstUnmatched: best === undefined ? (lines.find((line) => line !== '') ?? null) : best.unmatched,
  }
}

function score(format: LogFormat, lines: readonly string[], fileName: string): FormatScore {
  const read = format.open({ fileName })
  let owned = 0
  let understood = 0
  let unmatched: string | null = null
  for (const line of lines) {
    const outcome = read(line)
    if (!format.owns(line)) continue
    owned++
    if (outcome !== 'unrecognised') understood++
    else unmatched ??= line
  }
  return { format, owned, understood, unmatched }
}

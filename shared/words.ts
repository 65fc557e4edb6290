import type { Family, Hop } from './failures/failure.ts'
import type { Direction, Evidence, Outcome } from './message.ts'
import type { FieldName } from './query/fields.ts'
import type { Sureness } from './sentences.ts'

/** Outcome groups as filters name them. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
  delivered: 'Delivered',
  'handed-on': 'Handed over',
  waiting: 'Waiting',
  bounced: 'Bounced',
  rejected: 'Refused on entry',
  removed: 'Removed',
  expanded: 'Expanded',
  unknown: 'Unknown',
}

/** Whose mail it is. */
export const directionWords: Readonly<Record<Direction, string>> = {
  own: 'Own, outward',
  inbound: 'Inbound',
  internal: 'Internal',
  stranger: 'Strangers',
  notice: 'Notices',
}

/** Fields as lists of their values are headed. */
export const facetWords: Readonly<Partial<Record<FieldName, string>>> = {
  outcome: 'Outcome',
  class: 'Reason',
  from: 'Sender',
  to: 'Recipient',
  direction: 'Direction',
  domain: "Recipient's domain",
  fromdomain: "Sender's domain",
  device: 'Device',
  login: 'Login',
  relay: 'Next hop',
  source: 'Source',
}

export const familyWords: Readonly<Record<Family, string>> = {
  relay: 'Relay denied',
  credentials: 'Credentials',
  limits: 'Limits',
  recipient: 'Recipient',
  content: 'Content and reputation',
  network: 'Network and TLS',
  system: 'System',
}

/** Where on its way a mail was refused. */
export const hopWords: Readonly<Record<Hop, string>> = {
  'device→own-relay': 'Device → own relay',
  'device→google': 'Device → Google',
  'own-relay': 'On the own relay',
  'own-relay→google': 'Own relay → Google',
  'own-relay→relay': 'Own relay → next relay',
  'own-relay→destination': "Own relay → recipient's server",
  'google→destination': "Google → recipient's server",
}

export const evidenceWords: Readonly<Record<Evidence, string>> = {
  proved: 'a line of the log says so',
  inferred: 'joined without an exact id',
  open: 'the logs end before the answer',
}

/** What stands behind each word of sureness. */
export const surenessWords: Readonly<Record<Sureness, string>> = {
  certain: 'The server says so in words that only mean this.',
  likely: 'One general sign says so.',
  guess: 'Only a status code says so.',
}

/** How a zone was decided. */
export function zoneSourceWords(source: string): string {
  return decided[source] ?? source
}

/** How a year was decided. */
export function yearSourceWords(source: string): string {
  return decided[source] ?? source
}

const decided: Readonly<Record<string, string>> = {
  explicit: 'stated in the lines',
  user: 'set by you',
  'queue-ids': 'proved by queue ids',
  case: 'from the case',
  gzip: 'from the archive’s date',
  'file-date': 'from the file’s date',
  assumed: 'assumed',
}

/** Who reports on a mail, by the program that a report's origin names. */
const reporters: Readonly<Record<string, string>> = {
  'email-log-search': 'Google’s Email Log Search',
  'gmail-log-events': 'Gmail’s log',
  'gmail-activity': 'Gmail’s log',
  'message-trace': 'Microsoft 365’s message trace',
  'enhanced-summary': 'Microsoft 365’s enhanced summary',
  'extended-report': 'Microsoft 365’s extended report',
  'trace-detail': 'Microsoft 365’s message trace',
  'message-tracking': 'Exchange’s message tracking',
  'smtp-receive': 'The SMTP log',
  'smtp-send': 'The SMTP log',
  smtpsvc: 'The SMTP log',
  'amazon-ses': 'Amazon SES',
  sendgrid: 'SendGrid',
  mailgun: 'Mailgun',
  postmark: 'Postmark',
}

/** `Microsoft 365’s message trace`, `The SMTP log of mail01`, `A bounce of mx.example.net`. */
export function reporterWords({ program, host }: { readonly program: string; readonly host: string }): string {
  const known = reporters[program]
  const isServer = known === undefined || /^(?:smtp|message-tracking)/.test(program)
  return `${known ?? 'A bounce'}${isServer && host !== '' ? ` of ${host}` : ''}`
}

import type { Step } from './message.ts'

const reports: Readonly<Record<string, string>> = {
  accepted: 'it took the mail in',
  relayed: 'the next server took it',
  delivered: 'it was delivered',
  expanded: 'it was replaced by other recipients',
  deferred: 'it waits and is tried again',
  quarantined: 'it was put into quarantine',
  bounced: 'it could not be delivered',
  expired: 'it was given up after many tries',
  rejected: 'it was refused',
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
  'sendgrid-activity': 'SendGrid’s activity feed',
  sparkpost: 'SparkPost',
  brevo: 'Brevo',
  mandrill: 'Mandrill',
  mailjet: 'Mailjet',
  resend: 'Resend',
  mailersend: 'MailerSend',
  postal: 'Postal',
  msmtp: 'msmtp',
  dovecot: 'Dovecot',
  'mapped-columns': 'The table that you mapped',
}

/** `Microsoft 365’s message trace`, `The SMTP log of mail01`, `A bounce of mx.example.net`. */
function reporterWords({ program, host }: Step): string {
  const known = reporters[program]
  const isServer = known === undefined || /^(?:smtp|message-tracking)/.test(program)
  return `${known ?? 'A bounce'}${isServer && host !== '' ? ` of ${host}` : ''}`
}

/** Who reports, and what. */
export function reportSentence(step: Step): string {
  return `${reporterWords(step)} says${step.recipient ? ` of ${step.recipient}` : ''}: ${reports[step.action ?? ''] ?? 'nothing certain'}`
}

const filters: Readonly<Record<string, string>> = { amavis: 'Amavis', rspamd: 'Rspamd', opendkim: 'OpenDKIM', opendmarc: 'OpenDMARC' }

/** That a filter said something of the mail; null where it was a server. */
export function filterSentence(step: Step): string | null {
  const filter = filters[step.program]
  return filter === undefined ? null : `${filter} looked at it`
}

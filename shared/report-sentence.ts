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

/** Who reports, by the program of a record's origin; bounces have the kind of bounce there. */
const reporters: Readonly<Record<string, string>> = {
  'email-log-search': 'Google’s Email Log Search',
  'gmail-log-events': 'Google’s list of Gmail log events',
  'gmail-activity': 'Google’s log of Gmail',
  'amazon-ses': 'Amazon SES',
  sendgrid: 'SendGrid',
  'sendgrid-activity': 'SendGrid’s activity feed',
  mailgun: 'Mailgun',
  postmark: 'Postmark',
  sparkpost: 'SparkPost',
  brevo: 'Brevo',
  mandrill: 'Mandrill',
  mailjet: 'Mailjet',
  resend: 'Resend',
  mailersend: 'MailerSend',
  postal: 'Postal',
  msmtp: 'msmtp',
  dovecot: 'Dovecot',
}

/** Who reports, and what. */
export function reportSentence(step: Step): string {
  const who = reporters[step.program] ?? `A bounce${step.host === '' ? '' : ` of ${step.host}`}`
  return `${who} says${step.recipient ? ` of ${step.recipient}` : ''}: ${reports[step.action ?? ''] ?? 'nothing certain'}`
}

const filters: Readonly<Record<string, string>> = { amavis: 'Amavis', rspamd: 'Rspamd', opendkim: 'OpenDKIM', opendmarc: 'OpenDMARC' }

/** That a filter said something of the mail; null where it was a server. */
export function filterSentence(step: Step): string | null {
  const filter = filters[step.program]
  return filter === undefined ? null : `${filter} looked at it`
}

import type { ReportAction } from '../record.ts'
import type { Row } from '../table.ts'
import { shownStamp, unreadTime } from '../zone-names.ts'
import { addressesIn, cell, exportTable, numberIn } from './export/table.ts'
import type { LogFormat, Outcome } from './format.ts'
import { receivingServer, reportsOf } from './google/report.ts'
import { examples } from './google-email-log-search/examples.ts'

/** Columns without which a file is none; the others may be absent. */
const wanted = ['message id', 'sender', 'recipient address', 'event target', 'event date', 'event status']

/** Google Workspace, Admin console, Reporting, Email Log Search: the CSV of its results. */
export const googleEmailLogSearch: LogFormat = {
  id: 'google-email-log-search',
  title: 'Google Email Log Search',
  source: 'https://support.google.com/a/answer/2618874',
  mark: 'a header with `Message ID`, `Event target` and `Event status`',
  traps:
    'It is a search result, not a log: mail that was not searched for is absent. One recipient has a row for each stage. Ids with SMTPIN_ADDED are Google’s own: the mail had none, a broken one, or was refused before it had one. A spreadsheet that saves it again changes separators and dates; of 02/03 it is taken that the day comes first where cells end with a semicolon.',
  searchResult: true,
  ...exportTable(wanted, recordsOf),
  examples,
}

function recordsOf(row: Row, dayFirst: boolean): Outcome {
  const moment = shownStamp(row('event date'), dayFirst) ?? shownStamp(row('start date'), dayFirst)
  if (moment === null) return unreadTime(row('event date'))
  const target = row('event target').trim().toUpperCase()
  const status = row('event status').trim().toUpperCase()
  const code = numberIn(row('event smtp reply code'))
  const direction = directionOf(row('direction'))
  const address = cell(row, 'event target ip address')
  return reportsOf({
    format: 'google-email-log-search',
    moment,
    action: actionOf(target, status, code),
    id: cell(row, 'message id'),
    sender: addressesIn(row('sender'))[0] ?? null,
    recipients: addressesIn(row('recipient address')),
    clientIp: target === 'SMTP_IN' ? address : null,
    nextHop: target === 'SMTP_IN' ? receivingServer(direction) : address === null ? null : `[${address}]`,
    code,
    reply: cell(row, 'event description') ?? '',
    subject: cell(row, 'subject'),
    sizeBytes: numberIn(row('message size')),
    placement: placementOf(target, status),
    direction,
  })
}

function directionOf(text: string): 'sent' | 'received' | null {
  const word = text.trim().toLowerCase()
  return word === 'sent' || word === 'received' ? word : null
}

/** Targets at which a mail is in a mailbox; the last two are what Google calls delivered but marked as spam. */
const mailboxes = new Set(['GMAIL_INBOX', 'GMAIL_SPAM', 'INTERNAL_SERVER'])

function placementOf(target: string, status: string): 'inbox' | 'spam' | 'quarantine' | null {
  if (status.includes('QUARANTINE')) return 'quarantine'
  if (status.includes('SPAM') || target === 'GMAIL_SPAM' || target === 'INTERNAL_SERVER') return 'spam'
  return target === 'GMAIL_INBOX' && status !== 'VIEWED' ? 'inbox' : null
}

function actionOf(target: string, status: string, code: number | null): ReportAction {
  if (status.includes('QUARANTINE')) return 'quarantined'
  const refused = /BOUNCE|REJECT|FAIL|DROP/.test(status)
  const waits = /DEFER|RETRY|TEMPORARY/.test(status)
  if (waits || (code !== null && code >= 400 && code < 500)) return 'deferred'
  if (refused || (code !== null && code >= 500)) return target === 'SMTP_IN' ? 'rejected' : 'bounced'
  if (mailboxes.has(target) || status.includes('SPAM') || status === 'VIEWED') return 'delivered'
  if (target === 'SMTP_OUT') return 'relayed'
  return target.endsWith('LIST_SERVER') && status === 'DELIVERED' ? 'expanded' : 'accepted'
}

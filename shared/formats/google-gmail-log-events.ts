import { codesOf } from '../smtp.ts'
import type { Row } from '../table.ts'
import { shownStamp, unreadTime } from '../zone-names.ts'
import { addressesIn, cell, exportTable } from './export/table.ts'
import type { LogFormat, Outcome } from './format.ts'
import { actionOfWord } from './google/events.ts'
import { receivingServer, reportsOf } from './google/report.ts'
import { examples } from './google-gmail-log-events/examples.ts'

/** Columns are chosen by the user; without these a row is no account of a mail. */
const wanted = ['event', 'date', ['from (envelope)', 'from (header address)', 'to (envelope)', 'traffic source']]

/** Google Workspace, Admin console, Reporting, Audit and investigation (or Security, Investigation tool): Gmail log events as CSV. */
export const googleGmailLogEvents: LogFormat = {
  id: 'google-gmail-log-events',
  title: 'Gmail log events',
  source: 'https://support.google.com/a/answer/11479100',
  mark: 'a header with `Event`, `Date` and `From (Envelope)`, `To (Envelope)` or `Traffic source`',
  traps:
    'It is a search result with the columns that somebody chose: without `Message ID` it ties to no log, without `To (Envelope)` it names no recipient. Times are of the zone that the browser showed. `Send` says that Gmail took the mail, not that it arrived.',
  searchResult: true,
  ...exportTable(wanted, recordsOf),
  examples,
}

function recordsOf(row: Row, dayFirst: boolean): Outcome {
  const moment = shownStamp(row('date'), dayFirst)
  const event = row('event').trim()
  if (moment === null) return unreadTime(row('date'))
  if (event === '') return 'unrecognised'
  const reply = cell(row, 'description') ?? ''
  const { code } = codesOf(reply)
  const action = actionOfWord(event, code)
  if (action === null) return 'ignored'
  const direction = action === 'delivered' ? 'received' : /^sen[dt]/i.test(event) ? 'sent' : null
  const recipients = addressesIn(row('to (envelope)'))
  const spam = row('spam classification').toLowerCase().includes('spam')
  return reportsOf({
    format: 'google-gmail-log-events',
    moment,
    action,
    id: cell(row, 'message id'),
    sender: addressesIn(row('from (envelope)'))[0] ?? addressesIn(row('from (header address)'))[0] ?? null,
    recipients: recipients.length === 0 && action === 'delivered' ? addressesIn(row('owner')) : recipients,
    clientIp: cell(row, 'ip address'),
    nextHop: action === 'rejected' || action === 'deferred' ? receivingServer(direction) : null,
    code,
    reply,
    subject: cell(row, 'subject'),
    sizeBytes: null,
    placement: action === 'quarantined' ? 'quarantine' : action !== 'delivered' ? null : spam ? 'spam' : 'inbox',
    direction,
  })
}

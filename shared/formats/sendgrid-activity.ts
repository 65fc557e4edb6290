import type { ReportAction } from '../record.ts'
import type { Row } from '../table.ts'
import { shownStamp, unreadTime } from '../zone-names.ts'
import { cell, exportTable } from './export/table.ts'
import type { LogFormat, Outcome } from './format.ts'
import { examples } from './sendgrid-activity/examples.ts'
import { addressIn, reportsOfEvent } from './sending-service/service.ts'

/** Columns without which a file is none; the others may be absent. */
const wanted = ['processed', 'message_id', 'event', 'email']

/** What an event says of the mail; null of what a recipient did later. The names of the webhook and of the API are both in use. */
const actions: ReadonlyMap<string, ReportAction | null> = new Map<string, ReportAction | null>([
  ['processed', 'accepted'],
  ['deferred', 'deferred'],
  ['delivered', 'relayed'],
  ['bounce', 'bounced'],
  ['bounced', 'bounced'],
  ['drop', 'rejected'],
  ['dropped', 'rejected'],
  ['open', null],
  ['opened', null],
  ['click', null],
  ['clicked', null],
  ['spamreport', null],
  ['spam_report', null],
  ['unsubscribe', null],
  ['group_unsubscribe', null],
  ['group_resubscribe', null],
])

/** Twilio SendGrid, Email Activity Feed: the CSV of its results. */
export const sendgridActivity: LogFormat = {
  id: 'sendgrid-activity',
  title: 'SendGrid email activity',
  source: 'https://www.twilio.com/docs/sendgrid/for-developers/sending-email/getting-started-email-activity-api',
  mark: 'a header with `processed`, `message_id`, `event` and `email`',
  traps: 'It is a search result, not a log: mail that was not searched for is absent. Ids are SendGrid’s own; `mx` is who answered.',
  searchResult: true,
  ...exportTable(wanted, recordsOf),
  examples,
}

function recordsOf(row: Row, dayFirst: boolean): Outcome {
  const action = actions.get(row('event').toLowerCase())
  const records = reportsOfEvent('sendgrid-activity', {
    action,
    moment: shownStamp(row('processed'), dayFirst),
    queueId: cell(row, 'message_id')?.split('.', 1)[0] ?? null,
    messageId: null,
    sender: addressIn(cell(row, 'from')),
    recipient: cell(row, 'email'),
    nextHop: cell(row, 'mx'),
    dsn: null,
    reply: cell(row, 'reason') ?? '',
    subject: cell(row, 'subject'),
  })
  return records.length > 0 ? records : action === null ? 'ignored' : unreadTime(row('processed'))
}

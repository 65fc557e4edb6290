import type { LogRecord, ReportAction } from '../record.ts'
import type { Row } from '../table.ts'
import { unreadTime } from '../zone-names.ts'
import { bracketed, reportsOf } from './export/report.ts'
import { addressesIn, cell, cellOf, exportTable, numberIn } from './export/table.ts'
import type { LogFormat, Outcome } from './format.ts'
import { addressIn, directionIn, eventActions, microsoft365, networkId, traceMoment, traceOrigin } from './microsoft/trace.ts'
import { examples } from './microsoft-365-enhanced-summary/examples.ts'

/** The manual writes `origin_timestamp`, the files `origin_timestamp_utc`. */
const received = ['origin_timestamp_utc', 'origin_timestamp']

/** Microsoft 365, message trace: the enhanced summary, a CSV with a row for each mail. */
export const microsoft365EnhancedSummary: LogFormat = {
  id: 'microsoft-365-enhanced-summary',
  title: 'Microsoft 365 message trace, enhanced summary',
  source: 'https://learn.microsoft.com/exchange/monitoring/trace-an-email-message/message-trace-modern-eac',
  mark: 'a header with `origin_timestamp_utc` and `recipient_status`',
  traps:
    'It is a search result, not a log. UTF-16, often without its mark. One cell holds all recipients as `address##Receive, Send`; it never says why mail failed: the extended report does. The address of the client is kept for 10 days only. The time is that of the mail’s arrival.',
  searchResult: true,
  ...exportTable([received, 'sender_address', 'recipient_status', 'message_id'], recordsOf),
  examples,
}

/** What came of a mail for each recipient; where two statements contradict each other, no more than that it was taken in. */
function recipientsIn(text: string): ReadonlyMap<string, ReportAction> {
  const actions = new Map<string, ReportAction>()
  for (const part of text.split(';', 20_000)) {
    const [to = '', words = ''] = part.split('##', 2)
    const [recipient] = addressesIn(to)
    if (recipient === undefined) continue
    const action = words.split(',').reduce<ReportAction>((last, word) => actionOf(word) ?? last, 'accepted')
    const before = actions.get(recipient)
    actions.set(recipient, before === undefined || before === 'accepted' || before === action ? action : 'accepted')
  }
  return actions
}

/** What comes later in a status is the later event; what is taken in was said already. */
function actionOf(word: string): ReportAction | undefined {
  const action = eventActions.get(word.trim().toUpperCase())
  return action === 'accepted' ? undefined : action
}

function recordsOf(row: Row, dayFirst: boolean): Outcome {
  const moment = traceMoment(cellOf(row, received), dayFirst)
  const recipients = [...recipientsIn(row('recipient_status'))]
  if (moment === null) return unreadTime(cellOf(row, received) ?? '')
  if (recipients.length === 0) return 'unrecognised'
  return recipients.flatMap(([recipient, action]): readonly LogRecord[] =>
    reportsOf({
      action,
      agent: 'microsoft-365-enhanced-summary',
      queueId: networkId(cell(row, 'network_message_id')),
      messageId: bracketed(cell(row, 'message_id')),
      sender: addressesIn(row('sender_address'))[0] ?? null,
      recipients: [recipient],
      clientIp: addressIn(cell(row, 'original_client_ip')),
      nextHop: action === 'delivered' ? microsoft365 : null,
      reply: '',
      subject: cell(row, 'message_subject'),
      sizeBytes: numberIn(row('total_bytes')),
      placement: action === 'quarantined' ? 'quarantine' : null,
      direction: directionIn(row),
      origin: traceOrigin(moment, 'enhanced-summary'),
    }),
  )
}

import { unreadTime } from '../zone-names.ts'
import { exportTable } from './export/table.ts'
import type { LogFormat } from './format.ts'
import { traceMoment, traceOrigin } from './microsoft/trace.ts'
import { trackedEvent } from './microsoft/tracking.ts'
import { examples } from './microsoft-365-extended-report/examples.ts'

/** Microsoft 365, message trace: the extended report, a CSV with a row for each event of Exchange. */
export const microsoft365ExtendedReport: LogFormat = {
  id: 'microsoft-365-extended-report',
  title: 'Microsoft 365 message trace, extended report',
  source: 'https://learn.microsoft.com/exchange/monitoring/trace-an-email-message/message-trace-modern-eac',
  mark: 'a header with `date_time_utc`, `event_id` and `recipient_status`',
  traps:
    'It is a search result of at most 1,000 mails, not a log. UTF-16, often without its mark. One mail has about 16 rows, and several recipients stand in one cell beside as many statuses, which may hold the separator themselves. `message_id` need not be the only one: copies keep `network_message_id`.',
  searchResult: true,
  ...exportTable(['date_time_utc', 'event_id', 'message_id', 'recipient_address', 'recipient_status'], (row, dayFirst) => {
    const moment = traceMoment(row('date_time_utc').trim(), dayFirst)
    if (moment === null) return unreadTime(row('date_time_utc'))
    if (row('event_id') === '') return 'unrecognised'
    const records = trackedEvent(row, 'microsoft-365-extended-report', traceOrigin(moment, 'extended-report'))
    return records.length === 0 ? 'ignored' : records
  }),
  examples,
}

import { readJsonLine } from '../json-line.ts'
import { type Row, readHeader, tableReader } from '../table.ts'
import type { LogFormat, Outcome } from './format.ts'
import { activitiesOf } from './google/activity.ts'
import { recordsOfActivity, recordsOfColumns } from './google-gmail-activity/account.ts'
import { examples } from './google-gmail-activity/examples.ts'

/** Columns of the table of activities as the console writes them, whole or as somebody selected them. */
const wanted = [
  ['message_info.rfc2822_message_id', 'rfc2822_message_id'],
  ['event_info.timestamp_usec', 'timestamp_usec', 'time_usec'],
  ['message_info.action_type', 'action_type', 'event_info.mail_event_type', 'mail_event_type'],
]

/** Gmail logs in BigQuery (JSON, a record in each line, CSV) and the Reports API's activities of Gmail (JSON). */
export const googleGmailActivity: LogFormat = {
  id: 'google-gmail-activity',
  title: 'Gmail logs in BigQuery or the Reports API',
  source: 'https://support.google.com/a/answer/12384955',
  mark: 'records with `message_info` and `event_info`, activities with `applicationName` `gmail`, or a header with `rfc2822_message_id`',
  traps:
    'One mail has a record for each stage and each mailbox. Numbers are texts in JSON, times are microseconds since 1970. `success` false without a code of a reply says nothing of the mail.',
  unit: 'json',
  splittable: false,
  open: () => {
    const readRow = tableReader(wanted)
    return (line) => {
      if (line === '') return 'ignored'
      const record = readJsonLine(line)
      if (record !== null) return ofRecord(record)
      const row = readRow(line)
      if (row === 'header' || row === 'continued') return 'ignored'
      return row === 'damaged' ? 'unrecognised' : ofRow(row)
    }
  },
  owns: (line) => {
    const record = readJsonLine(line)
    return record === null ? readHeader(line, wanted) !== null : activitiesOf(record).length > 0
  },
  examples,
}

function ofRecord(record: object): Outcome {
  const outcomes = activitiesOf(record).map(recordsOfActivity)
  const records = outcomes.flatMap((outcome) => (typeof outcome === 'string' ? [] : outcome))
  if (records.length > 0) return records
  return outcomes.includes('ignored') ? 'ignored' : 'unrecognised'
}

function ofRow(row: Row): Outcome {
  return recordsOfColumns((...names) => names.map(row).find((text) => text !== '') ?? '')
}

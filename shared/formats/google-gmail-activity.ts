import { readJsonLine, textAt } from '../json-line.ts'
import { columnKey, type Row, readHeader, tableReader } from '../table.ts'
import type { LogFormat, Outcome } from './format.ts'
import { activitiesOf } from './google/activity.ts'
import { type Column, columnsIn, namedRow } from './google/positional.ts'
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
    'One mail has a record for each stage and each mailbox. Rows of the API are positional (`f`, `v`): they mean something only in an answer with its `schema` before them. Numbers are texts in JSON, times are microseconds since 1970. `success` false without a code of a reply says nothing of the mail.',
  unit: 'json',
  splittable: false,
  open: () => {
    const readRow = tableReader(wanted)
    let columns: readonly Column[] = []
    const ofJson = (record: object): Outcome => {
      const named = columnsIn(record)
      if (named.length > 0) columns = named
      return named.length > 0 ? 'ignored' : ofRecord(namedRow(columns, record) ?? record)
    }
    const outcomeOf = (line: string): Outcome => {
      const record = readJsonLine(line)
      const said = record === null ? null : ofJson(record)
      if (said !== null && readRow.standsAlone(typeof said !== 'string')) return said
      const row = readRow(line)
      if (row === 'header' || row === 'continued' || line === '') return 'ignored'
      return row === 'damaged' ? 'unrecognised' : ofRow(row)
    }
    return Object.assign(outcomeOf, { broken: readRow.broken })
  },
  owns: (line) => {
    const record = readJsonLine(line)
    if (record === null) return readHeader(line, wanted) !== null
    const columns = columnsIn(record)
    return columns.length > 0 ? areOurs(columns) : activitiesOf(record).length > 0
  },
  examples,
}

/** Whether columns are those of Gmail's logs, as a whole or selected. */
function areOurs(columns: readonly Column[]): boolean {
  const names = new Set(columns.map(({ name }) => columnKey(name)))
  const has = (name: string): boolean => names.has(columnKey(name))
  return has('message_info') || has('gmail') || wanted.every((each) => each.some(has))
}

function ofRecord(record: object): Outcome {
  if (textAt(record, 'rfc2822_message_id') !== null) return recordsOfColumns((...names) => textOf(record, names))
  const outcomes = activitiesOf(record).map(recordsOfActivity)
  const records = outcomes.flatMap((outcome) => (typeof outcome === 'string' ? [] : outcome))
  if (records.length > 0) return records
  return outcomes.includes('ignored') ? 'ignored' : 'unrecognised'
}

function ofRow(row: Row): Outcome {
  return recordsOfColumns((...names) => names.map(row).find((text) => text !== '') ?? '')
}

/** The first of these fields that says something. */
function textOf(record: object, names: readonly string[]): string {
  return names.map((name) => textAt(record, name) ?? '').find((text) => text !== '') ?? ''
}

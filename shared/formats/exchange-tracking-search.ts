import type { Row } from '../table.ts'
import { shownStamp, unreadTime } from '../zone-names.ts'
import { examples } from './exchange-tracking-search/examples.ts'
import { exportTable } from './export/table.ts'
import type { LogFormat, Outcome } from './format.ts'
import { reporterIn, trackedEvent } from './microsoft/tracking.ts'

/** PowerShell calls some columns of the log otherwise. */
const names: Readonly<Record<string, string>> = { 'recipient-address': 'Recipients', 'sender-address': 'Sender' }

/** Exchange Server, message tracking as PowerShell finds it: `Get-MessageTrackingLog | Export-Csv`. */
export const exchangeTrackingSearch: LogFormat = {
  id: 'exchange-tracking-search',
  title: 'Exchange message tracking, searched',
  source: 'https://learn.microsoft.com/powershell/module/exchange/get-messagetrackinglog',
  mark: 'a header with `Timestamp`, `EventId`, `Source`, `Sender` and `Recipients`',
  traps:
    'It is a search result of at most 1,000 rows unless asked otherwise, not a log. Times are those of the computer on which it was made; of 02/03 it is taken that the day comes first unless AM or PM stands behind. Recipients are `System.String[]` unless they were joined: then nobody is named.',
  searchResult: true,
  ...exportTable(['Timestamp', 'EventId', 'Source', 'Sender', 'Recipients'], recordsOf),
  examples,
}

function recordsOf(row: Row, dayFirst: boolean): Outcome {
  const text = row('Timestamp').trim()
  const moment = shownStamp(text, dayFirst || !/[AaPp]\.?[Mm]\.?$/.test(text))
  if (moment === null) return unreadTime(text)
  if (!/^[A-Za-z]{3,30}$/.test(row('EventId'))) return 'unrecognised'
  const named: Row = (column) => {
    const value = row(names[column] ?? column)
    return column === 'recipient-status' ? value.replace(/^\{|\}$/g, '') : value
  }
  const { stamp, zoned, yearless } = moment
  const origin = { stamp, zoned, yearless, host: reporterIn(named), program: 'message-tracking', pid: 0 }
  const records = trackedEvent(named, 'exchange-tracking-search', origin)
  return records.length === 0 ? 'ignored' : records
}

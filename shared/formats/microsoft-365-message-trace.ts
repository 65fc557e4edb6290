import { readJsonLine, textAt } from '../json-line.ts'
import type { ReportAction } from '../record.ts'
import { columnKey, type Row } from '../table.ts'
import { unreadTime } from '../zone-names.ts'
import { bracketed, reportsOf } from './export/report.ts'
import { addressesIn, cell, cellOf, exportTable, numberIn } from './export/table.ts'
import type { LogFormat, Outcome } from './format.ts'
import { addressIn, microsoft365, networkId, traceMoment, traceOrigin } from './microsoft/trace.ts'
import { columns, statusIn } from './microsoft-365-message-trace/columns.ts'
import { examples } from './microsoft-365-message-trace/examples.ts'

/** Whoever sends and receives has an id or an address as well; a table without them may be anybody's. */
const wanted = [
  columns.received,
  columns.sender,
  columns.recipient,
  columns.status,
  [...columns.messageId, ...columns.traceId, 'FromIP', 'ToIP'],
]

const table = exportTable(wanted, recordsOf, ofJson)

/** Microsoft 365, message trace: the summary of the admin center, and what PowerShell and Graph give of it. */
export const microsoft365MessageTrace: LogFormat = {
  ...table,
  id: 'microsoft-365-message-trace',
  title: 'Microsoft 365 message trace',
  source: 'https://learn.microsoft.com/powershell/module/exchange/get-messagetracev2',
  mark: 'a header, or records of JSON, with `Received`, `SenderAddress`, `RecipientAddress`, `Status` and an id or an address',
  traps:
    'It is a search result of at most 90 days, not a log: mail that was not searched for is absent. It never says why mail failed: the extended report does. `Delivered` is *handed over* where `ToIP` names a server or no column tells, and into a mailbox where `ToIP` is empty. Times are of UTC; of 02/03 it is taken that the day comes first unless AM or PM stands behind. The time is that of the mail’s arrival, not of what became of it.',
  searchResult: true,
  owns: (line) => {
    const record = readJsonLine(line)
    return record === null ? table.owns(line) : isTrace(rowOf(record))
  },
  examples,
}

/** What a record of JSON says; null where the line is none. */
function ofJson(line: string): Outcome | null {
  const record = readJsonLine(line)
  if (record === null) return null
  const row = rowOf(record)
  return isTrace(row) ? recordsOf(row, false) : 'unrecognised'
}

/** A record of JSON as a row. Windows PowerShell writes a moment as an object whose `value` it is. */
function rowOf(record: object): Row {
  const values = new Map(
    Object.keys(record).map((name) => [columnKey(name) || name, textAt(record, name) ?? textAt(record, name, 'value')]),
  )
  return (column) => values.get(columnKey(column) || column) ?? ''
}

function isTrace(row: Row): boolean {
  return cellOf(row, columns.received) !== null && ['SenderAddress', 'RecipientAddress', 'Status'].every((name) => row(name) !== '')
}

function recordsOf(row: Row, dayFirst: boolean): Outcome {
  const moment = traceMoment(cellOf(row, columns.received), dayFirst)
  const status = statusIn(cellOf(row, columns.status) ?? '')
  if (moment === null) return unreadTime(cellOf(row, columns.received) ?? '')
  if (status === null) return 'unrecognised'
  const sender = addressesIn(cellOf(row, columns.sender) ?? '')[0] ?? null
  const recipients = addressesIn(cellOf(row, columns.recipient) ?? '')
  const [to, from] = [addressIn(cell(row, 'ToIP')), addressIn(cell(row, 'FromIP'))]
  const within = recipients.length > 0 && recipients.every((recipient) => domainOf(recipient) === domainOf(sender ?? ''))
  const action: ReportAction = status === 'delivered' && (to !== null || (from === null && !within)) ? 'relayed' : status
  const spam = status === 'rejected'
  return reportsOf({
    action,
    agent: 'microsoft-365-message-trace',
    queueId: networkId(cellOf(row, columns.traceId)),
    messageId: bracketed(cellOf(row, columns.messageId)),
    sender,
    recipients,
    clientIp: from,
    nextHop: to !== null ? `[${to}]` : action === 'delivered' || spam ? microsoft365 : null,
    reply: spam ? 'Filtered as spam' : '',
    subject: cellOf(row, columns.subject),
    sizeBytes: numberIn(cellOf(row, columns.size) ?? ''),
    placement: status === 'quarantined' ? 'quarantine' : null,
    // Of what did not arrive nothing says whether it came in or was to go out.
    direction: to !== null ? 'sent' : action === 'delivered' && from !== null ? 'received' : null,
    origin: traceOrigin(moment, 'message-trace'),
  })
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}

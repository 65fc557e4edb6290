import type { Row } from '../table.ts'
import { unreadTime } from '../zone-names.ts'
import { bracketed, reportsOf } from './export/report.ts'
import { addressesIn, cell, exportTable } from './export/table.ts'
import type { LogFormat, Outcome } from './format.ts'
import { addressIn, eventActions, microsoft365, networkId, traceMoment, traceOrigin } from './microsoft/trace.ts'
import { statusIn } from './microsoft/tracking.ts'
import { examples } from './microsoft-365-trace-detail/examples.ts'

/** Microsoft 365, message trace: the events of single mails as PowerShell exports them. */
export const microsoft365TraceDetail: LogFormat = {
  id: 'microsoft-365-trace-detail',
  title: 'Microsoft 365 message trace, details',
  source: 'https://learn.microsoft.com/powershell/module/exchange/get-messagetracedetailv2',
  mark: 'a header with `MessageTraceId`, `Date`, `Event` and `Detail`',
  traps:
    'It is a search result, not a log. It says why mail failed, which the message trace does not, but names neither subject nor size. Times are of UTC; of 02/03 it is taken that the day comes first unless AM or PM stands behind. The service cuts long reasons.',
  searchResult: true,
  ...exportTable(['MessageTraceId', 'Date', 'Event', 'Detail'], recordsOf),
  examples,
}

function recordsOf(row: Row, dayFirst: boolean): Outcome {
  const moment = traceMoment(cell(row, 'Date'), dayFirst)
  const event = row('Event')
    .replace(/[^A-Za-z]/g, '')
    .toUpperCase()
  if (moment === null) return unreadTime(row('Date'))
  if (event === '') return 'unrecognised'
  const action = eventActions.get(event)
  const detail = row('Detail').trim()
  const status = reasonIn(detail)
  // What Exchange dropped because it had dealt with it is no failure.
  if (action === undefined || (event === 'DROP' && /^2[0-9]{2}[ -]/.test(status.reply))) return 'ignored'
  const [, name, ip] = / sent to (\S{1,255}) at ([0-9A-Fa-f.:]{2,45})/.exec(detail) ?? []
  const reply = action === 'bounced' || action === 'deferred' ? status.reply : ''
  return reportsOf({
    action: action === 'bounced' && reply.includes('QUEUE.Expired') ? 'expired' : action,
    agent: 'microsoft-365-trace-detail',
    queueId: networkId(cell(row, 'MessageTraceId')),
    messageId: bracketed(cell(row, 'MessageId')),
    sender: addressesIn(row('SenderAddress'))[0] ?? null,
    recipients: addressesIn(row('RecipientAddress')),
    clientIp: null,
    nextHop: name === undefined ? (action === 'delivered' ? microsoft365 : status.nextHop) : `${name}[${addressIn(ip ?? null) ?? ''}]`,
    reply,
    subject: null,
    sizeBytes: null,
    placement: action === 'quarantined' ? 'quarantine' : null,
    direction: null,
    origin: traceOrigin(moment, 'trace-detail'),
  })
}

/** `Reason: [{LED=550 5.1.1 …};{FQDN=mx.example.net}]`, or a reply within words: `The message was deferred. 450 4.4.316 …`. */
function reasonIn(detail: string): ReturnType<typeof statusIn> {
  const text = detail.replace(/^Reason: {0,9}/, '')
  if (text.startsWith('[{')) return statusIn(text)
  const reply = /(?:^| )([245][0-9]{2}[ -][245]\.[0-9]{1,3}\.[0-9]{1,3} .*)/s.exec(text)
  return { reply: reply?.[1] ?? text, nextHop: null }
}

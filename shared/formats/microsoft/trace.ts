import type { Origin, ReportAction } from '../../record.ts'
import type { Row } from '../../table.ts'
import { type Moment, shownStamp } from '../../zone-names.ts'
import { cell } from '../export/table.ts'

/** What stands at the end of the name of every server of Microsoft 365 that takes mail in. */
export const microsoft365 = 'mail.protection.outlook.com'

/** Who reports in a trace. `program`: of which kind the trace is. */
export function traceOrigin(moment: Moment, program: string): Origin {
  const { stamp, zoned, yearless } = moment
  return { stamp, zoned, yearless, host: 'microsoft-365', program, pid: 0 }
}

/**
 * The moment in a cell. Traces are of UTC, whatever a spreadsheet or PowerShell made of them: `10/21/2022 5:25:30 PM`. Where the
 * clock has 24 hours, the day comes before the month.
 */
export function traceMoment(text: string | null, dayFirst: boolean): Moment | null {
  if (text === null) return null
  const millis = /^\\?\/Date\(([0-9]{10,14})(?:[+-][0-9]{4})?\)\\?\/$/.exec(text)
  if (millis !== null) return { stamp: Number(millis[1]) * 1000, zoned: true, yearless: false }
  const moment = shownStamp(text, dayFirst || !/[AaPp]\.?[Mm]\.?$/.test(text))
  return moment === null ? null : { stamp: moment.stamp, zoned: true, yearless: false }
}

/** The id that copies of a mail keep, as `MessageTraceId` and with hyphens: reports write it with and without. */
export function networkId(text: string | null): string | null {
  if (text === null) return null
  const parts = /^\{?([0-9A-Fa-f]{8})-?([0-9A-Fa-f]{4})-?([0-9A-Fa-f]{4})-?([0-9A-Fa-f]{4})-?([0-9A-Fa-f]{12})\}?$/.exec(text)
  return parts === null || /^[0-]*$/.test(text) ? null : parts.slice(1).join('-').toLowerCase()
}

/** An address of the Internet without its zone; null for none and for the server's own. */
export function addressIn(text: string | null): string | null {
  const ip = text?.split('%')[0] ?? ''
  if (!/^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f.]{0,15}:[0-9A-Fa-f:.]{1,45})$/.test(ip)) return null
  return ip === '::1' || ip === '::' || ip.startsWith('127.') ? null : ip
}

/** `Incoming` and `Originating`, or their numbers in a trace. */
export function directionIn(row: Row): 'sent' | 'received' | null {
  const word = (cell(row, 'directionality') ?? '').toLowerCase()
  if (word === 'originating' || word === '2') return 'sent'
  return word === 'incoming' || word === '1' ? 'received' : null
}

/** What a word of a trace's event says of a recipient; those that are not named say nothing of where the mail is. */
export const eventActions: ReadonlyMap<string, ReportAction> = new Map<string, ReportAction>([
  ['RECEIVE', 'accepted'],
  ['SEND', 'relayed'],
  ['SENDEXTERNAL', 'relayed'],
  ['DELIVER', 'delivered'],
  ['DUPLICATEDELIVER', 'delivered'],
  ['EXPAND', 'expanded'],
  ['RESOLVE', 'expanded'],
  ['RESOLVED', 'expanded'],
  ['REDIRECT', 'expanded'],
  ['DEFER', 'deferred'],
  ['SUBMITDEFER', 'deferred'],
  ['RESUBMITDEFER', 'deferred'],
  ['FAIL', 'bounced'],
  ['SUBMITFAIL', 'bounced'],
  ['RESUBMITFAIL', 'bounced'],
  ['MODERATORREJECT', 'bounced'],
  ['MODERATORSALLNDR', 'bounced'],
  ['MODERATIONEXPIRE', 'expired'],
  ['DROP', 'bounced'],
  ['BADMAIL', 'bounced'],
  ['QUARANTINE', 'quarantined'],
  ['QUARANTINED', 'quarantined'],
  ['DSN', 'accepted'],
])

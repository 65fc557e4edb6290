import { readJsonLine } from '../../json-line.ts'
import type { LogRecord, ReportAction } from '../../record.ts'
import { type Moment, stampWithZone } from '../../zone-names.ts'
import { reportsOf } from '../export/report.ts'
import type { LogFormat, Outcome } from '../format.ts'

/** What an event of a sending service says of a mail to one recipient. */
export interface ServiceEvent {
  /** Null: what the recipient did with the mail later. Undefined: not an event that is known. */
  readonly action: ReportAction | null | undefined
  readonly moment: Moment | null
  /** The service's own id of the mail. */
  readonly queueId: string | null
  readonly messageId: string | null
  readonly sender: string | null
  readonly recipient: string | null
  readonly nextHop: string | null
  /** Where the event says it outside of the reply. */
  readonly dsn: string | null
  readonly reply: string
  readonly subject: string | null
}

/** A sending service whose events are records of JSON. */
export interface SendingService extends Pick<LogFormat, 'id' | 'title' | 'source' | 'mark' | 'traps' | 'examples'> {
  /** The events in a record; empty where it is none of this service. */
  readonly eventsOf: (record: object) => readonly ServiceEvent[]
}

/** A moment written as seconds since 1970, or by ISO 8601 with any number of decimals. */
export function serviceMoment(time: string | null): Moment | null {
  if (time === null) return null
  const seconds = /^([0-9]{9,10})(?:\.([0-9]{1,9}))?$/.exec(time)
  if (seconds === null) return stampWithZone(time)
  const micros = Number((seconds[2] ?? '').padEnd(6, '0').slice(0, 6))
  return { stamp: Number(seconds[1]) * 1_000_000 + micros, zoned: true, yearless: false }
}

/** The bare address in `Scanner <scan@example.com>`. */
export function addressIn(text: string | null): string | null {
  if (text === null) return null
  const open = text.lastIndexOf('<')
  const close = text.indexOf('>', open)
  return open < 0 || close < 0 ? text : text.slice(open + 1, close)
}

/** The format of a service's events: a record in each line, as the reader of JSON documents makes it of any file. */
export function serviceFormat({ eventsOf, ...service }: SendingService): LogFormat {
  const outcomeOf = (line: string): Outcome => {
    if (line === '') return 'ignored'
    const record = readJsonLine(line)
    const events = record === null ? [] : eventsOf(record)
    const records = events.flatMap((event) => reportsOfEvent(service.id, event))
    if (records.length > 0) return records
    return events.some(({ action }) => action === null) ? 'ignored' : 'unrecognised'
  }
  const owns = (line: string): boolean => {
    const record = readJsonLine(line)
    return record !== null && eventsOf(record).length > 0
  }
  return { ...service, unit: 'json', noLog: true, splittable: true, open: () => outcomeOf, owns }
}

/** The reports that an event is; none of what a recipient did later, of unknown events and of those without a time. */
export function reportsOfEvent(id: string, event: ServiceEvent): readonly LogRecord[] {
  const { action, moment, recipient } = event
  if (action === null || action === undefined || moment === null) return []
  return reportsOf({
    action,
    agent: id,
    queueId: event.queueId,
    messageId: event.messageId,
    sender: event.sender,
    recipients: recipient === null ? [] : [recipient],
    clientIp: null,
    nextHop: event.nextHop,
    status: event.dsn,
    reply: event.reply,
    subject: event.subject,
    sizeBytes: null,
    placement: null,
    direction: 'sent',
    origin: { stamp: moment.stamp, zoned: moment.zoned, yearless: moment.yearless, host: id, program: id, pid: 0 },
  })
}

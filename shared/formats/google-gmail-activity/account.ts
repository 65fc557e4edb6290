import { wholeNumber } from '../../ascii.ts'
import { listAt, numberAt, textAt, valueAt } from '../../json-line.ts'
import type { ReportAction } from '../../record.ts'
import { codesOf } from '../../smtp.ts'
import type { Moment } from '../../zone-names.ts'
import { stampWithZone } from '../../zone-names.ts'
import type { Outcome } from '../format.ts'
import type { Activity } from '../google/activity.ts'
import { actionOfType } from '../google/events.ts'
import { receivingServer, reportsOf } from '../google/report.ts'

/** Fields of an activity that are read, from a record or from columns. */
interface Fields {
  readonly moment: Moment | null
  readonly stage: number | null
  readonly type: number | null
  readonly id: string | null
  readonly sender: string | null
  readonly recipients: readonly string[]
  readonly clientIp: string | null
  readonly remoteHost: string | null
  readonly remoteIp: string | null
  readonly code: number | null
  readonly relayError: number | null
  readonly reply: string
  readonly subject: string | null
  readonly sizeBytes: number | null
  readonly spam: boolean
  readonly direction: 'sent' | 'received' | null
}

/** Stages by `message_info.action_type`; what is not here is no step of a mail's way. Source: the schema of the export. */
const stages: ReadonlyMap<number, ReportAction> = new Map([
  [1, 'accepted'],
  [2, 'accepted'],
  [3, 'delivered'],
  [10, 'relayed'],
  [14, 'deferred'],
  [18, 'bounced'],
  [19, 'bounced'],
  [45, 'expanded'],
  [46, 'expanded'],
  [51, 'expanded'],
  [54, 'expanded'],
  [48, 'accepted'],
  [49, 'accepted'],
])

/** At these stages Google takes mail in, so that a refusal is its own. */
const takingIn: ReadonlySet<number | null> = new Set([1, 2, 48, 49])

function actionOf({ stage, type, relayError }: Fields, code: number | null): ReportAction | null {
  const ofType = actionOfType(type, code)
  if (ofType === 'quarantined' || ofType === 'bounced' || type === 34) return ofType
  const action = stages.get(stage ?? 0) ?? ofType
  if (action === null || action === 'deferred' || action === 'bounced') return action
  const refused = code !== null && code >= 500 ? 'rejected' : code !== null && code >= 400 ? 'deferred' : null
  if (refused !== null) return refused === 'deferred' || takingIn.has(stage) ? refused : 'bounced'
  return relayError !== null && relayError > 0 ? 'rejected' : action
}

function said(fields: Fields): Outcome {
  const { moment, stage, spam, direction, remoteHost, remoteIp, reply } = fields
  const code = fields.code ?? codesOf(reply).code
  if (moment === null) return 'unrecognised'
  const action = actionOf(fields, code)
  if (action === null) return 'ignored'
  const isTaking = takingIn.has(stage) || action === 'rejected'
  return reportsOf({
    format: 'google-gmail-activity',
    moment,
    action,
    id: fields.id,
    sender: fields.sender,
    recipients: fields.recipients,
    clientIp: fields.clientIp,
    nextHop: isTaking ? receivingServer(direction) : (remoteHost ?? (remoteIp === null ? null : `[${remoteIp}]`)),
    code,
    reply,
    subject: fields.subject,
    sizeBytes: fields.sizeBytes,
    placement: action === 'quarantined' ? 'quarantine' : action !== 'delivered' ? null : spam ? 'spam' : 'inbox',
    direction,
  })
}

function microseconds(digits: string | null): Moment | null {
  return digits !== null && /^[0-9]{15,16}$/.test(digits) ? { stamp: Number(digits), zoned: true, yearless: false } : null
}

/** A code, where there was a reply: 0 is none. */
function codeIn(code: number | null): number | null {
  return code !== null && code >= 200 && code < 600 ? code : null
}

/** `service:selector:address,…`; a selector may hold anything but a comma. */
function destinations(flattened: string): readonly string[] {
  return flattened
    .split(',', 1000)
    .map((part) => part.slice(part.lastIndexOf(':') + 1))
    .filter((address) => address.includes('@'))
}

/** What an activity says of a mail. */
export function recordsOfActivity({ fields, time }: Activity): Outcome {
  const of = (...path: string[]) => textAt(fields, 'message_info', ...path)
  const connection = (name: string) => of('connection_info', name)
  const written = listAt(fields, 'message_info', 'destination').flatMap((each) => textAt(each, 'address') ?? [])
  const kinds = listAt(fields, 'message_info', 'message_set').map((each) => numberAt(each, 'type'))
  return said({
    moment:
      microseconds(textAt(fields, 'event_info', 'timestamp_usec')) ??
      microseconds(textAt(fields, 'time_usec')) ??
      (time === null ? null : stampWithZone(time)),
    stage: numberAt(fields, 'message_info', 'action_type'),
    type: numberAt(fields, 'event_info', 'mail_event_type'),
    id: of('rfc2822_message_id'),
    sender: of('source', 'address'),
    recipients: written.length > 0 ? written : destinations(of('flattened_destinations') ?? ''),
    clientIp: connection('smtp_user_agent_ip') ?? connection('client_ip') ?? connection('smtp_in_connect_ip'),
    remoteHost: connection('smtp_out_remote_host'),
    remoteIp: connection('smtp_out_connect_ip'),
    code: codeIn(numberAt(fields, 'message_info', 'connection_info', 'smtp_reply_code')),
    relayError: numberAt(fields, 'message_info', 'smtp_relay_error'),
    reply: of('description') ?? '',
    subject: of('subject'),
    sizeBytes: wholeNumber(textAt(fields, 'message_info', 'payload_size')),
    spam: [true, 'true'].includes(valueAt(fields, 'message_info', 'is_spam') as boolean | string),
    direction: kinds.includes(8) ? 'sent' : kinds.includes(9) ? 'received' : null,
  })
}

/** What a row of the table says of a mail. `of`: the first cell of these columns that is not empty. */
export function recordsOfColumns(of: (...names: string[]) => string): Outcome {
  const cell = (name: string, record = 'message_info') => of(`${record}.${name}`, name) || null
  const connection = (name: string) => cell(name, 'message_info.connection_info')
  const number = (text: string | null) => numberAt({ text }, 'text')
  const time = of('event_info.timestamp_usec', 'timestamp_usec', 'time_usec')
  return said({
    moment: microseconds(time) ?? stampWithZone(time),
    stage: number(cell('action_type')),
    type: number(cell('mail_event_type', 'event_info')),
    id: cell('rfc2822_message_id'),
    sender: of('message_info.source.address', 'source.address', 'source_address', 'sender') || null,
    recipients: destinations(cell('flattened_destinations') ?? of('destination.address', 'destination_address', 'recipient')),
    clientIp: connection('smtp_user_agent_ip') ?? connection('client_ip') ?? connection('smtp_in_connect_ip'),
    remoteHost: connection('smtp_out_remote_host'),
    remoteIp: connection('smtp_out_connect_ip'),
    code: codeIn(number(connection('smtp_reply_code'))),
    relayError: number(cell('smtp_relay_error')),
    reply: cell('description') ?? '',
    subject: cell('subject'),
    sizeBytes: wholeNumber(cell('payload_size')),
    spam: cell('is_spam')?.toLowerCase() === 'true',
    direction: null,
  })
}

import { textAt } from '../json-line.ts'
import type { ReportAction } from '../record.ts'
import { examples } from './mandrill/examples.ts'
import { addressIn, type ServiceEvent, serviceFormat, serviceMoment } from './sending-service/service.ts'

/** What an event says of the mail; null of what a recipient did later. */
const actions: ReadonlyMap<string, ReportAction | null> = new Map<string, ReportAction | null>([
  ['send', 'accepted'],
  ['delivered', 'relayed'],
  ['deferral', 'deferred'],
  ['soft_bounce', 'bounced'],
  ['hard_bounce', 'bounced'],
  ['reject', 'rejected'],
  ['spam', null],
  ['open', null],
  ['click', null],
  ['unsub', null],
])

/** Mandrill (Mailchimp Transactional), webhooks: the JSON of `mandrill_events`. */
export const mandrill = serviceFormat({
  id: 'mandrill',
  title: 'Mandrill events',
  source: 'https://mailchimp.com/developer/transactional/docs/webhooks/',
  mark: 'records with `event` and `msg`, which has an `_id`',
  traps:
    'Ids are Mandrill’s own, so that events tie to a log only by sender, recipient and time. `reject` was never tried: the address is on a list.',
  eventsOf: (record) => (textAt(record, 'event') !== null && textAt(record, 'msg', '_id') !== null ? [eventOf(record)] : []),
  examples,
})

function eventOf(record: object): ServiceEvent {
  return {
    action: actions.get(textAt(record, 'event') ?? ''),
    moment: serviceMoment(textAt(record, 'ts')),
    queueId: textAt(record, 'msg', '_id'),
    messageId: null,
    sender: addressIn(textAt(record, 'msg', 'sender')),
    recipient: textAt(record, 'msg', 'email'),
    nextHop: null,
    dsn: null,
    reply: textAt(record, 'msg', 'diag') ?? textAt(record, 'msg', 'bounce_description') ?? textAt(record, 'msg', 'reject', 'reason') ?? '',
    subject: textAt(record, 'msg', 'subject'),
  }
}

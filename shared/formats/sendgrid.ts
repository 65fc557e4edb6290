import { textAt } from '../json-line.ts'
import type { ReportAction } from '../record.ts'
import { bracketed } from './export/report.ts'
import { examples } from './sendgrid/examples.ts'
import { type ServiceEvent, serviceFormat, serviceMoment } from './sending-service/service.ts'

/** What an event says of the mail; null of what a recipient did later. */
const actions: ReadonlyMap<string, ReportAction | null> = new Map<string, ReportAction | null>([
  ['processed', 'accepted'],
  ['deferred', 'deferred'],
  ['delivered', 'relayed'],
  ['bounce', 'bounced'],
  ['dropped', 'rejected'],
  ['open', null],
  ['click', null],
  ['spamreport', null],
  ['unsubscribe', null],
  ['group_unsubscribe', null],
  ['group_resubscribe', null],
])

/** Twilio SendGrid, Event Webhook. */
export const sendgrid = serviceFormat({
  id: 'sendgrid',
  title: 'SendGrid events',
  source: 'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event',
  mark: 'records with `sg_event_id` or `sg_message_id`, and `event`',
  traps:
    '`delivered` says that the recipient’s server took the mail. `dropped` was never tried: an earlier bounce or complaint is on a list.',
  eventsOf: (record) => ((textAt(record, 'sg_event_id') ?? textAt(record, 'sg_message_id')) ? [eventOf(record)] : []),
  examples,
})

function eventOf(record: object): ServiceEvent {
  return {
    action: actions.get(textAt(record, 'event') ?? ''),
    moment: serviceMoment(textAt(record, 'timestamp')),
    queueId: textAt(record, 'sg_message_id')?.split('.', 1)[0] ?? null,
    messageId: bracketed(textAt(record, 'smtp-id')),
    sender: null,
    recipient: textAt(record, 'email'),
    nextHop: null,
    dsn: textAt(record, 'status'),
    reply: (textAt(record, 'reason') ?? textAt(record, 'response') ?? '').trim(),
    subject: null,
  }
}

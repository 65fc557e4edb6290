import { listAt, textAt } from '../json-line.ts'
import type { ReportAction } from '../record.ts'
import { bracketed } from './export/report.ts'
import { examples } from './resend/examples.ts'
import { addressIn, type ServiceEvent, serviceFormat, serviceMoment } from './sending-service/service.ts'

/** What an event says of the mail; null of what a recipient did later. */
const actions: ReadonlyMap<string, ReportAction | null> = new Map<string, ReportAction | null>([
  ['email.scheduled', 'accepted'],
  ['email.sent', 'accepted'],
  ['email.delivered', 'relayed'],
  ['email.delivery_delayed', 'deferred'],
  ['email.bounced', 'bounced'],
  ['email.failed', 'rejected'],
  ['email.suppressed', 'rejected'],
  ['email.complained', null],
  ['email.opened', null],
  ['email.clicked', null],
  ['email.received', null],
])

/** Resend, webhooks. */
export const resend = serviceFormat({
  id: 'resend',
  title: 'Resend events',
  source: 'https://resend.com/docs/dashboard/webhooks/event-types',
  mark: 'records whose `type` begins with `email.`, with `data.email_id`',
  traps: 'An event names all recipients of its mail, whichever of them it is about. `email.sent` says that Resend took the mail, no more.',
  eventsOf: (record) => {
    const type = textAt(record, 'type')
    if (type === null || !type.startsWith('email.') || textAt(record, 'data', 'email_id') === null) return []
    return listAt(record, 'data', 'to').map((to) => eventOf(record, type, typeof to === 'string' ? addressIn(to) : null))
  },
  examples,
})

function eventOf(record: object, type: string, recipient: string | null): ServiceEvent {
  const data = (...path: readonly string[]) => textAt(record, 'data', ...path)
  return {
    action: actions.get(type),
    moment: serviceMoment(textAt(record, 'created_at')),
    queueId: data('email_id'),
    messageId: bracketed(data('message_id')),
    sender: addressIn(data('from')),
    recipient,
    nextHop: null,
    dsn: null,
    reply: data('bounce', 'diagnosticCode') ?? data('bounce', 'message') ?? data('failed', 'reason') ?? data('suppressed', 'message') ?? '',
    subject: data('subject'),
  }
}

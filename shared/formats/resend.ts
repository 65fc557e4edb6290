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
  source: 'https://resend.com/docs/dashboard/webhooks/event-types, https://resend.com/changelog/webhook-event-visibility',
  mark: 'records whose `type` begins with `email.`, with `data.email_id`',
  traps:
    'Since November 2024 an event is about the one recipient that it names; earlier ones name all of their mail, whichever they are about: of those, only one whom the reply names is known to have failed. `email.sent` says that Resend took the mail, no more.',
  eventsOf: (record) => {
    const type = textAt(record, 'type')
    if (type === null || !type.startsWith('email.') || textAt(record, 'data', 'email_id') === null) return []
    return recipientsOf(record, type).map((recipient) => eventOf(record, type, recipient))
  },
  examples,
})

/** Whom an event is about; null of one of several whom it does not name. */
function recipientsOf(record: object, type: string): readonly (string | null)[] {
  const named = listAt(record, 'data', 'to').map((to) => (typeof to === 'string' ? addressIn(to) : null))
  if (named.length < 2 || actions.get(type) === 'accepted') return named
  const words = new Set(
    replyOf(record)
      .toLowerCase()
      .split(/[ \t\r\n<>()"',:;=[\]]+/)
      .map((word) => word.replace(/\.$/, '')),
  )
  const meant = named.filter((recipient) => recipient !== null && words.has(recipient.toLowerCase()))
  return meant.length === 1 ? meant : [null]
}

/** The server's own words where the event has them, else Resend's. */
function replyOf(record: object): string {
  const said = (...path: readonly string[]) => textAt(record, 'data', ...path)
  const words = said('bounce', 'diagnosticCode', '0') ?? said('bounce', 'diagnosticCode') ?? said('bounce', 'message')
  return (words ?? said('failed', 'reason') ?? said('suppressed', 'message') ?? '').replace(/^smtp; ?/, '')
}

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
    reply: replyOf(record),
    subject: data('subject'),
  }
}

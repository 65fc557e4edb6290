import { textAt, valueAt } from '../json-line.ts'
import type { ReportAction } from '../record.ts'
import { bracketed } from './export/report.ts'
import { examples } from './mailgun/examples.ts'
import { type ServiceEvent, serviceFormat, serviceMoment } from './sending-service/service.ts'

/** What an event says of the mail; null of what a recipient did later. */
const actions: ReadonlyMap<string, ReportAction | null> = new Map<string, ReportAction | null>([
  ['accepted', 'accepted'],
  ['rejected', 'rejected'],
  ['delivered', 'relayed'],
  ['failed', 'bounced'],
  ['opened', null],
  ['clicked', null],
  ['unsubscribed', null],
  ['complained', null],
  ['stored', null],
])

/** Mailgun, webhooks (`event-data`) and Events API (`items`). */
export const mailgun = serviceFormat({
  id: 'mailgun',
  title: 'Mailgun events',
  source: 'https://documentation.mailgun.com/docs/mailgun/user-manual/events/event-types',
  mark: 'records with `event-data`, or `event` and `log-level`',
  traps:
    '`failed` may be temporary: `severity` says so. Codes 605 to 607 are no replies: Mailgun did not try, since the address is on one of its lists.',
  eventsOf: (record) => {
    const event = valueAt(record, 'event-data') ?? (textAt(record, 'log-level') === null ? undefined : record)
    return event === undefined || textAt(event, 'event') === null ? [] : [eventOf(event)]
  },
  examples,
})

function eventOf(event: unknown): ServiceEvent {
  const action = actions.get(textAt(event, 'event') ?? '')
  const status = (name: string) => textAt(event, 'delivery-status', name)
  const text = status('message') ?? status('description') ?? textAt(event, 'reject', 'reason') ?? textAt(event, 'reason') ?? ''
  const code = status('code') ?? ''
  const isReply = /^[245][0-9]{2}$/.test(code) && !text.startsWith(code)
  return {
    action: action === 'bounced' && textAt(event, 'severity') === 'temporary' ? 'deferred' : action,
    moment: serviceMoment(textAt(event, 'timestamp')),
    queueId: null,
    messageId: bracketed(textAt(event, 'message', 'headers', 'message-id')),
    sender: textAt(event, 'envelope', 'sender'),
    recipient: textAt(event, 'recipient'),
    nextHop: status('mx-host'),
    dsn: null,
    reply: isReply ? `${code} ${text}`.trim() : text,
    subject: textAt(event, 'message', 'headers', 'subject'),
  }
}

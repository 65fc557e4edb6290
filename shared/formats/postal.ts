import { textAt, valueAt } from '../json-line.ts'
import type { ReportAction } from '../record.ts'
import { bracketed } from './export/report.ts'
import { examples } from './postal/examples.ts'
import { addressIn, type ServiceEvent, serviceFormat, serviceMoment } from './sending-service/service.ts'

/** What an event says of the mail; null of what a recipient did later. */
const actions: ReadonlyMap<string, ReportAction | null> = new Map<string, ReportAction | null>([
  ['MessageSent', 'relayed'],
  ['MessageDelayed', 'deferred'],
  ['MessageHeld', 'deferred'],
  ['MessageDeliveryFailed', 'bounced'],
  ['MessageBounced', 'bounced'],
  ['MessageLinkClicked', null],
  ['MessageLoaded', null],
])

/** Postal, webhooks. */
export const postal = serviceFormat({
  id: 'postal',
  title: 'Postal events',
  source: 'https://docs.postalserver.io/developer/webhooks',
  mark: 'records whose `event` begins with `Message`, with `payload` and `uuid`',
  traps:
    'Mail that comes in is told of as well, and ignored. `MessageHeld` waits until somebody releases it. `MessageBounced` gives no reason: the bounce itself is a mail of its own.',
  eventsOf: (record) => {
    const isOurs =
      textAt(record, 'event')?.startsWith('Message') === true && textAt(record, 'uuid') !== null && mailOf(record) !== undefined
    return isOurs ? [eventOf(record)] : []
  },
  examples,
})

/** Of a bounce: the mail that it reports. */
function mailOf(record: object): unknown {
  return valueAt(record, 'payload', 'original_message') ?? valueAt(record, 'payload', 'message')
}

function eventOf(record: object): ServiceEvent {
  const mail = mailOf(record)
  // A bounce may be told of under the name of another event.
  const action = valueAt(record, 'payload', 'original_message') === undefined ? actions.get(textAt(record, 'event') ?? '') : 'bounced'
  return {
    action: textAt(mail, 'direction') === 'incoming' ? null : action,
    moment: serviceMoment(textAt(record, 'payload', 'timestamp') ?? textAt(record, 'timestamp')),
    queueId: textAt(mail, 'token') ?? textAt(mail, 'id'),
    messageId: bracketed(textAt(mail, 'message_id')),
    sender: addressIn(textAt(mail, 'from')),
    recipient: addressIn(textAt(mail, 'to')),
    nextHop: null,
    dsn: null,
    reply: (textAt(record, 'payload', 'output') ?? textAt(record, 'payload', 'details') ?? '').replace(/\n$/, ''),
    subject: textAt(mail, 'subject'),
  }
}

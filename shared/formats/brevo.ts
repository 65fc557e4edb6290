import { textAt } from '../json-line.ts'
import type { ReportAction } from '../record.ts'
import { examples } from './brevo/examples.ts'
import { bracketed } from './export/report.ts'
import { addressIn, type ServiceEvent, serviceFormat, serviceMoment } from './sending-service/service.ts'

/** What an event says of the mail; null of what a recipient did later. */
const actions: ReadonlyMap<string, ReportAction | null> = new Map<string, ReportAction | null>([
  ['request', 'accepted'],
  ['delivered', 'relayed'],
  ['deferred', 'deferred'],
  ['soft_bounce', 'bounced'],
  ['hard_bounce', 'bounced'],
  ['invalid_email', 'bounced'],
  ['blocked', 'rejected'],
  ['error', 'rejected'],
  ['spam', null],
  ['complaint', null],
  ['opened', null],
  ['unique_opened', null],
  ['proxy_open', null],
  ['unique_proxy_open', null],
  ['click', null],
  ['unsubscribe', null],
  ['unsubscribed', null],
  ['list_addition', null],
])

/** Brevo (Sendinblue), webhooks of transactional mail. */
export const brevo = serviceFormat({
  id: 'brevo',
  title: 'Brevo events',
  source: 'https://developers.brevo.com/docs/transactional-webhooks',
  mark: 'records with `event`, `email` and `message-id`',
  traps:
    '`soft_bounce` is the end of a mail that was deferred before. `blocked` was never tried: the address is on a list. `date` has no zone; `ts_event` is UTC.',
  eventsOf: (record) => {
    const isOurs = ['event', 'email', 'message-id'].every((name) => textAt(record, name) !== null)
    return isOurs ? [eventOf(record)] : []
  },
  examples,
})

/** Seconds, or milliseconds in `ts_epoch`. */
function momentOf(record: object) {
  const millis = textAt(record, 'ts_epoch')
  const seconds =
    textAt(record, 'ts_event') ?? (millis !== null && /^[0-9]{12,13}$/.test(millis) ? `${millis.slice(0, -3)}.${millis.slice(-3)}` : null)
  return serviceMoment(seconds ?? textAt(record, 'date'))
}

function eventOf(record: object): ServiceEvent {
  return {
    action: actions.get(textAt(record, 'event') ?? ''),
    moment: momentOf(record),
    queueId: null,
    messageId: bracketed(textAt(record, 'message-id')),
    sender: addressIn(textAt(record, 'sender_email')),
    recipient: textAt(record, 'email'),
    nextHop: null,
    dsn: null,
    reply: textAt(record, 'reason') ?? '',
    subject: textAt(record, 'subject'),
  }
}

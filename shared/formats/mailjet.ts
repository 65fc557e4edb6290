import { numberAt, textAt, valueAt } from '../json-line.ts'
import type { ReportAction } from '../record.ts'
import { examples } from './mailjet/examples.ts'
import { type ServiceEvent, serviceFormat, serviceMoment } from './sending-service/service.ts'

/** What an event says of the mail; null of what a recipient did later. */
const actions: ReadonlyMap<string, ReportAction | null> = new Map<string, ReportAction | null>([
  ['sent', 'relayed'],
  ['bounce', 'bounced'],
  ['blocked', 'rejected'],
  ['open', null],
  ['click', null],
  ['spam', null],
  ['unsub', null],
])

/** Mailjet, Event API (webhooks). */
export const mailjet = serviceFormat({
  id: 'mailjet',
  title: 'Mailjet events',
  source: 'https://dev.mailjet.com/email/guides/webhooks/',
  mark: 'records with `event`, `MessageID` and `mj_campaign_id`',
  traps:
    '`MessageID` is larger than JSON’s numbers are exact: mails are told apart by `Message_GUID`, where it is given. A bounce with `hard_bounce` false is tried again. `blocked` was never tried.',
  eventsOf: (record) => {
    const isOurs = textAt(record, 'event') !== null && ['MessageID', 'mj_campaign_id'].every((name) => valueAt(record, name) !== undefined)
    return isOurs ? [eventOf(record)] : []
  },
  examples,
})

/** A number that JSON has rounded may be another mail's as well. */
function idOf(record: object): string | null {
  const number = numberAt(record, 'MessageID')
  const exact = number !== null && Number.isSafeInteger(number) && number > 0 ? String(number) : null
  return textAt(record, 'Message_GUID') ?? textAt(record, 'mj_message_id') ?? exact
}

function eventOf(record: object): ServiceEvent {
  const action = actions.get(textAt(record, 'event') ?? '')
  const answer = textAt(record, 'smtp_reply')
  return {
    action: action === 'bounced' && valueAt(record, 'hard_bounce') === false ? 'deferred' : action,
    moment: serviceMoment(textAt(record, 'time')),
    queueId: idOf(record),
    messageId: null,
    sender: null,
    recipient: textAt(record, 'email'),
    nextHop: null,
    dsn: null,
    // `sent (250 2.0.0 OK)`
    reply: answer === null ? (textAt(record, 'comment') ?? textAt(record, 'error') ?? '') : answer.replace(/^sent \((.*)\)$/, '$1'),
    subject: null,
  }
}

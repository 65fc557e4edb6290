import { textAt } from '../json-line.ts'
import type { ReportAction } from '../record.ts'
import { examples } from './mailersend/examples.ts'
import { addressIn, type ServiceEvent, serviceFormat, serviceMoment } from './sending-service/service.ts'

/** What an event says of the mail; null of what a recipient did later. */
const actions: ReadonlyMap<string, ReportAction | null> = new Map<string, ReportAction | null>([
  ['activity.sent', 'accepted'],
  ['activity.delivered', 'relayed'],
  ['activity.deferred', 'deferred'],
  ['activity.soft_bounced', 'bounced'],
  ['activity.hard_bounced', 'bounced'],
  ['activity.opened', null],
  ['activity.opened_unique', null],
  ['activity.clicked', null],
  ['activity.clicked_unique', null],
  ['activity.unsubscribed', null],
  ['activity.spam_complaint', null],
  ['activity.survey_opened', null],
  ['activity.survey_submitted', null],
])

/** MailerSend, webhooks. */
export const mailersend = serviceFormat({
  id: 'mailersend',
  title: 'MailerSend events',
  source: 'https://developers.mailersend.com/api/v1/webhooks.html',
  mark: 'records whose `type` begins with `activity.`, with `data.email`',
  traps:
    'Ids are MailerSend’s own, so that events tie to a log only by sender, recipient and time. The reason of a bounce may be left out.',
  eventsOf: (record) => {
    const isOurs = textAt(record, 'type')?.startsWith('activity.') === true && textAt(record, 'data', 'email', 'message', 'id') !== null
    return isOurs ? [eventOf(record)] : []
  },
  examples,
})

function eventOf(record: object): ServiceEvent {
  const email = (...path: readonly string[]) => textAt(record, 'data', 'email', ...path)
  return {
    action: actions.get(textAt(record, 'type') ?? ''),
    moment: serviceMoment(textAt(record, 'data', 'created_at')),
    queueId: email('message', 'id'),
    messageId: null,
    sender: addressIn(email('from')),
    recipient: email('recipient', 'email'),
    nextHop: null,
    dsn: null,
    reply: textAt(record, 'data', 'morph', 'reason') ?? '',
    subject: email('subject'),
  }
}

import { textAt } from '../json-line.ts'
import type { ReportAction } from '../record.ts'
import { examples } from './postmark/examples.ts'
import { type ServiceEvent, serviceFormat, serviceMoment } from './sending-service/service.ts'

/** What a record says of the mail; null of what a recipient did later. */
const actions: ReadonlyMap<string, ReportAction | null> = new Map<string, ReportAction | null>([
  ['Delivery', 'relayed'],
  ['Bounce', 'bounced'],
  ['Open', null],
  ['Click', null],
  ['SpamComplaint', null],
  ['SubscriptionChange', null],
  ['Inbound', null],
])

/** Bounces by `Type` that leave the mail under way. */
const temporary: ReadonlySet<string | null> = new Set(['Transient', 'DnsError'])
/** `Type`s that are answers of people and programs, not failures. */
const answers: ReadonlySet<string | null> = new Set(['AutoResponder', 'AddressChange', 'Subscribe', 'Unsubscribe', 'ChallengeVerification'])

/** Postmark, webhooks. */
export const postmark = serviceFormat({
  id: 'postmark',
  title: 'Postmark events',
  source: 'https://postmarkapp.com/developer/webhooks/webhooks-overview',
  mark: 'records with `RecordType` and `MessageID`',
  traps:
    '`MessageID` is Postmark’s own, so that records tie to a log only by sender, recipient and time. Some bounces are automatic answers.',
  eventsOf: (record) => (textAt(record, 'RecordType') !== null && textAt(record, 'MessageID') !== null ? [eventOf(record)] : []),
  examples,
})

function actionOf(record: object): ReportAction | null | undefined {
  const action = actions.get(textAt(record, 'RecordType') ?? '')
  const type = textAt(record, 'Type')
  if (action !== 'bounced') return action
  return answers.has(type) ? null : temporary.has(type) ? 'deferred' : 'bounced'
}

function eventOf(record: object): ServiceEvent {
  return {
    action: actionOf(record),
    moment: serviceMoment(textAt(record, 'DeliveredAt') ?? textAt(record, 'BouncedAt')),
    queueId: textAt(record, 'MessageID'),
    messageId: null,
    sender: textAt(record, 'From'),
    recipient: textAt(record, 'Recipient') ?? textAt(record, 'Email'),
    nextHop: null,
    dsn: null,
    reply: textAt(record, 'Details') ?? textAt(record, 'Description') ?? '',
    subject: textAt(record, 'Subject'),
  }
}

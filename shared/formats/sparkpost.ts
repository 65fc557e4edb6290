import { textAt, valueAt } from '../json-line.ts'
import type { ReportAction } from '../record.ts'
import { addressIn, type ServiceEvent, serviceFormat, serviceMoment } from './sending-service/service.ts'
import { examples } from './sparkpost/examples.ts'

/** What an event says of the mail; null of what a recipient did later. */
const actions: ReadonlyMap<string, ReportAction | null> = new Map<string, ReportAction | null>([
  ['injection', 'accepted'],
  ['delivery', 'relayed'],
  ['delay', 'deferred'],
  ['bounce', 'bounced'],
  ['out_of_band', 'bounced'],
  ['policy_rejection', 'rejected'],
  ['generation_failure', 'rejected'],
  ['generation_rejection', 'rejected'],
  ['spam_complaint', null],
  ['list_unsubscribe', null],
  ['link_unsubscribe', null],
  ['open', null],
  ['initial_open', null],
  ['click', null],
  ['amp_open', null],
  ['amp_initial_open', null],
  ['amp_click', null],
])

/** `bounce_class`es that are answers of people and programs, not failures: Auto-Reply, Subscribe, Unsubscribe, Challenge-Response. */
const answers: ReadonlySet<string | null> = new Set(['60', '80', '90', '100'])

/** SparkPost (Bird), webhooks (`msys`) and Events API (`results`). */
export const sparkpost = serviceFormat({
  id: 'sparkpost',
  title: 'SparkPost events',
  source: 'https://developers.sparkpost.com/api/webhooks/, https://developers.sparkpost.com/api/events/',
  mark: 'records with `msys`, or with `type`, `event_id` and `rcpt_to`',
  traps: 'Ids are SparkPost’s own, so that events tie to a log only by sender, recipient and time. A mail may bounce after its delivery.',
  eventsOf: (record) => {
    const event = inEnvelope(record) ?? (textAt(record, 'event_id') === null || textAt(record, 'rcpt_to') === null ? undefined : record)
    return event === undefined || textAt(event, 'type') === null ? [] : [eventOf(event)]
  },
  examples,
})

/** `{"msys": {"message_event": {…}}}`: the one field names the kind of event. */
function inEnvelope(record: object): unknown {
  const envelope = valueAt(record, 'msys')
  return typeof envelope === 'object' && envelope !== null ? Object.values(envelope)[0] : undefined
}

function eventOf(event: unknown): ServiceEvent {
  const action = actions.get(textAt(event, 'type') ?? '')
  return {
    action: answers.has(textAt(event, 'bounce_class')) ? null : action,
    moment: serviceMoment(textAt(event, 'timestamp')),
    queueId: textAt(event, 'message_id') ?? textAt(event, 'transmission_id'),
    messageId: null,
    sender: addressIn(textAt(event, 'friendly_from') ?? textAt(event, 'msg_from')),
    recipient: textAt(event, 'raw_rcpt_to') ?? textAt(event, 'rcpt_to'),
    nextHop: null,
    dsn: null,
    reply: textAt(event, 'raw_reason') ?? textAt(event, 'reason') ?? '',
    subject: textAt(event, 'subject'),
  }
}

import { listAt, readJsonLine, textAt, valueAt } from '../json-line.ts'
import type { ReportAction } from '../record.ts'
import { examples } from './amazon-ses/examples.ts'
import { bracketed } from './export/report.ts'
import { type ServiceEvent, serviceFormat, serviceMoment } from './sending-service/service.ts'

/** What an event says of the mail, and the field that tells more; null of what a recipient did later. */
const events: ReadonlyMap<string, readonly [ReportAction | null, string]> = new Map<string, readonly [ReportAction | null, string]>([
  ['Send', ['accepted', 'send']],
  ['Reject', ['rejected', 'reject']],
  ['Rendering Failure', ['rejected', 'failure']],
  ['Delivery', ['relayed', 'delivery']],
  ['Bounce', ['bounced', 'bounce']],
  ['DeliveryDelay', ['deferred', 'deliveryDelay']],
  ['Complaint', [null, 'complaint']],
  ['Open', [null, 'open']],
  ['Click', [null, 'click']],
  ['Subscription', [null, 'subscription']],
])

/** Amazon SES, notifications and event publishing, bare or in the envelope of SNS. */
export const amazonSes = serviceFormat({
  id: 'amazon-ses',
  title: 'Amazon SES events',
  source: 'https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html',
  mark: 'records with `notificationType` or `eventType`, and `mail`, or such a record within `Message`',
  traps: '`mail.messageId` is the id of SES, not the Message-ID. A bounce that is `Transient` has still failed: SES has given the mail up.',
  eventsOf: (record) => {
    const message = textAt(record, 'Message')
    const said = message === null ? record : readJsonLine(message)
    const type = textAt(said, 'notificationType') ?? textAt(said, 'eventType')
    return type === null || valueAt(said, 'mail') === undefined ? [] : eventsOf(said, type)
  },
  examples,
})

function eventsOf(said: object | null, type: string): readonly ServiceEvent[] {
  const [action, field] = events.get(type) ?? [undefined, '']
  const detail = valueAt(said, field)
  const mail = (...path: string[]) => textAt(said, 'mail', ...path)
  const reason = textAt(detail, 'smtpResponse') ?? textAt(detail, 'reason') ?? textAt(detail, 'errorMessage')
  const kind = [textAt(detail, 'bounceType'), textAt(detail, 'bounceSubType'), textAt(detail, 'delayType')].filter((part) => part !== null)
  const own = [...listAt(detail, 'bouncedRecipients'), ...listAt(detail, 'delayedRecipients'), ...listAt(detail, 'recipients')]
  const recipients = own.length > 0 ? own : listAt(said, 'mail', 'destination')
  return (recipients.length === 0 ? [null] : recipients.slice(0, 1000)).map((recipient) => ({
    action,
    moment: serviceMoment(textAt(detail, 'timestamp') ?? mail('timestamp')),
    queueId: mail('messageId'),
    messageId: bracketed(mail('commonHeaders', 'messageId')),
    sender: mail('source'),
    recipient: typeof recipient === 'string' ? recipient : textAt(recipient, 'emailAddress'),
    nextHop: textAt(detail, 'remoteMtaIp') === null ? null : `[${textAt(detail, 'remoteMtaIp')}]`,
    dsn: textAt(recipient, 'status'),
    reply: (textAt(recipient, 'diagnosticCode') ?? reason ?? kind.join(' ')).replace(/^smtp; ?/i, ''),
    subject: mail('commonHeaders', 'subject'),
  }))
}

import type { LogRecord } from '../../shared/record.ts'
import type { EventKind } from './schema.ts'
import type { Spool } from './spool.ts'

type RecordOf<Kind extends EventKind> = Extract<LogRecord, { kind: Kind }>

/** What each kind of record says, by the columns of its table. */
const writers: { readonly [Kind in EventKind]: (to: Spool[Kind], record: RecordOf<Kind>) => void } = {
  arrival: (to, record) => {
    to.queue_id.add(record.queueId)
    to.client_ip.add(record.clientIp)
    to.client_name.add(record.clientName)
    to.login.add(record.login)
    to.sender.add(record.sender)
    to.linked_id.add(record.linkedId)
    to.helo.add(record.helo ?? null)
    to.subject.add(record.subject ?? null)
  },
  'message-id': (to, record) => {
    to.queue_id.add(record.queueId)
    to.message_id.add(record.messageId)
  },
  queued: (to, record) => {
    to.queue_id.add(record.queueId)
    to.sender.add(record.sender)
    to.size_bytes.add(record.sizeBytes)
    to.recipients.add(record.recipients)
  },
  attempt: (to, record) => {
    to.action.add(record.action)
    to.agent.add(record.agent)
    to.queue_id.add(record.queueId)
    to.recipient.add(record.recipient)
    to.original_recipient.add(record.originalRecipient)
    to.next_hop.add(record.nextHop)
    to.delay_seconds.add(record.delaySeconds)
    to.dsn.add(record.dsn)
    to.code.add(record.code)
    to.reply.add(record.reply)
    to.signature.add(record.signature)
    to.linked_id.add(record.linkedId)
  },
  interim: (to, record) => {
    to.queue_id.add(record.queueId)
    to.reply.add(record.reply)
    to.signature.add(record.signature)
  },
  refusal: (to, record) => {
    to.action.add(record.action)
    to.queue_id.add(record.queueId)
    to.stage.add(record.stage)
    to.client_ip.add(record.clientIp)
    to.client_name.add(record.clientName)
    to.helo.add(record.helo)
    to.login.add(record.login)
    to.sender.add(record.sender)
    to.recipient.add(record.recipient)
    to.dsn.add(record.dsn)
    to.code.add(record.code)
    to.reply.add(record.reply)
    to.signature.add(record.signature)
  },
  notice: (to, record) => {
    to.action.add(record.action)
    to.queue_id.add(record.queueId)
    to.linked_id.add(record.linkedId)
  },
  end: (to, record) => {
    to.action.add(record.action)
    to.queue_id.add(record.queueId)
  },
  expired: (to, record) => {
    to.queue_id.add(record.queueId)
  },
  held: (to, record) => {
    to.action.add(record.action)
    to.queue_id.add(record.queueId)
  },
  session: (to, record) => {
    to.action.add(record.action)
    to.client_ip.add(record.clientIp)
    to.client_name.add(record.clientName)
    to.stage.add(record.stage)
    to.queue_id.add(record.queueId)
  },
  report: (to, record) => {
    to.action.add(record.action)
    to.agent.add(record.agent)
    to.queue_id.add(record.queueId)
    to.message_id.add(record.messageId)
    to.sender.add(record.sender)
    to.recipient.add(record.recipient)
    to.original_recipient.add(record.originalRecipient)
    to.client_ip.add(record.clientIp)
    to.next_hop.add(record.nextHop)
    to.dsn.add(record.dsn)
    to.code.add(record.code)
    to.reply.add(record.reply)
    to.signature.add(record.signature)
    to.subject.add(record.subject)
    to.size_bytes.add(record.sizeBytes)
    to.placement.add(record.placement)
    to.direction.add(record.direction)
    to.arrived.add(record.arrivedMicros ?? null)
    to.handed_by.add(record.handedBy ?? null)
  },
  registration: (to, record) => {
    to.action.add(record.action)
    to.sender.add(record.sender)
  },
  dmarc: (to, record) => {
    to.action.add(record.action)
    to.client_ip.add(record.clientIp)
    to.domain.add(record.domain)
    to.policy.add(record.policy)
    to.header_from.add(record.headerFrom)
    to.envelope_from.add(record.envelopeFrom)
    to.envelope_to.add(record.envelopeTo)
    to.messages.add(record.messages)
    to.dkim.add(record.dkim)
    to.spf.add(record.spf)
    to.results.add(record.results)
    to.report_id.add(record.reportId)
    to.until.add(record.until)
  },
  tls: (to, record) => {
    to.action.add(record.action)
    to.domain.add(record.domain)
    to.policy.add(record.policy)
    to.client_ip.add(record.clientIp)
    to.next_hop.add(record.nextHop)
    to.reason.add(record.reason)
    to.passed.add(record.passed)
    to.failed.add(record.failed)
    to.report_id.add(record.reportId)
    to.until.add(record.until)
  },
}

/** Adds the fields of a record to the row that its origin began. */
export function addFields<Kind extends EventKind>(spool: Spool, record: RecordOf<Kind> & { readonly kind: Kind }): void {
  writers[record.kind](spool[record.kind], record)
}

import type { LogRecord, Origin } from '../../record.ts'
import type { Row } from '../../table.ts'
import { bracketed, type Reported, reportsOf } from '../export/report.ts'
import { addressesIn, cell, numberIn } from '../export/table.ts'
import { addressIn, directionIn, eventActions, networkId } from './trace.ts'

/** Of a cell's several values one for each recipient, where they can be told apart. A value may hold the separator itself. */
export function perRecipient(text: string, count: number): readonly string[] {
  if (count <= 1) return [text]
  for (const separator of [/;/, /;(?=\[\{|[245][0-9]{2}[ -]|;|$)/]) {
    const values = text.split(separator, count + 1)
    if (values.length === count) return values
  }
  return Array.from({ length: count }, () => text)
}

/** What a status says: the last error, and where Exchange tried. `[{LRT=…};{LED=550 5.1.1 …};{FQDN=mx.example.net};{IP=192.0.2.1}]`. */
export function statusIn(text: string): { readonly reply: string; readonly nextHop: string | null } {
  if (!text.startsWith('[{')) return { reply: text, nextHop: null }
  const part = (name: string): string => {
    const at = text.indexOf(`{${name}=`)
    if (at < 0) return ''
    const next = text.indexOf('};{', at)
    return text.slice(at + name.length + 2, next < 0 ? undefined : next).replace(/\}\]?$/, '')
  }
  const [name, ip] = [part('FQDN'), part('IP')]
  return { reply: part('LED'), nextHop: ip === '' ? name || null : `${name}[${ip}]` }
}

/** The next server's answer: `;250 2.6.0 <…> Queued mail for delivery;ClientSubmitTime:`. */
function answerIn(context: string): string {
  const reply = context.replace(/;ClientSubmitTime:[^;]{0,40}$/, '').replace(/^[^;]{0,40};(?=[245][0-9]{2}[ -])/, '')
  return /^[245][0-9]{2}[ -]/.test(reply) ? reply : ''
}

function serverIn(row: Row, side: 'client' | 'server'): string | null {
  const [name, ip] = [cell(row, `${side}-hostname`), addressIn(cell(row, `${side}-ip`))]
  return ip === null ? name : `${name ?? ''}[${ip}]`
}

/** Events in which another server answered, and the client is the server whose log this is. */
const handedOn = new Set(['SEND', 'SENDEXTERNAL', 'DELIVER', 'DUPLICATEDELIVER'])

/** Which of the two servers of an event wrote the line. */
export function reporterIn(row: Row): string {
  const [client, server] = [cell(row, 'client-hostname'), cell(row, 'server-hostname')]
  return (handedOn.has(row('event-id').toUpperCase()) ? (client ?? server) : (server ?? client)) ?? ''
}

/**
 * What one event of the message tracking log says, also as Microsoft 365 exports it: one report for each recipient. None where the
 * event says nothing of where the mail is.
 */
export function trackedEvent(row: Row, agent: string, origin: Origin): readonly LogRecord[] {
  const event = row('event-id').trim().toUpperCase()
  const action = eventActions.get(event)
  if (action === undefined) return []
  const [sender] = addressesIn(row('return-path'))
  const mail = {
    agent,
    queueId: networkId(cell(row, 'network-message-id')),
    messageId: bracketed(cell(row, 'message-id')),
    sender: sender ?? (row('return-path').trim() === '<>' ? '' : (addressesIn(row('sender-address'))[0] ?? null)),
    clientIp: event === 'RECEIVE' ? clientIn(row) : null,
    subject: cell(row, 'message-subject'),
    sizeBytes: numberIn(row('total-bytes')),
    placement: action === 'quarantined' ? ('quarantine' as const) : null,
    direction: directionIn(row),
    origin,
  }
  const recipients = addressesIn(row('recipient-address'))
  if (action === 'expanded') return expandedIn(row, mail, recipients)
  return withStatuses(recipients, row('recipient-status')).flatMap(([group, text]) => {
    const status = statusIn(text)
    const isHanded = handedOn.has(event)
    // What Exchange dropped because it had dealt with it, such as an absence notice that may not go out.
    if (event === 'DROP' && /^2[0-9]{2}[ -]/.test(status.reply)) return []
    const reply = isHanded
      ? answerIn(row('source-context'))
      : action === 'accepted'
        ? ''
        : status.reply || cell(row, 'source-context') || ''
    return saidOf(mail, {
      action: action === 'bounced' && reply.includes('QUEUE.Expired') ? 'expired' : action,
      recipients: group,
      nextHop: isHanded ? serverIn(row, 'server') : status.nextHop,
      reply,
    })
  })
}

/** Recipients beside each other of whom the same is said, with what is said. */
function withStatuses(recipients: readonly string[], text: string): readonly (readonly [readonly string[], string])[] {
  const statuses = perRecipient(text, recipients.length)
  const groups: [string[], string][] = [[recipients.slice(0, 1), statuses[0] ?? '']]
  recipients.slice(1).forEach((recipient, at) => {
    const status = statuses[at + 1] ?? ''
    const last = groups.at(-1)
    if (last?.[1] === status) last[0].push(recipient)
    else groups.push([[recipient], status])
  })
  return groups
}

/** Who handed the mail in: the server behind it keeps the address that the first one saw. */
function clientIn(row: Row): string | null {
  return (
    addressIn(cell(row, 'original-client-ip')) ?? (row('source').trim().toUpperCase() === 'SMTP' ? addressIn(cell(row, 'client-ip')) : null)
  )
}

/** What an event says of its mail, whatever it says of recipients. */
type Mail = Omit<Reported, keyof Told | 'code' | 'status'>

/** What an event says of recipients. */
type Told = Pick<Reported, 'action' | 'recipients' | 'nextHop' | 'reply' | 'originalRecipient'>

/** Each field by its name: an object made of others costs more than all else that a row does. */
function saidOf(mail: Mail, told: Told): readonly LogRecord[] {
  return reportsOf({
    action: told.action,
    agent: mail.agent,
    queueId: mail.queueId,
    messageId: mail.messageId,
    sender: mail.sender,
    recipients: told.recipients,
    originalRecipient: told.originalRecipient ?? null,
    clientIp: mail.clientIp,
    nextHop: told.nextHop,
    reply: told.reply,
    subject: mail.subject,
    sizeBytes: mail.sizeBytes,
    placement: mail.placement,
    direction: mail.direction,
    origin: mail.origin,
  })
}

/** A group or an address that stands for another was replaced: by whom is said, and that those have the mail now. */
function expandedIn(row: Row, mail: Mail, recipients: readonly string[]): readonly LogRecord[] {
  const [related] = addressesIn(row('related-recipient-address'))
  if (related === undefined) return []
  const others = recipients.filter((recipient) => recipient.toLowerCase() !== related.toLowerCase())
  if (others.length === 0) return []
  return [
    ...saidOf(mail, { action: 'expanded', recipients: [related], nextHop: null, reply: '' }),
    ...saidOf(mail, { action: 'accepted', recipients: others, nextHop: null, reply: '', originalRecipient: related }),
  ]
}

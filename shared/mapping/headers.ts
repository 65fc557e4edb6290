import { bytesOf } from '../json-line.ts'
import type { MappedField } from './mapping.ts'

/** How columns are called in exports, the surest name first. A time may be in two columns: `date` and `timeOfDay`. */
const names: Readonly<Record<MappedField, string>> = {
  time: 'timestamp datetime dateTime eventTime eventDate time date @timestamp logTime logDate sentAt sentTime sentDate sentOn createdAt created receivedAt receivedTime received processedAt processed occurredAt when ts Zeitstempel Zeitpunkt Zeit Datum Uhrzeit fecha hora fechaHora heure horodatage tijd Gesendet Дата Время',
  sender:
    'sender senderAddress fromAddress mailFrom envelopeFrom envelopeSender from returnPath sourceAddress source senderEmail fromEmail Absender Absenderadresse Von remitente expéditeur mittente afzender Отправитель',
  recipient:
    'recipient recipients recipientAddress toAddress rcptTo envelopeTo to rcpt destination destinationAddress recipientEmail toEmail email emailAddress address Empfänger Empfängeradresse An destinatario destinataire ontvanger Получатель Кому',
  messageId: 'messageId internetMessageId msgId headerMessageId smtpMessageId NachrichtenID MessageIdHeader',
  queueId: 'queueId qid internalId internalMessageId transactionId traceId trackingId mailId eventId uuid guid messageId msgId id Vorgang',
  clientIp:
    'clientIp senderIp sourceIp fromIp originalClientIp remoteIp connectingIp srcIp ipAddress ip clientAddress remoteAddress client host remoteHost IPAdresse Quelle',
  result:
    'status result deliveryStatus action event eventType finalAction disposition state outcome messageStatus verdict Zustellstatus Ergebnis estado resultado statut résultat stato Статус',
  reply:
    'reply response smtpResponse serverResponse smtpReply diagnosticCode diagnostic reason error errorMessage details detail statusMessage description statusDetail bounceReason message Antwort Grund Fehler Meldung Fehlermeldung motivo raison',
  subject: 'subject messageSubject title Betreff asunto objet oggetto onderwerp Тема',
  size: 'size messageSize sizeBytes totalBytes bytes mailSize Größe tamaño taille',
}

const keys: ReadonlyMap<MappedField, readonly string[]> = new Map(
  (Object.keys(names) as readonly MappedField[]).map((field) => [field, names[field].split(' ').map((name) => nameKey(bytesOf(name)))]),
)

/** A name as it is compared: without what of ASCII is no letter or digit. Other than of a known export, names of any script count. */
function nameKey(name: string): string {
  return name.replace(/[^A-Za-z0-9\u0080-\u00ff]+/g, '').toLowerCase()
}

/** Columns that hold addresses, but neither who sent nor who was to get a mail. */
const aside = new Set(['replyto', 'inreplyto', 'references', 'cc', 'bcc'])

/** Shortest name that is looked for within a longer one. */
const LONG_ENOUGH = 4

/**
 * How well a column's name fits a field: 100 for its surest name, less for others, 0 for none.
 *
 * @param column as bytes; of a path in a JSON record the last name counts as well
 */
export function nameFits(field: MappedField, column: string): number {
  const whole = nameKey(column)
  const last = nameKey(column.slice(column.lastIndexOf('.') + 1))
  if (aside.has(whole) || aside.has(last)) return -1
  const known = keys.get(field) ?? []
  const at = known.indexOf(whole)
  if (at >= 0) return 100 - at
  const atLast = known.indexOf(last)
  if (atLast >= 0) return 90 - atLast
  return known.some((key) => key.length >= LONG_ENOUGH && whole.includes(key)) ? 30 : 0
}

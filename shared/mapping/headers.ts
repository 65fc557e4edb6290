import { bytesOf } from '../json-line.ts'
import type { MappedField } from './mapping.ts'

/** How columns are called in exports, the surest name first. A time may be in two columns: `date` and `timeOfDay`. */
const names: Readonly<Record<MappedField, string>> = {
  time: 'timestamp datetime dateTime eventTime eventDate time date @timestamp logTime logDate sentAt sentTime sentDate sentOn createdAt created receivedAt receivedTime received processedAt processed occurredAt when ts Zeitstempel Zeitpunkt Zeit Datum Uhrzeit fecha hora fechaHora heure horodatage tijd Gesendet Дата Время',
  sender:
    'sender senderAddress fromAddress mailFrom envelopeFrom envelopeSender from returnPath sourceAddress source senderEmail fromEmail Absender Absenderadresse Von remitente expéditeur mittente afzender Отправитель',
  recipient:
    'recipient recipients recipientAddress toAddress rcptTo envelopeTo to rcpt destination destinationAddress recipientEmail toEmail email emailAddress Empfänger Empfängeradresse An destinatario destinataire ontvanger Получатель Кому',
  messageId: 'messageId internetMessageId msgId headerMessageId smtpMessageId smtpId NachrichtenID MessageIdHeader',
  queueId: 'queueId qid internalId internalMessageId transactionId traceId trackingId mailId uuid guid messageId msgId id Vorgang',
  clientIp:
    'clientIp senderIp sourceIp fromIp originalClientIp remoteIp connectingIp srcIp ipAddress ip clientAddress remoteAddress client host remoteHost IPAdresse Quelle',
  result:
    'status result deliveryStatus action event eventType finalAction disposition state outcome messageStatus verdict Zustellstatus Ergebnis estado resultado statut résultat stato Статус',
  reply:
    'reply response smtpResponse serverResponse smtpReply smtpCode replyCode diagnosticCode diagnostic reason error errorMessage details detail statusMessage description statusDetail bounceReason message code Antwort Grund Fehler Meldung Fehlermeldung motivo raison',
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

/** Words in a longer name or path that tell what it is of, such as `Delivery status`; the surest first. */
const tellingWords: Readonly<Record<MappedField, string>> = {
  time: 'timestamp datetime time date zeit datum zeitpunkt',
  sender: 'sender from mailfrom source absender von',
  recipient: 'recipient recipients rcpt to destination destinations empfänger',
  messageId: 'messageid msgid',
  queueId: 'queue id qid uuid guid',
  clientIp: 'ip client',
  result: 'status result disposition outcome verdict event action state',
  reply: 'reply response diagnostic reason error detail details description antwort grund fehler message',
  subject: 'subject betreff',
  size: 'size bytes größe',
}

const telling: ReadonlyMap<MappedField, readonly string[]> = new Map(
  (Object.keys(names) as readonly MappedField[]).map((field) => [field, bytesOf(tellingWords[field]).split(' ')]),
)

/** The words of a column's name in lower case: of `senderIp` or `Sender IP`, `sender` and `ip`. */
function wordsOf(name: string): readonly string[] {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
  return spaced.toLowerCase().split(/[^a-z0-9\u0080-\u00ff]+/)
}

/**
 * How well a column's name fits a field: 100 for its surest name, less for others, up to 30 for a word in it, 0 for none; -1: it is another's.
 *
 * @param column as bytes; of a path in a JSON record the last name counts as well
 */
export function nameFits(field: MappedField, column: string): number {
  const last = column.slice(column.lastIndexOf('.') + 1)
  const known = keys.get(field) ?? []
  const [whole, end] = [nameKey(column), nameKey(last)]
  if (aside.has(whole) || aside.has(end)) return -1
  if (known.includes(whole)) return 100 - known.indexOf(whole)
  if (known.includes(end)) return 90 - known.indexOf(end)
  const words = wordsOf(column)
  const told = (telling.get(field) ?? []).findIndex((word) => words.includes(word))
  return told < 0 ? 0 : 30 - 2 * told
}

/** Whether a column's name says that it holds ids, which look like addresses. */
export function isNamedId(column: string): boolean {
  return wordsOf(column).at(-1) === 'id'
}

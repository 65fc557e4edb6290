import type { ReportAction } from '../../record.ts'
import { columnKey } from '../../table.ts'

/**
 * Names of a trace's columns: PowerShell's and Graph's, which no language changes, then the admin center's in the languages in
 * which administrators use it. A name is compared by its ASCII letters and digits.
 */
export const columns = {
  received: [
    'Received',
    'ReceivedDateTime',
    'Date',
    'Date (UTC)',
    'Received (UTC)',
    'Datum',
    'Datum (UTC)',
    'Empfangen',
    'Reçu',
    'Fecha',
    'Recibido',
    'Data',
    'Ricevuto',
    'Recebido',
    'Ontvangen',
  ],
  sender: [
    'SenderAddress',
    'Sender',
    'Absenderadresse',
    'Absender',
    'Expéditeur',
    "Adresse de l'expéditeur",
    'Remitente',
    'Dirección del remitente',
    'Mittente',
    'Indirizzo mittente',
    'Remetente',
    'Afzender',
  ],
  recipient: [
    'RecipientAddress',
    'Recipient',
    'Recipients',
    'Empfängeradresse',
    'Empfänger',
    'Destinataire',
    'Adresse du destinataire',
    'Destinatario',
    'Dirección del destinatario',
    'Indirizzo destinatario',
    'Destinatário',
    'Geadresseerde',
    'Ontvanger',
  ],
  status: ['Status', 'Delivery status', 'Zustellungsstatus', 'Statut', 'État', 'Estado', 'Stato'],
  messageId: [
    'MessageId',
    'Internet message ID',
    'Nachrichten-ID',
    'ID du message',
    'ID de message',
    'Id. de mensaje',
    'ID messaggio',
    'ID da mensagem',
    'Bericht-id',
  ],
  traceId: ['MessageTraceId', 'NetworkMessageId', 'Id'],
  subject: ['Subject', 'Betreff', 'Objet', 'Asunto', 'Oggetto', 'Assunto', 'Onderwerp'],
  size: ['Size', 'Message size', 'Größe', 'Taille', 'Tamaño', 'Dimensioni', 'Tamanho', 'Grootte'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/**
 * What is said of a mail with these words, in the same languages. `rejected`: identified as spam and blocked.
 * https://learn.microsoft.com/exchange/monitoring/trace-an-email-message/message-trace-modern-eac (Delivery status)
 */
const statuses: readonly (readonly [ReportAction, readonly string[]])[] = [
  ['delivered', ['Delivered', 'Zugestellt', 'Remis', 'Livré', 'Entregado', 'Recapitato', 'Entregue', 'Bezorgd']],
  [
    'expanded',
    ['Expanded', 'Resolved', 'Erweitert', 'Aufgelöst', 'Développé', 'Résolu', 'Expandido', 'Resuelto', 'Espanso', 'Uitgevouwen'],
  ],
  ['bounced', ['Failed', 'Fehlgeschlagen', 'Fehler', 'Échec', 'Error', 'Con errores', 'Non riuscito', 'Falha', 'Mislukt']],
  ['deferred', ['Pending', 'Ausstehend', 'En attente', 'Pendiente', 'In sospeso', 'Pendente', 'In behandeling']],
  [
    'quarantined',
    [
      'Quarantined',
      'In Quarantäne',
      'Unter Quarantäne gestellt',
      'Mis en quarantaine',
      'En cuarentena',
      'In quarantena',
      'Em quarentena',
      'In quarantaine',
    ],
  ],
  [
    'rejected',
    [
      'FilteredAsSpam',
      'Als Spam gefiltert',
      'Filtré comme courrier indésirable',
      'Filtrado como correo no deseado',
      'Filtrato come posta indesiderata',
      'Filtrado como spam',
      'Gefilterd als spam',
    ],
  ],
  [
    'accepted',
    [
      'GettingStatus',
      'None',
      'Status wird abgerufen',
      'Obtention du statut',
      'Obteniendo estado',
      'Recupero dello stato',
      'Obtendo status',
      'Status ophalen',
    ],
  ],
]

const byWord: ReadonlyMap<string, ReportAction> = new Map(
  statuses.flatMap(([action, words]) => words.map((word) => [columnKey(word), action] as const)),
)

/** What a status says; null where it is not known. */
export function statusIn(text: string): ReportAction | null {
  return byWord.get(columnKey(text)) ?? null
}

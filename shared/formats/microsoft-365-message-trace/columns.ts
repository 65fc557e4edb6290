import { bytesOf } from '../../json-line.ts'
import type { ReportAction } from '../../record.ts'
import { columnKey } from '../../table.ts'

/**
 * Names of a trace's columns: PowerShell's and Graph's, which no language changes, then the admin center's in the languages in
 * which administrators use it, by its documentation in these languages (Message trace, Summary report output and Delivery status).
 * A name is compared by its ASCII letters and digits, a Japanese one as it is.
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
    'Datum en tijd',
    'Date et heure',
    'Fecha (UTC)',
    'Data (UTC)',
    bytesOf('日付'),
    bytesOf('日付 (UTC)'),
    bytesOf('受信日時'),
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
    bytesOf('送信者'),
    bytesOf('差出人'),
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
    bytesOf('受信者'),
    bytesOf('宛先'),
  ],
  status: [
    'Status',
    'Delivery status',
    'Zustellungsstatus',
    'Statut',
    'État',
    'État de remise',
    'Estado',
    'Estado de entrega',
    'Stato',
    'Stato recapito',
    'Status de entrega',
    'Leveringsstatus',
    bytesOf('状態'),
    bytesOf('配信状態'),
  ],
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
    bytesOf('メッセージ ID'),
  ],
  traceId: ['MessageTraceId', 'NetworkMessageId', 'Id'],
  subject: ['Subject', 'Betreff', 'Objet', 'Asunto', 'Oggetto', 'Assunto', 'Onderwerp', bytesOf('件名')],
  size: [
    'Size',
    'Message size',
    'Größe',
    'Taille',
    'Tamaño',
    'Dimensioni',
    'Tamanho',
    'Grootte',
    bytesOf('サイズ'),
    bytesOf('メッセージ サイズ'),
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>

/**
 * What is said of a mail with these words, in the same languages. `rejected`: identified as spam and blocked.
 * https://learn.microsoft.com/exchange/monitoring/trace-an-email-message/message-trace-modern-eac (Delivery status)
 */
const statuses: readonly (readonly [ReportAction, readonly string[]])[] = [
  [
    'delivered',
    ['Delivered', 'Zugestellt', 'Remis', 'Livré', 'Entregado', 'Recapitato', 'Entregue', 'Bezorgd', 'Geleverd', bytesOf('配信済み')],
  ],
  [
    'expanded',
    [
      'Expanded',
      'Resolved',
      'Erweitert',
      'Aufgelöst',
      'Développé',
      'Résolu',
      'Étendu',
      'Expandido',
      'Resuelto',
      'Espanso',
      'Uitgevouwen',
      'Uitgebreid',
      bytesOf('拡張'),
      bytesOf('展開'),
    ],
  ],
  ['bounced', ['Failed', 'Fehlgeschlagen', 'Fehler', 'Échec', 'Error', 'Con errores', 'Non riuscito', 'Falha', 'Mislukt', bytesOf('失敗')]],
  ['deferred', ['Pending', 'Ausstehend', 'En attente', 'Pendiente', 'In sospeso', 'Pendente', 'In behandeling', bytesOf('保留中')]],
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
      'Quarantäne',
      'Messo in quarantena',
      'In quarantaine geplaatst',
      bytesOf('検疫済み'),
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
      'Filtré en tant que courrier indésirable',
      bytesOf('スパムとしてフィルター処理'),
      bytesOf('スパムとしてフィルター処理済み'),
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
      'Status abrufen',
      "Obtention de l'état",
      'Obtención del estado',
      'Status krijgen',
      bytesOf('状態の取得'),
    ],
  ],
]

/** A word as it is compared: without ASCII letters in it, as it is. */
function wordKey(word: string): string {
  return columnKey(word) || word.trim()
}

const byWord: ReadonlyMap<string, ReportAction> = new Map(
  statuses.flatMap(([action, words]) => words.map((word) => [wordKey(word), action] as const)),
)

/** What a status says; null where it is not known. */
export function statusIn(text: string): ReportAction | null {
  return byWord.get(wordKey(text)) ?? null
}

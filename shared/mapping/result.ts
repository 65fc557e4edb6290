import type { ReportAction } from '../record.ts'
import { codesOf } from '../smtp.ts'

/** What words of a result mean, those first that go before others beside them. `ignored`: what a recipient did with the mail later. */
const words: readonly (readonly [ReportAction | 'ignored', string])[] = [
  ['ignored', 'open opened click clicked unsubscribed unsubscribe complaint complained geöffnet geklickt'],
  [
    'deferred',
    'deferred defer deferral delayed delay retry retrying tempfail temporary temporarily temp transient verzögert zurückgestellt aufgeschoben',
  ],
  ['quarantined', 'quarantined quarantine held hold spam junk quarantäne'],
  [
    'rejected',
    'rejected reject refused denied blocked block dropped drop suppressed discarded invalid abgelehnt abgewiesen blockiert rechazado rejeté refusé',
  ],
  [
    'bounced',
    'bounced bounce hardbounce softbounce failed failure fail error undelivered undeliverable unzustellbar fehlgeschlagen fehler fallido échec échoué',
  ],
  ['expired', 'expired expire abgelaufen'],
  ['expanded', 'expanded expand'],
  [
    'accepted',
    'accepted accept received receive receiving processed queued queue enqueued submitted submit injected injection pending request requested angenommen empfangen wartend recibido reçu',
  ],
  [
    'relayed',
    'sent send relayed relay delivered deliver delivery success successful succeeded ok completed complete forwarded gesendet versendet zugestellt erfolgreich enviado entregado envoyé livré remis',
  ],
]

const meanings = new Map(words.flatMap(([action, list]) => list.split(' ').map((word) => [word, action] as const)))

/** Words that turn what stands beside them into its contrary. */
const contraries = new Set(['not', 'no', 'non', 'nicht', 'never', 'release', 'released', 'without'])

/** Words that change nothing of a success; with any other it may be one that was tried, planned or missed. */
const besideSuccess = new Set(
  'message mail email e the to by was has been successfully mailbox inbox recipient recipients server'.split(' '),
)

/** Longest value of a result that is looked at, in characters. */
export const LONGEST_RESULT = 400

/** The words of a value in lower case, each a run of letters. */
function wordsOf(value: string): readonly string[] {
  const spaced = value.replace(/([a-z])([A-Z])/g, '$1 $2')
  return spaced
    .toLowerCase()
    .split(/[^a-zà-ÿ]+/)
    .filter((word) => word !== '')
}

/**
 * What a value of a result says became of a mail: by a code or status in it, by its one word, or by the one of its words that goes before
 * the others. That it went well is said only where each of its words is known.
 *
 * @param value as characters, not as bytes
 * @returns null where it is not known
 */
export function actionOfValue(value: string): ReportAction | 'ignored' | null {
  if (value.length > LONGEST_RESULT) return actionOfReply(value.slice(0, LONGEST_RESULT))
  const found = wordsOf(value)
  const whole = meanings.get(found.join(''))
  if (whole !== undefined) return whole
  const byCode = actionOfReply(value)
  if (byCode !== null) return byCode
  if (found.length > 12 || found.some((word) => contraries.has(word))) return null
  const said = new Set(found.map((word) => meanings.get(word)))
  const action = words.find(([each]) => said.has(each))?.[0] ?? null
  return action !== 'relayed' || found.every((word) => meanings.has(word) || besideSuccess.has(word)) ? action : null
}

/** What a reply of a server says became of a mail; null where it holds no code. */
export function actionOfReply(reply: string): ReportAction | null {
  const { code, status } = codesOf(reply)
  const first = code !== null ? String(code)[0] : status?.[0]
  return first === '2' ? 'relayed' : first === '4' ? 'deferred' : first === '5' ? 'bounced' : null
}

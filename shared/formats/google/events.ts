import type { ReportAction } from '../../record.ts'

/**
 * What `mail_event_type` says of a mail's way; the other numbers tell of what a user did with a mail later.
 * Source: https://developers.google.com/workspace/admin/reports/v1/appendix/activity/gmail
 */
const byType: ReadonlyMap<number, ReportAction> = new Map([
  [1, 'accepted'],
  [2, 'delivered'],
  [5, 'quarantined'],
  [6, 'accepted'],
  [30, 'bounced'],
  [34, 'deferred'],
  [35, 'accepted'],
])

/** The same by the words of the investigation tool. What was sent is with Gmail: whether it arrived is another event. */
const byWord: readonly (readonly [word: string, ReportAction])[] = [
  ['bounce', 'bounced'],
  ['reject', 'rejected'],
  ['rate limit', 'deferred'],
  ['release', 'accepted'],
  ['quarantine', 'quarantined'],
  ['receive', 'delivered'],
  ['sent', 'accepted'],
  ['send', 'accepted'],
]

/** A limit rejects or delays: the reply tells which. */
function limited(action: ReportAction, code: number | null): ReportAction {
  return action === 'deferred' && code !== null && code >= 500 ? 'rejected' : action
}

/** What became of a mail by the number of an event; null of what a user did with it later. */
export function actionOfType(type: number | null, code: number | null): ReportAction | null {
  const action = byType.get(type ?? 0)
  return action === undefined ? null : limited(action, code)
}

/** What became of a mail by the name of an event; null of what a user did with it later. */
export function actionOfWord(event: string, code: number | null): ReportAction | null {
  const name = event.toLowerCase()
  const found = byWord.find(([word]) => name.includes(word))
  return found === undefined ? null : limited(found[1], code)
}

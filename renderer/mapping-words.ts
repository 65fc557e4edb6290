import { actions } from '../shared/mapping/mapping.ts'
import type { ReportAction } from '../shared/record.ts'

/** What another system may say of a mail, in words. */
export const actionWords: Readonly<Record<ReportAction | 'ignored', string>> = {
  accepted: 'Taken in',
  relayed: 'Handed over',
  delivered: 'In the mailbox',
  expanded: 'Replaced by others',
  deferred: 'Put off',
  quarantined: 'Quarantined',
  bounced: 'Bounced',
  expired: 'Given up',
  rejected: 'Refused on entry',
  ignored: 'Says nothing of its way',
}

/** The same as choices. */
export const actionChoices = [...actions, 'ignored' as const].map((value) => ({ value, label: actionWords[value] }))

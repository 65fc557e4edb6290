import { failureOf } from '../shared/failures/index.ts'
import type { Report } from '../shared/report.ts'

/** A rule of the user's own as a report shows it. */
export interface OwnRuleRow {
  readonly name: string
  /** What it goes by: its words, and what else must hold. */
  readonly signs: string
  readonly cause: string
  readonly failed: number
}

/** The user's rules that decided failures, as rows of a table. */
export function ownRuleRows({ ownRules, ownClasses }: Pick<Report, 'ownRules' | 'ownClasses'>): readonly OwnRuleRow[] {
  return ownRules.map(({ rule: { name, class: id, phrases = [], provider, stage, status, code }, decides }) => ({
    name: `own/${name}`,
    signs: [
      ...phrases.map((phrase) => `“${phrase}”`),
      ...[provider, stage, status, code].flatMap((part) => (part === undefined ? [] : [String(part)])),
    ].join(', '),
    cause: failureOf(id, ownClasses).title,
    failed: decides.count,
  }))
}

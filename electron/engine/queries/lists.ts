import type { ReportListKind } from '../../../shared/report.ts'

/** What stands on each list: clauses of a query, and the same as a condition over deliveries and messages. A notice is not sent again. */
export const lists: Readonly<Record<ReportListKind, { readonly clauses: readonly string[]; readonly condition: string }>> = {
  lost: { clauses: ['is:lost', '-direction:notice'], condition: "d.consequence = 'lost' AND m.direction <> 'notice'" },
  notices: { clauses: ['is:lost', 'direction:notice'], condition: "d.consequence = 'lost' AND m.direction = 'notice'" },
  waiting: { clauses: ['is:waiting'], condition: "d.consequence = 'waiting'" },
  passed: { clauses: ['-is:(lost OR waiting OR noise)'], condition: "d.consequence NOT IN ('lost', 'waiting', 'noise')" },
  noise: { clauses: ['is:noise'], condition: "d.consequence = 'noise'" },
}

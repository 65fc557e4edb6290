import { parseQuery, topClauses } from '../query.ts'
import { printQuery } from './print.ts'

const printed = (text: string): readonly string[] =>
  topClauses(parseQuery(text).clause).map((clause) => printQuery({ kind: 'all', parts: [clause], place: clause.place }))

/** Adds clauses that must hold as well to a query, which is read once for all of them. */
export function narrower(text: string): (...clauses: readonly string[]) => string {
  const present = printed(text)
  return (...clauses) => [...present, ...clauses].join(' ')
}

/** The query's text with clauses added that must hold as well. Each clause is written as it is printed: one field, one value. */
export function narrowQuery(text: string, ...clauses: readonly string[]): string {
  return narrower(text)(...clauses)
}

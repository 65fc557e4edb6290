import { parseQuery, topClauses } from '../query.ts'
import { printQuery } from './print.ts'

/** The query's text with clauses added that must hold as well. */
export function narrowQuery(text: string, ...clauses: readonly string[]): string {
  const parts = [text, ...clauses].flatMap((part) => topClauses(parseQuery(part).clause))
  return printQuery({ kind: 'all', parts, place: { start: 0, end: 0 } })
}

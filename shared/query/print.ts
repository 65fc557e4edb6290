import type { Clause, FieldClause } from './syntax.ts'
import { quote } from './tokens.ts'
import { printValue } from './values.ts'

/** The query's text: read back, it is the same query. */
export function printQuery(query: Clause): string {
  if (query.kind === 'all') return query.parts.map((part) => (part.kind === 'all' ? `(${printQuery(part)})` : printQuery(part))).join(' ')
  if (query.kind === 'some') return query.parts.map(printOperand).join(' OR ')
  if (query.kind === 'not') return `-${query.part.kind === 'not' ? `(${printQuery(query.part)})` : printOperand(query.part)}`
  if (query.kind === 'bare') return query.quoted ? quote(query.text) : query.text
  return printField(query)
}

function printOperand(clause: Clause): string {
  return clause.kind === 'all' || clause.kind === 'some' ? `(${printQuery(clause)})` : printQuery(clause)
}

function printField({ field, values }: FieldClause): string {
  const printed = values.map((value) => printValue(field, value))
  return `${field}:${printed.length === 1 ? printed[0] : `(${printed.join(' OR ')})`}`
}

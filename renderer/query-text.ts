import type { FieldName } from '../shared/query/fields.ts'
import type { Clause, FieldClause, Place } from '../shared/query/syntax.ts'
import { parseQuery, topClauses } from '../shared/query.ts'

/** Removes a part of a query's text, and the blanks that it leaves. */
export function withoutPlace(text: string, place: Place): string {
  return [text.slice(0, place.start).trimEnd(), text.slice(place.end).trimStart()].filter(Boolean).join(' ')
}

function isChoiceOf(clause: Clause, field: FieldName): clause is FieldClause {
  return clause.kind === 'field' && clause.field === field && clause.values.every((value) => value.kind === 'choice')
}

/** The values of a field that a query asks for in a clause of its own: what a filter shows as switched on. */
export function chosen(text: string, field: FieldName): readonly string[] {
  return topClauses(parseQuery(text).clause)
    .filter((clause) => isChoiceOf(clause, field))
    .flatMap((clause) => (clause.kind === 'field' ? clause.values : []))
    .flatMap((value) => (value.kind === 'choice' ? [value.choice] : []))
}

/** The query with the clauses of a field replaced by one that asks for `values`; without any when there are none. */
export function choose(text: string, field: FieldName, values: readonly string[]): string {
  const places = topClauses(parseQuery(text).clause).filter((clause) => isChoiceOf(clause, field))
  const rest = [...places].reverse().reduce((left, { place }) => withoutPlace(left, place), text)
  if (values.length === 0) return rest.trim()
  const clause = values.length === 1 ? `${field}:${values[0]}` : `${field}:(${values.join(' OR ')})`
  return rest.trim() ? `${rest.trim()} ${clause}` : clause
}

/** Switches one value of a filter: on, or off when it was on. `only` makes it the only one. */
export function toggle(text: string, field: FieldName, value: string, only: boolean): string {
  const present = chosen(text, field)
  if (present.includes(value)) return choose(text, field, only && present.length > 1 ? [value] : present.filter((other) => other !== value))
  return choose(text, field, only ? [value] : [...present, value])
}

import { type FieldName, fields } from '../shared/query/fields.ts'
import type { Clause, FieldClause, Place } from '../shared/query/syntax.ts'
import { quote } from '../shared/query/tokens.ts'
import { parseQuery, topClauses } from '../shared/query.ts'

/**
 * What the list of messages begins with: mail itself. Notices are told with the mail that they report, and would fill the top
 * of the list after every failure. The clause stands in the query, to be taken away.
 */
export const MAIL_ITSELF = '-direction:notice'

/** Removes a part of a query's text, and the blanks that it leaves. */
export function withoutPlace(text: string, place: Place): string {
  return [text.slice(0, place.start).trimEnd(), text.slice(place.end).trimStart()].filter(Boolean).join(' ')
}

function withoutAll(text: string, fits: (clause: Clause) => boolean): string {
  const places = topClauses(parseQuery(text).clause).filter(fits)
  return places
    .toReversed()
    .reduce((left, { place }) => withoutPlace(left, place), text)
    .trim()
}

/** Whether a clause is such as a filter writes: values of a closed set, or quoted ones. */
function isPickOf(clause: Clause, field: FieldName): clause is FieldClause {
  return (
    clause.kind === 'field' &&
    clause.field === field &&
    clause.values.every((value) => value.kind === 'choice' || (value.kind === 'text' && value.exact))
  )
}

function isExclusionOf(clause: Clause, field: FieldName): boolean {
  return clause.kind === 'not' && isPickOf(clause.part, field)
}

function valuesOf(clause: Clause): readonly string[] {
  if (clause.kind === 'not') return valuesOf(clause.part)
  if (clause.kind !== 'field') return []
  return clause.values.flatMap((value) =>
    value.kind === 'choice' ? [value.choice] : value.kind === 'text' ? [value.text.toLowerCase()] : [],
  )
}

/** The values of a field that a query asks for in a clause of its own: what a filter shows as switched on. */
export function chosen(text: string, field: FieldName): readonly string[] {
  return topClauses(parseQuery(text).clause)
    .filter((clause) => isPickOf(clause, field))
    .flatMap(valuesOf)
}

/** The values of a field that a query leaves out. */
export function excluded(text: string, field: FieldName): readonly string[] {
  return topClauses(parseQuery(text).clause)
    .filter((clause) => isExclusionOf(clause, field))
    .flatMap(valuesOf)
}

function clauseOf(field: FieldName, values: readonly string[]): string {
  const written = values.map((value) => (fields[field].kind === 'choice' ? value : quote(value)))
  return written.length === 1 ? `${field}:${written[0]}` : `${field}:(${written.join(' OR ')})`
}

function joined(...parts: readonly string[]): string {
  return parts.filter(Boolean).join(' ')
}

/** The query with the clauses of a field replaced by one that asks for `values`; without any when there are none. */
export function choose(text: string, field: FieldName, values: readonly string[]): string {
  return joined(
    withoutAll(text, (clause) => isPickOf(clause, field)),
    values.length === 0 ? '' : clauseOf(field, values),
  )
}

/** Switches one value of a filter: on, or off when it was on. `only` makes it the only one. What was left out is let in. */
export function toggle(text: string, field: FieldName, value: string, only: boolean): string {
  const left = excluded(text, field)
  if (left.includes(value))
    return leaveOut(
      text,
      field,
      left.filter((other) => other !== value),
    )
  const present = chosen(text, field)
  if (present.includes(value)) return choose(text, field, only && present.length > 1 ? [value] : present.filter((other) => other !== value))
  return choose(text, field, only ? [value] : [...present, value])
}

/** Leaves a value out, or lets it in again when it was left out. */
export function exclude(text: string, field: FieldName, value: string): string {
  const left = excluded(text, field)
  if (left.includes(value)) return toggle(text, field, value, false)
  const rest = chosen(text, field).includes(value) ? toggle(text, field, value, false) : text
  return leaveOut(rest, field, [...left, value])
}

function leaveOut(text: string, field: FieldName, values: readonly string[]): string {
  return joined(
    withoutAll(text, (clause) => isExclusionOf(clause, field)),
    values.length === 0 ? '' : `-${clauseOf(field, values)}`,
  )
}

function isTime(clause: Clause): boolean {
  return clause.kind === 'field' && (clause.field === 'before' || clause.field === 'after' || clause.field === 'at')
}

/** Whether a query has clauses of time that a choice on the chart would replace. */
export function hasTime(text: string): boolean {
  return topClauses(parseQuery(text).clause).some(isTime)
}

/** The query with its clauses of time replaced by another, or by none. */
export function withTime(text: string, time: string): string {
  return joined(withoutAll(text, isTime), time)
}

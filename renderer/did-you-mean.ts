import { type FacetField, facetFields } from '../shared/facets.ts'
import type { FieldName } from '../shared/query/fields.ts'
import type { Clause, Place } from '../shared/query/syntax.ts'
import { quote } from '../shared/query/tokens.ts'
import { parseQuery, topClauses } from '../shared/query.ts'
import { withoutPlace } from './query-text.ts'

/** A part of a query that may be misspelt: what was written, in which fields something near to it is looked for. */
export interface Doubt {
  readonly text: string
  readonly fields: readonly (FacetField | 'class')[]
  readonly place: Place
  /** The part as the text of its own query. */
  readonly clause: string
  /** The query without this part: what the values are counted under. */
  readonly rest: string
}

const MOST_DOUBTS = 3
const SHORTEST = 3

/** Where a text without a field may belong. */
const bareFields: Readonly<Partial<Record<string, Doubt['fields']>>> = {
  address: ['from', 'to'],
  domain: ['domain', 'fromdomain', 'relay'],
  words: ['from', 'to', 'device', 'class'],
  ip: ['device'],
}

function isFacetField(field: FieldName): field is FacetField {
  return facetFields.some((known) => known === field)
}

function doubtOf(clause: Clause): Omit<Doubt, 'rest' | 'clause'> | null {
  const { place } = clause
  if (clause.kind === 'bare') {
    const fields = clause.quoted ? undefined : bareFields[clause.reading]
    return fields === undefined ? null : { text: clause.text, fields, place }
  }
  if (clause.kind !== 'field' || clause.values.length !== 1 || !isFacetField(clause.field)) return null
  const [value] = clause.values
  return value?.kind === 'text' && !value.text.includes('*') ? { text: value.text, fields: [clause.field], place } : null
}

/** The parts of a query that may be misspelt, when it finds nothing. */
export function doubts(query: string): readonly Doubt[] {
  return topClauses(parseQuery(query).clause)
    .map(doubtOf)
    .filter((doubt) => doubt !== null)
    .filter(({ text }) => text.length >= SHORTEST)
    .slice(0, MOST_DOUBTS)
    .map((doubt) => ({ ...doubt, clause: query.slice(doubt.place.start, doubt.place.end), rest: withoutPlace(query, doubt.place) }))
}

/** The query with the doubtful part replaced by a value that there is. */
export function corrected({ rest }: Doubt, field: FacetField | 'class', value: string): string {
  return [rest, `${field}:${field === 'class' ? value : quote(value)}`].filter(Boolean).join(' ')
}

/** Fields whose values are listed with their numbers; each is a field of the query language. */
export const facetFields = ['from', 'to', 'domain', 'fromdomain', 'device', 'login', 'relay', 'source'] as const
export type FacetField = (typeof facetFields)[number]

/** A value of a facet: `field:"value"` finds exactly `count` deliveries. */
export interface FacetEntry {
  readonly value: string
  /** What is shown beside or instead of the value: the name of a device, the name of a source known by its id. */
  readonly title: string | null
  readonly count: number
}

/** The commonest values of a field under a query without that field's own clauses. */
export interface Facet {
  readonly values: readonly FacetEntry[]
  /** How many values there are in all. */
  readonly total: number
}

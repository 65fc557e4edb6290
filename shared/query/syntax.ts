import type { FieldName } from './fields.ts'

/** A part of the query's text: from `start` up to, not including, `end`, in UTF-16 units. */
export interface Place {
  readonly start: number
  readonly end: number
}

export type Comparison = '=' | '>' | '>=' | '<' | '<='

/** A clock time as written; `second` null: the whole minute is meant. */
export interface ClockTime {
  readonly hour: number
  readonly minute: number
  readonly second: number | null
}

/**
 * A moment as written. `civil`: on the reader's calendar (`offsetMinutes` east of UTC where the text says so), the year
 * null where none was written: the latest that does not lie after the data. `before-end`: so long before the end of the data.
 */
export type Moment =
  | {
      readonly kind: 'civil'
      readonly year: number | null
      readonly month: number
      readonly day: number
      readonly clock: ClockTime | null
      readonly offsetMinutes: number | null
    }
  | { readonly kind: 'before-end'; readonly seconds: number }

/**
 * What a field is compared with. `text`: contained, ignoring case; with `*` a pattern for the whole value; `exact` (it was
 * quoted) the whole value for addresses and ids, the phrase for free text. Numbers are seconds, bytes or counts by field.
 */
export type Value =
  | { readonly kind: 'any' }
  | { readonly kind: 'text'; readonly text: string; readonly exact: boolean }
  | { readonly kind: 'choice'; readonly choice: string }
  | { readonly kind: 'number'; readonly comparison: Comparison; readonly number: number }
  | { readonly kind: 'between'; readonly low: number; readonly high: number }
  | { readonly kind: 'network'; readonly address: string; readonly bits: number }
  | { readonly kind: 'moment'; readonly comparison: Comparison; readonly moment: Moment }
  | { readonly kind: 'span'; readonly from: Moment; readonly to: Moment }

/** How a text without a field was understood. */
export type BareReading = 'address' | 'ip' | 'message-id' | 'queue-id' | 'id' | 'code' | 'status' | 'domain' | 'words'

/** One field compared with values of which one must fit. */
export interface FieldClause {
  readonly kind: 'field'
  readonly field: FieldName
  readonly values: readonly Value[]
  readonly place: Place
}

/** A text contained in a reply, a subject, a Message-ID or a line of the message. */
export interface WordsClause {
  readonly kind: 'words'
  readonly text: string
  readonly place: Place
}

/** A clause that a predicate can be made of. */
export type PlainClause =
  | { readonly kind: 'some'; readonly parts: readonly PlainClause[]; readonly place: Place }
  | FieldClause
  | WordsClause

/** A text without a field. `means` follows from `text` and `quoted` alone. */
export interface BareClause {
  readonly kind: 'bare'
  readonly text: string
  readonly quoted: boolean
  readonly reading: BareReading
  readonly means: PlainClause
  readonly place: Place
}

/** A query. `all` and `some` have two parts or more, except that the query for everything is `all` of nothing. */
export type Clause =
  | { readonly kind: 'all'; readonly parts: readonly Clause[]; readonly place: Place }
  | { readonly kind: 'some'; readonly parts: readonly Clause[]; readonly place: Place }
  | { readonly kind: 'not'; readonly part: Clause; readonly place: Place }
  | FieldClause
  | BareClause

/** What is wrong with a part of the query, in a sentence that says what was expected. `instead`: what may have been meant. */
export interface QueryProblem {
  readonly place: Place
  readonly message: string
  readonly instead?: string
}

/** How one clause was read, in words, with the other texts that it could have meant. */
export interface ClauseReading {
  readonly place: Place
  readonly text: string
  readonly reading: string
  readonly others: readonly { readonly text: string; readonly reading: string }[]
}

/** Thrown while a value is read; becomes a QueryProblem at the clause's place. `instead`: the nearest value that would be read. */
export class ValueRefused extends Error {
  readonly instead: string | undefined

  constructor(message: string, instead?: string) {
    super(message)
    this.instead = instead
  }
}

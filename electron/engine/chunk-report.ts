import type { WrittenOffset } from '../../shared/time.ts'
import type { YearState } from '../../shared/year-rollover.ts'
import type { clockBase } from './spool.ts'

/** A run of events whose clock does not go back by an hour and is of one kind. */
export interface Segment {
  readonly clock: keyof typeof clockBase
  /** Placed stamp and line (from 0, in the chunk) of the first event. */
  readonly first: number
  readonly firstLine: number
  /** The smallest placed stamp. */
  readonly least: number
  /** The largest placed stamp so far, made strictly increasing; and the place of the last event. */
  readonly last: number
  readonly lastPlace: number
}

/** How many lines were read, and what became of them. */
export interface LineCounts {
  readonly lines: number
  readonly recognised: number
  readonly ignored: number
  readonly unrecognised: number
  /** How many of the recognised have their day from the file's name. */
  readonly dayless: number
  /** How many of the unrecognised have half a time only. */
  readonly undated: number
  /** How many of these belong to no record, since a quote in them is never closed. */
  readonly broken: number
  readonly masked: number
  readonly truncated: number
  /** Lines of JSON that were rewritten (`json-lines.ts`). */
  readonly rewritten: number
}

/** What a chunk held. Lines count from 0; stamps are placed as if the chunk began the file. */
export interface ChunkReport extends LineCounts {
  readonly segments: readonly Segment[]
  /** The last event's stamp as placed, for the step to the next chunk; null without events. */
  readonly lastStamp: { readonly clock: keyof typeof clockBase; readonly placed: number } | null
  readonly years: YearState
  readonly jumps: readonly { readonly civil: number; readonly line: number }[]
  readonly pairs: readonly { readonly civil: number; readonly second: number }[]
  /** Of lines that state their zone: one of an hour, at most 64. */
  readonly offsets: readonly WrittenOffset[]
}

/** A time without a line. `regular`: such a silence begins at that time of the day on other days as well. */
export interface Gap {
  readonly from: string
  readonly to: string
  readonly seconds: number
  readonly regular: boolean
}

/** What time is covered by lines: one object of `relayscope coverage --format ndjson`, per source and for all together. */
export interface Coverage {
  /** Null: all sources together. */
  readonly source: string | null
  readonly sourceId: string | null
  readonly firstTime: string | null
  readonly lastTime: string | null
  /** From first to last without the gaps. */
  readonly coveredSeconds: number
  readonly gaps: readonly Gap[]
  /** Messages whose beginning is missing although their later lines are here: an earlier log is missing. */
  readonly headsMissing: number
  /** Deliveries of which the logs do not hold the answer. */
  readonly openEnds: number
  /** What looks cut off, as sentences. */
  readonly suspicions: readonly string[]
}

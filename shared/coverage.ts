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
  /** Whether it covers time: what it lacks did not happen. A search result, mails and a service's events cover none. Of all together: whether one does. */
  readonly log: boolean
  /** Holds only what was searched for. Of all together: whether there is no log. */
  readonly searchResult: boolean
  /** What was searched for, in the user's words. */
  readonly searched: string | null
  /** Of all together: of the logs among them. */
  readonly firstTime: string | null
  readonly lastTime: string | null
  /** From first to last without the gaps; 0 of a search result. */
  readonly coveredSeconds: number
  readonly gaps: readonly Gap[]
  /** Messages whose beginning is missing although their later lines are here: an earlier log is missing. */
  readonly headsMissing: number
  /** Deliveries of which the logs do not hold the answer. */
  readonly openEnds: number
  /** What looks cut off, as sentences without their end. */
  readonly suspicions: readonly string[]
  readonly clocks: readonly ClocksApart[]
}

/** Two servers whose clocks do not agree, by mails that the one handed to the other. */
export interface ClocksApart {
  readonly one: string
  readonly other: string
  readonly mails: number
  /** How far the other's clock is ahead, the middle of all mails. */
  readonly seconds: number
}

/** Everything that looks wrong, as sentences without their end. */
export function suspicionsOf({ suspicions, clocks }: Pick<Coverage, 'suspicions' | 'clocks'>): readonly string[] {
  return [...suspicions, ...clocks.map(clocksSentence)]
}

function clocksSentence({ one, other, mails, seconds }: ClocksApart): string {
  const minutes = Math.round(Math.abs(seconds) / 60)
  const apart = `about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ${seconds > 0 ? 'ahead of' : 'behind'}`
  const shown = mails === 1 ? '1 mail' : `${mails} mails`
  return `the clock of ${other} is ${apart} that of ${one}, as ${shown} handed from ${one} to ${other} ${mails === 1 ? 'shows' : 'show'}: their times do not compare`
}

/** Longest text that says what was searched for. */
export const MOST_SEARCHED = 500

/** What is to be known of a search result, a sentence without its end. */
export const SEARCH_RESULT = 'a search result: proves nothing absent'

/** The same with what was searched for; null: nobody has said. */
export function searchSentence(searched: string | null): string {
  return searched === null ? SEARCH_RESULT : `${SEARCH_RESULT} but what was searched for: ${searched}`
}

/** Microseconds of a day. */
const DAY = 86_400e6
/** Microseconds of the four years by which placed years stand apart, one of them leap. */
const FOUR_YEARS = 1461 * DAY

/** Where the tracking of years and jumps stands; a worker's state is the start of the next part of the file. */
export interface YearState {
  /** Years since the first line's. */
  readonly year: number
  /** The last yearless stamp, in the year 2000; null before the first. */
  readonly last: number | null
}

/** A place where the file's clock went back by minutes, at most 75: in a night of October, the repeated hour. */
export interface BackJump {
  /** Placed stamp of the first line after the jump. */
  readonly civil: number
  readonly line: number
}

/**
 * Follows yearless stamps through a file, in line order: one more than 2 days before its predecessor begins a new year, one
 * more than 330 days after it is a late line of the year before and moves nothing.
 */
export class YearRollover {
  private year: number
  private last: number | null
  private placed: number | null = null
  private readonly back: BackJump[] = []

  constructor(start: YearState = { year: 0, last: null }) {
    this.year = start.year
    this.last = start.last
  }

  /**
   * Places a stamp: year k of the file counts as the year 2000 + 4k, which is leap, so that 29 February has its place whatever
   * the year turns out to be. Stamps with a year (`yearless` false) stay as they are.
   */
  place(stamp: number, line: number, yearless: boolean): number {
    let at = stamp
    if (yearless) {
      const { last } = this
      if (last !== null && stamp - last > 330 * DAY) return stamp + (this.year - 1) * FOUR_YEARS
      if (last !== null && last - stamp > 2 * DAY) this.year += 1
      this.last = stamp
      at = stamp + this.year * FOUR_YEARS
    }
    const back = this.placed === null ? 0 : this.placed - at
    if (back >= 120e6 && back <= 75 * 60e6 && this.back.length < 256) this.back.push({ civil: at, line })
    this.placed = at
    return at
  }

  state(): YearState {
    return { year: this.year, last: this.last }
  }

  jumps(): readonly BackJump[] {
    return this.back
  }
}

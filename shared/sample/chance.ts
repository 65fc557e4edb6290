/** Numbers and choices that a seed decides: the same seed gives the same sample on every machine. */
export interface Chance {
  /** From 0 up to 1. */
  next(): number
  /** A whole number, both ends included. */
  whole(low: number, high: number): number
  /** @throws on an empty list */
  of<T>(choices: readonly T[]): T
  /** True in this share of cases. */
  holds(share: number): boolean
  text(alphabet: string, length: number): string
}

/** Mulberry32 (public domain, Tommy Ettinger): 32 bits of state, enough for names and pauses. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    whole,
    of: (choices) => choices[whole(0, choices.length - 1)]!,
    holds: (share) => next() < share,
    text: (alphabet, length) => Array.from({ length }, () => alphabet[whole(0, alphabet.length - 1)]).join(''),
  }
}

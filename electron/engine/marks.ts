/** Tells of one line after another whether something stands in it. */
export interface Marks {
  /** To be asked with growing ends: whether a mark begins before `end` that was not passed before. */
  before(end: number): boolean
}

const ODD = [0x1e, 0x10]

/** Marks bytes that a block of lines cannot hold as they are. */
export function oddMarks(bytes: Buffer): Marks {
  const places: number[] = []
  for (const byte of ODD) for (let at = bytes.indexOf(byte); at !== -1; at = bytes.indexOf(byte, at + 1)) places.push(at)
  return marksAt(places)
}

/** Marks what a pattern matches: one search of the whole chunk is far cheaper than one per line. */
export function patternMarks(text: string, pattern: RegExp): Marks {
  const places: number[] = []
  pattern.lastIndex = 0
  while (pattern.test(text)) places.push(pattern.lastIndex - 1)
  return marksAt(places)
}

function marksAt(places: readonly number[]): Marks {
  const sorted = Int32Array.from(places).sort()
  let next = 0
  return {
    before: (end) => {
      const first = next
      while (next < sorted.length && sorted[next]! < end) next += 1
      return next > first
    },
  }
}

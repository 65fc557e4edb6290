/** Tells of one line after another whether something stands in it. */
export class Marks {
  private readonly places: Int32Array
  private next = 0

  constructor(places: readonly number[]) {
    this.places = Int32Array.from(places).sort()
  }

  /** To be asked with growing ends: whether a mark begins before `end` that was not passed before. */
  before(end: number): boolean {
    const first = this.next
    while (this.next < this.places.length && this.places[this.next]! < end) this.next += 1
    return this.next > first
  }
}

const ODD = [0x1e, 0x10]

/** Marks bytes that a block of lines cannot hold as they are. */
export function oddMarks(bytes: Buffer): Marks {
  const places: number[] = []
  for (const byte of ODD) for (let at = bytes.indexOf(byte); at !== -1; at = bytes.indexOf(byte, at + 1)) places.push(at)
  return new Marks(places)
}

/** Marks what a pattern matches: one search of the whole chunk is far cheaper than one per line. */
export function patternMarks(text: string, pattern: RegExp): Marks {
  const places: number[] = []
  pattern.lastIndex = 0
  while (pattern.test(text)) places.push(pattern.lastIndex - 1)
  return new Marks(places)
}

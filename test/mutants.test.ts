import fc from 'fast-check'
import { describe, test } from 'vitest'
import { allFormats } from '../shared/formats/index.ts'
import { knownLines, longMutants, mutants, readerBehind, readWell } from './mutants.ts'

/** How many changed lines each format reads here; many more are read in test/mutants-many.test.ts. */
const EACH = 300
const LONG = 12

/** Mails are read whole, not by lines. */
const byLine = allFormats.filter(({ unit }) => unit !== 'mail')

describe('changed lines are read without an exception, in time and into sound records', () => {
  test.each(byLine.map((format) => [format.id, format] as const))('%s', (_, format) => {
    const lines = knownLines(format)
    const read = readerBehind(format, lines)
    fc.assert(
      fc.property(mutants(lines), (line) => {
        format.owns(line)
        readWell(read, line)
      }),
      { seed: 4, numRuns: EACH },
    )
    const long = longMutants(lines)
    const step = Math.max(1, Math.floor(long.length / LONG))
    for (const line of long.filter((_line, at) => at % step === 0)) readWell(readerBehind(format, lines), line)
  })
})

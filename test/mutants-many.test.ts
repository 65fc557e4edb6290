import fc from 'fast-check'
import { describe, test } from 'vitest'
import { allFormats } from '../shared/formats/index.ts'
import { knownLines, longMutants, mutants, readerBehind, readWell } from './mutants.ts'

const byLine = allFormats.filter(({ unit }) => unit !== 'mail')

/** How many all formats read together. `npm run bench -- --mutants 1000000` reads a million, of which these are the first. */
const mutantCount = Number(process.env['MUTANTS'] ?? 100_000)
const each = Math.ceil(mutantCount / byLine.length)

/** A quote that is never closed swallows what follows: a new reader after so many lines. */
const LINES_OF_A_READER = 100

describe(`${mutantCount} changed lines are read without an exception, in time and into sound records`, () => {
  test.each(byLine.map((format) => [format.id, format] as const))('%s', { timeout: 900_000 }, (_, format) => {
    const lines = knownLines(format)
    let read = readerBehind(format, lines)
    let count = 0
    fc.assert(
      fc.property(mutants(lines), (line) => {
        if (++count % LINES_OF_A_READER === 0) read = readerBehind(format, lines)
        format.owns(line)
        readWell(read, line)
      }),
      { seed: 2026, numRuns: each },
    )
  })

  test.each(byLine.map((format) => [format.id, format] as const))('of %s also those of 64 KiB', (_, format) => {
    const lines = knownLines(format)
    for (const line of longMutants(lines)) {
      format.owns(line)
      readWell(readerBehind(format, lines.slice(0, 20)), line)
    }
  })
})

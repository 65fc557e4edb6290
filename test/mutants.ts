import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { isDatable } from '../electron/engine/spool.ts'
import type { LogFormat, Outcome } from '../shared/formats/format.ts'
import type { LogRecord } from '../shared/record.ts'
import { asBytes } from './as-bytes.ts'

const fixtures = join(import.meta.dirname, 'fixtures')

/** The lines of a format's examples and golden logs, as the import gives them to it. */
export function knownLines(format: LogFormat): readonly string[] {
  const examples = format.examples.flatMap(({ text }) => asBytes(text).split('\n'))
  const folder = join(fixtures, format.id)
  const logs = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.log')) : []
  return [...new Set([...examples, ...logs.flatMap((name) => readFileSync(join(folder, name), 'latin1').split('\n'))])]
}

/** A reader that has read these lines, so that rows of tables are read as rows. */
export function readerBehind(format: LogFormat, lines: readonly string[]): (line: string) => Outcome {
  const read = format.open({ fileName: '' })
  for (const line of lines) read(line)
  return read
}

/** What is put into lines: what separates fields in some format, what no number, time or text should be, halves of characters. */
const pieces = [
  '',
  ' ',
  '  ',
  ',',
  ', ',
  ';',
  ':',
  ': ',
  '::',
  '=',
  '==',
  '|',
  '\t',
  '\r',
  '\u0000',
  '\u001b[31m',
  '\\',
  '\\u',
  '\\ud800',
  '\\"',
  '/',
  '%00',
  '"',
  '""',
  '","',
  '"",""',
  "'",
  '<',
  '>',
  '<>',
  '<<',
  '>>',
  '[',
  ']',
  '[[',
  '](',
  '(',
  ')',
  '((',
  '{',
  '}',
  '{"a":{',
  '[null]',
  '{}',
  '[]',
  '@',
  '.',
  '..',
  '-',
  '--',
  '+',
  '*',
  '#',
  '!',
  '?',
  '&',
  '$',
  'a',
  'Z',
  '0',
  '-1',
  '00',
  '99999999999999999999',
  '1e999',
  '0x',
  'NaN',
  'null',
  '\u00ff',
  '\u00fe\u00ff',
  '\u00ef\u00bb\u00bf',
  '\u00c3',
  '\u00e2\u0080\u00a8',
  '\u00f0\u009f\u0093\u00a7',
  '\u0080',
  '\u00a0',
  '\u00c4\u00b0',
  '=?utf-8?q?',
  '?=',
  'to=',
  ' to=<',
  'from=',
  'status=',
  '2026-02-30T25:61:61Z',
  '9999-12-31',
  '0000',
  'Feb 30',
  '+99:99',
  '550 5.1.1 ',
  '250-',
]

/** One change: at a part of the line, so many characters go and a piece comes, so often. */
const change = fc.record({
  at: fc.nat(9999),
  gone: fc.oneof(fc.nat(3), fc.nat(40), fc.constant(1 << 16)),
  piece: fc.constantFrom(...pieces),
  often: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.nat(60) }),
})

/** A line with up to three changes, and perhaps the end of another line. */
export function mutants(lines: readonly string[]): fc.Arbitrary<string> {
  const line = fc.constantFrom(...lines)
  const grafted = fc.tuple(line, line, fc.nat(9999)).map(([a, b, at]) => cut(a, at)[0] + cut(b, at)[1])
  const stem = fc.oneof({ weight: 4, arbitrary: line }, { weight: 1, arbitrary: grafted })
  return fc.tuple(stem, fc.array(change, { minLength: 1, maxLength: 3 })).map(([text, changes]) => {
    let mutant = text
    for (const { at, gone, piece, often } of changes) {
      const [head, tail] = cut(mutant, at)
      mutant = head + piece.repeat(often) + tail.slice(gone)
    }
    // What the import hands over is one line.
    return mutant.replaceAll('\n', ' ')
  })
}

function cut(text: string, at: number): readonly [string, string] {
  const from = Math.floor((text.length * at) / 10_000)
  return [text.slice(0, from), text.slice(from)]
}

/** Lines of 64 KiB, the longest that the import hands over: a known line with one piece again and again within it. */
export function longMutants(lines: readonly string[]): readonly string[] {
  const longest = 64 << 10
  return lines.flatMap((line, number) => {
    // Each line meets a few pieces at a few places; all lines together meet all.
    const chosen = pieces.filter((piece, at) => piece !== '' && at % 16 === number % 16)
    return chosen.map((piece, count) => {
      const [head, tail] = cut(line, ((number * 7 + count * 3) % 10) * 1000 + 500)
      return (head + piece.repeat(Math.ceil((longest - line.length) / piece.length)) + tail).slice(0, longest)
    })
  })
}

/** Milliseconds of processor time that one line may take, also one of 64 KiB: those for which the machine does something else do not count. */
const LIMIT_MS = 5

/** How often a line that was slow is read again, until it is not: code that is new is slow, and the garbage of others is collected meanwhile. */
const TRIES = 40

/** Reads a line. Throws where that took too long each time, or gave what must not be kept. */
export function readWell(read: (line: string) => Outcome, line: string): void {
  let outcome: Outcome = 'ignored'
  let least = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < TRIES && least > LIMIT_MS; tries++) {
    const start = process.cpuUsage()
    outcome = read(line)
    const { user, system } = process.cpuUsage(start)
    least = Math.min(least, (user + system) / 1000)
  }
  if (least > LIMIT_MS) throw new Error(`${least.toFixed(1)} ms for ${line.length} characters: ${line.slice(0, 300)}`)
  if (typeof outcome === 'string') return
  if (outcome.length === 0) throw new Error('a list of no record')
  // The import takes the line for one that is not understood.
  if (!outcome.every(isDatable)) return
  for (const record of outcome) refuseBad(record)
}

/** No value, no number, no reply code (RFC 5321 4.2), a character that is no byte. A number too great for its column is none there. */
function refuseBad(record: LogRecord): void {
  for (const part of [record, record.origin]) {
    for (const [key, value] of Object.entries(part)) {
      if (part !== record || key !== 'origin') if (isBad(key, value)) throw new Error(`${record.kind}.${key} is ${String(value)}`)
    }
  }
}

function isBad(key: string, value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return false
  if (typeof value === 'string') return beyondBytes.test(value)
  if (typeof value !== 'number') return true
  if (key === 'code') return !(value >= 200 && value < 600)
  return Number.isNaN(value) || (value < 0 && key !== 'delaySeconds')
}

const beyondBytes = /[\u0100-\uffff]/

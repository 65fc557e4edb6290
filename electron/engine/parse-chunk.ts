import type { LineReader, LogFormat, Outcome } from '../../shared/formats/format.ts'
import type { ChunkReport } from './chunk-report.ts'
import { EventWriter } from './event-writer.ts'
import { plainLines } from './json-lines.ts'
import { LineWriter } from './line-writer.ts'
import { recordsOfMails } from './mail-chunks.ts'
import { oddMarks, patternMarks } from './marks.ts'
import { Masker, secretMark } from './secrets.ts'
import { createSpool, isDatable, LONGEST_LINE, type Spool, spoolKinds } from './spool.ts'

/** A chunk as rows to load; the spool holds them until the next chunk is parsed. */
export interface ParsedChunk {
  readonly report: ChunkReport
  readonly spool: Spool
}

/** What reads the lines of one source, chunk after chunk; formats that remember earlier lines are opened once. */
export interface ChunkReader {
  /** `firstSegment`: number of the chunk's first segment; the following ones count on. `last`: no chunk follows. */
  parse(bytes: Buffer, firstSegment: number, byteOffset: number, last: boolean): ParsedChunk
}

/** Opens the formats for one source. A line goes to the first that does not ignore it; mails are read whole. */
export function createChunkReader(formats: readonly LogFormat[], fileName: string): ChunkReader {
  if (formats.some(({ unit }) => unit === 'mail')) return createMailReader()
  const readers = formats.map((format) => format.open({ fileName }))
  const single = readers.length === 1 ? readers[0] : undefined
  const read = single ?? ((line: string) => firstAnswer(readers, line))
  return createLineReader(
    read,
    formats.every(({ unit }) => unit === 'line'),
  )
}

/** Reads chunks of whole mails: what each reports stands at the lines that say it. */
function createMailReader(): ChunkReader {
  const spool = createSpool()
  return {
    parse: (bytes, firstSegment, byteOffset, last) => {
      const outcomes = recordsOfMails(bytes)
      let line = 0
      const read = () => outcomes.get(line++) ?? 'ignored'
      return parseChunk({ bytes, rewritten: 0, read, asWritten: false, firstSegment, byteOffset, last, spool })
    },
  }
}

/** Reads chunks by what is given for their lines. `asWritten`: records hold no characters but those of their line. */
function createLineReader(read: LineReader, asWritten: boolean): ChunkReader {
  const spool = createSpool()
  const plain = asWritten ? plainLines : (bytes: Buffer) => ({ bytes, rewritten: 0 })
  return {
    parse: (bytes, firstSegment, byteOffset, last) =>
      parseChunk({ ...plain(bytes), read, asWritten, firstSegment, byteOffset, last, spool }),
  }
}

function firstAnswer(readers: readonly ((line: string) => Outcome)[], line: string): Outcome {
  let answer: Outcome = 'ignored'
  for (const read of readers) {
    const outcome = read(line)
    if (typeof outcome !== 'string') return outcome
    if (outcome !== 'ignored') answer = outcome
  }
  return answer
}

interface Work {
  readonly bytes: Buffer
  readonly rewritten: number
  readonly read: LineReader
  readonly asWritten: boolean
  readonly firstSegment: number
  readonly byteOffset: number
  readonly last: boolean
  /** Of the chunk before: their memory is used again. */
  readonly spool: Spool
}

/** Bytes of whole lines that are made text at once: a text that fits the nursery of the garbage collector costs it next to nothing. */
const WINDOW = 32 << 10

/** Where the window from `from` on ends: behind a line. */
function windowEnd(bytes: Buffer, from: number): number {
  if (bytes.length - from <= WINDOW) return bytes.length
  const last = bytes.lastIndexOf(10, from + WINDOW - 1)
  const feed = last < from ? bytes.indexOf(10, from + WINDOW) : last
  return feed === -1 ? bytes.length : feed + 1
}

function parseChunk({ bytes, rewritten, read, asWritten, firstSegment, byteOffset, last, spool }: Work): ParsedChunk {
  for (const kind of spoolKinds) for (const column of Object.values(spool[kind])) column.reset()
  const events = new EventWriter(bytes, spool, firstSegment, asWritten)
  const lines = new LineWriter(bytes, spool.lines, byteOffset, firstSegment)
  const odd = oddMarks(bytes)
  const masker = new Masker()
  const count = { lines: 0, recognised: 0, dayless: 0, ignored: 0, unrecognised: 0, undated: 0, broken: 0, truncated: 0 }
  const unread = (line: number): void => {
    count.unrecognised += 1
    spool.unrecognised.segment.add(firstSegment)
    spool.unrecognised.line.add(line)
  }
  // Taken for parts of a record before; those of the chunk before have negative numbers.
  const takeBack = (broken: number): void => {
    for (let line = count.lines - broken; line < count.lines; line += 1) unread(line)
    count.ignored -= broken
    count.broken += broken
  }
  for (let from = 0, to = 0; from < bytes.length; from = to) {
    to = windowEnd(bytes, from)
    const text = bytes.toString('latin1', from, to)
    const secret = patternMarks(text, secretMark)
    for (let start = 0; start < text.length; ) {
      const feed = text.indexOf('\n', start)
      const end = feed === -1 ? text.length : feed
      const returned = text.charCodeAt(end - 1) === 13 && end > start
      let line = text.slice(start, returned ? end - 1 : end)
      // Not short-circuited: both keep count of where they are.
      const isOdd = odd.before(from + end)
      const mayLeak = secret.before(end)
      const written = line
      if (line.length > LONGEST_LINE) {
        line = cutLine(line)
        count.truncated += 1
      }
      if (mayLeak || masker.expects) line = masker.mask(line)
      const asRead = line === written
      lines.add(from + start, from + end, asRead && !isOdd && !returned ? null : line)
      const said = read(line)
      const outcome = typeof said === 'string' || said.every(isDatable) ? said : 'unrecognised'
      if (read.broken !== undefined) takeBack(read.broken(false))
      if (outcome === 'ignored') count.ignored += 1
      else if (typeof outcome === 'string') {
        unread(count.lines)
        if (outcome === 'undated') count.undated += 1
      } else {
        count.recognised += 1
        if (outcome[0]?.origin.dayless === true) count.dayless += 1
        events.add(outcome, line, count.lines, asRead ? from + start : -1)
      }
      count.lines += 1
      start = end + 1
    }
  }
  if (last && read.broken !== undefined) takeBack(read.broken(true))
  lines.flush()
  return { report: { ...count, masked: masker.count, rewritten, ...events.report() }, spool }
}

const CUT = ' [\u00e2\u0080\u00a6]'

/** Cuts before a UTF-8 character, not in it. */
function cutLine(line: string): string {
  let end = LONGEST_LINE - CUT.length
  while ((line.charCodeAt(end) & 0xc0) === 0x80) end -= 1
  return line.slice(0, end) + CUT
}

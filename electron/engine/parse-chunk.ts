import type { LogFormat, Outcome } from '../../shared/formats/format.ts'
import type { LogRecord, Origin } from '../../shared/record.ts'
import { idSecond, trackYears, type YearState } from '../../shared/time.ts'
import { oddMarks, patternMarks } from './marks.ts'
import { storedLine } from './raw-lines.ts'
import { LINE_SEPARATOR } from './schema.ts'
import { createMasker, secretMark } from './secrets.ts'
import { type ByteSink, clockBase, createSink, escapeField, LONGEST_LINE, PLACES_PER_LINE, type SpoolKind } from './spool.ts'

/** A run of events whose clock does not go back by an hour and is of one kind. */
export interface Segment {
  readonly clock: keyof typeof clockBase
  /** Placed stamp and line (from 0, in the chunk) of the first event. */
  readonly first: number
  readonly firstLine: number
  /** The largest placed stamp so far, made strictly increasing; and the place of the last event. */
  readonly last: number
  readonly lastPlace: number
}

/** What a chunk held. Lines count from 0; stamps are placed as if the chunk began the file. */
export interface ChunkReport {
  readonly lines: number
  readonly recognised: number
  readonly ignored: number
  readonly unrecognised: number
  readonly masked: number
  readonly truncated: number
  readonly segments: readonly Segment[]
  /** The last event's stamp as placed, for the step to the next chunk; null without events. */
  readonly lastStamp: { readonly clock: keyof typeof clockBase; readonly placed: number } | null
  readonly years: YearState
  readonly jumps: readonly { readonly civil: number; readonly line: number }[]
  readonly pairs: readonly { readonly civil: number; readonly second: number }[]
}

/** A chunk as rows to load. */
export interface ParsedChunk {
  readonly report: ChunkReport
  readonly spools: ReadonlyMap<SpoolKind, ByteSink>
}

/** What reads the lines of one source, chunk after chunk; formats that remember earlier lines are opened once. */
export interface ChunkReader {
  /** `firstSegment`: number of the chunk's first segment; the following ones count on. */
  parse(bytes: Buffer, firstSegment: number, byteOffset: number): ParsedChunk
}

const MAX_PAIRS = 64
/** Segments of one chunk at most; a log whose clock is that wild is ordered less exactly. */
export const MAX_SEGMENTS = 64

/** Opens the formats for one source. A line goes to the first that does not ignore it. */
export function createChunkReader(formats: readonly LogFormat[], fileName: string): ChunkReader {
  const readers = formats.map((format) => format.open({ fileName }))
  const single = readers.length === 1 ? readers[0] : undefined
  const read = single ?? ((line: string) => firstAnswer(readers, line))
  return { parse: (bytes, firstSegment, byteOffset) => parseChunk({ bytes, read, firstSegment, byteOffset }) }
}

function firstAnswer(readers: readonly ((line: string) => Outcome)[], line: string): Outcome {
  let answer: Outcome = 'ignored'
  for (const read of readers) {
    const outcome = read(line)
    if (typeof outcome !== 'string') return outcome
    if (outcome === 'unrecognised') answer = outcome
  }
  return answer
}

interface Work {
  readonly bytes: Buffer
  readonly read: (line: string) => Outcome
  readonly firstSegment: number
  readonly byteOffset: number
}

function parseChunk({ bytes, read, firstSegment, byteOffset }: Work): ParsedChunk {
  const spools = new Map<SpoolKind, ByteSink>()
  const events = createEventWriter(bytes, spools, firstSegment)
  const lines = createLineWriter(bytes, sinkOf(spools, 'lines'), byteOffset, firstSegment)
  const text = bytes.toString('latin1')
  const odd = oddMarks(bytes)
  const secret = patternMarks(text, secretMark)
  const masker = createMasker()
  const count = { lines: 0, recognised: 0, ignored: 0, unrecognised: 0, truncated: 0 }
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start)
    const end = feed === -1 ? text.length : feed
    const returned = text.charCodeAt(end - 1) === 13 && end > start
    let line = text.slice(start, returned ? end - 1 : end)
    // Not short-circuited: both keep count of where they are.
    const isOdd = odd.before(end)
    const mayLeak = secret.before(end)
    let asRead = true
    if (line.length > LONGEST_LINE) {
      line = cutLine(line)
      count.truncated += 1
      asRead = false
    }
    if (mayLeak || masker.expects()) {
      const masked = masker.mask(line)
      if (masked !== line) asRead = false
      line = masked
    }
    lines.add(start, end, asRead && !isOdd && !returned ? null : line)
    const outcome = read(line)
    if (outcome === 'ignored') count.ignored += 1
    else if (outcome === 'unrecognised') {
      count.unrecognised += 1
      const sink = sinkOf(spools, 'unrecognised')
      sink.text(`${firstSegment}\t${count.lines}\n`)
      sink.rows += 1
    } else {
      count.recognised += 1
      events.add(outcome, line, count.lines, isOdd, asRead ? start : -1)
    }
    count.lines += 1
    start = end + 1
  }
  lines.end()
  return { report: { ...count, masked: masker.count(), ...events.report() }, spools }
}

const CUT = ' [\u00e2\u0080\u00a6]'

/** Cuts before a UTF-8 character, not in it. */
function cutLine(line: string): string {
  let end = LONGEST_LINE - CUT.length
  while ((line.charCodeAt(end) & 0xc0) === 0x80) end -= 1
  return line.slice(0, end) + CUT
}

function sinkOf(spools: Map<SpoolKind, ByteSink>, kind: SpoolKind): ByteSink {
  const known = spools.get(kind)
  if (known !== undefined) return known
  const sink = createSink()
  spools.set(kind, sink)
  return sink
}

const BLOCK_LINES = 1000
const BLOCK_BYTES = 512 << 10

/** Gathers lines into blocks: bytes are copied where all lines of a block stay as they are. */
function createLineWriter(bytes: Buffer, sink: ByteSink, byteOffset: number, firstSegment: number) {
  const starts = new Int32Array(BLOCK_LINES)
  const ends = new Int32Array(BLOCK_LINES)
  const changes = new Map<number, string>()
  let count = 0
  let firstLine = 0
  const lineAt = (i: number): string => escapeField(storedLine(changes.get(i) ?? bytes.toString('latin1', starts[i], ends[i])))
  const flush = (): void => {
    if (count === 0) return
    const from = starts[0]!
    sink.text(`${firstSegment}\t${firstLine}\t${count}\t${byteOffset + from}\t`)
    if (changes.size === 0) {
      const length = ends[count - 1]! - from
      const { buffer, at } = sink.reserve(length)
      bytes.copy(buffer, at, from, from + length)
      for (let i = 1; i < count; i += 1) buffer[at + starts[i]! - from - 1] = 0x1e
    } else {
      const lines = Array.from({ length: count }, (_, i) => lineAt(i))
      sink.text(lines.join(LINE_SEPARATOR))
    }
    sink.text('\n')
    sink.rows += 1
    firstLine += count
    count = 0
    changes.clear()
  }
  return {
    add: (start: number, end: number, changed: string | null): void => {
      if (count === BLOCK_LINES || (count > 0 && end - starts[0]! > BLOCK_BYTES)) flush()
      starts[count] = start
      ends[count] = end
      if (changed !== null) changes.set(count, changed)
      count += 1
    },
    end: flush,
  }
}

/** An open segment. */
interface Running {
  clock: keyof typeof clockBase
  first: number
  firstLine: number
  last: number
  lastPlace: number
}

function createEventWriter(bytes: Buffer, spools: Map<SpoolKind, ByteSink>, firstSegment: number) {
  const years = trackYears()
  const segments: Running[] = []
  const pairs: { civil: number; second: number }[] = []
  let current: Running | null = null
  let lastPlaced = 0
  /** Whose segment, stamp and delta: same for every record of a line but for the delta. */
  const place = (origin: Origin, line: number): number => {
    const clock = origin.zoned ? 'zoned' : origin.yearless ? 'yearless' : 'civil'
    const placed = origin.zoned ? origin.stamp : years.place(origin.stamp, line, origin.yearless)
    const back = lastPlaced - placed
    if (
      current === null ||
      ((current.clock !== clock || (!origin.zoned && back >= 120e6 && back <= 75 * 60e6)) && segments.length < MAX_SEGMENTS)
    ) {
      current = { clock, first: placed, firstLine: line, last: placed - 1, lastPlace: 0 }
      segments.push(current)
    }
    lastPlaced = placed
    return placed
  }
  return {
    add: (records: readonly LogRecord[], line: string, lineNumber: number, odd: boolean, start: number): void => {
      let ident = -1
      for (let i = 0; i < records.length && i < PLACES_PER_LINE; i += 1) {
        const record = records[i]!
        const { origin } = record
        const stamp = place(origin, lineNumber)
        const segment = current!
        segment.last = Math.max(stamp, segment.last + 1)
        segment.lastPlace = lineNumber * PLACES_PER_LINE + i
        if (ident === -1) ident = hashText(line, origin, bytes, start)
        if (record.kind === 'arrival' && !origin.zoned && pairs.length < MAX_PAIRS) {
          const second = idSecond(record.queueId)
          if (second !== null) pairs.push({ civil: stamp, second })
        }
        const sink = sinkOf(spools, record.kind)
        const field = odd ? escapedField : plainField
        const row = `${firstSegment + segments.length - 1}\t${segment.lastPlace}\t${clockBase[segment.clock] + stamp}\t${segment.last - stamp}\t${field(origin.host)}\t${field(origin.program)}\t${origin.pid}\t${ident}\t${fieldsOf(record, field)}\n`
        sink.text(row)
        sink.rows += 1
      }
    },
    report: () => ({
      segments,
      lastStamp: current === null ? null : { clock: current.clock, placed: lastPlaced },
      years: years.state(),
      jumps: years.jumps(),
      pairs,
    }),
  }
}

function plainField(value: string | null): string {
  return value ?? '\\N'
}

function escapedField(value: string | null): string {
  return value === null ? '\\N' : escapeField(value)
}

/** In the order of `kindColumns`. */
function fieldsOf(record: LogRecord, f: (value: string | null) => string): string {
  switch (record.kind) {
    case 'arrival':
      return `${f(record.queueId)}\t${f(record.clientIp)}\t${f(record.clientName)}\t${f(record.login)}\t${f(record.sender)}\t${f(record.linkedId)}`
    case 'message-id':
      return `${f(record.queueId)}\t${f(record.messageId)}`
    case 'queued':
      return `${f(record.queueId)}\t${f(record.sender)}\t${record.sizeBytes}\t${record.recipients}`
    case 'attempt':
      return `${record.action}\t${f(record.agent)}\t${f(record.queueId)}\t${f(record.recipient)}\t${f(record.originalRecipient)}\t${f(record.nextHop)}\t${record.delaySeconds ?? '\\N'}\t${f(record.dsn)}\t${record.code ?? '\\N'}\t${f(record.reply)}\t${f(record.signature)}\t${f(record.linkedId)}`
    case 'interim':
      return `${f(record.queueId)}\t${f(record.reply)}\t${f(record.signature)}`
    case 'refusal':
      return `${record.action}\t${f(record.queueId)}\t${record.stage ?? '\\N'}\t${f(record.clientIp)}\t${f(record.clientName)}\t${f(record.helo)}\t${f(record.login)}\t${f(record.sender)}\t${f(record.recipient)}\t${f(record.dsn)}\t${record.code ?? '\\N'}\t${f(record.reply)}\t${f(record.signature)}`
    case 'notice':
      return `${record.action}\t${f(record.queueId)}\t${f(record.linkedId)}`
    case 'end':
    case 'held':
      return `${record.action}\t${f(record.queueId)}`
    case 'expired':
      return f(record.queueId)
    case 'session':
      return `${record.action}\t${f(record.clientIp)}\t${f(record.clientName)}\t${record.stage ?? '\\N'}\t${f(record.queueId)}`
  }
}

/** FNV-1a of what the program wrote: the same in every carrier. Read from the chunk where the line is as it was there. */
function hashText(line: string, origin: Origin, bytes: Buffer, start: number): number {
  let hash = 0x811c9dc5
  const at = textStart(line, origin)
  if (start === -1) for (let i = at; i < line.length; i += 1) hash = Math.imul(hash ^ line.charCodeAt(i), 0x01000193)
  else for (let i = start + at, end = start + line.length; i < end; i += 1) hash = Math.imul(hash ^ bytes[i]!, 0x01000193)
  return hash >>> 0
}

/** Behind `program[pid]: `; without such a tag (RFC 5424) behind the fields between the program and the text. */
function textStart(line: string, origin: Origin): number {
  const { program, pid } = origin
  if (program === '') return 0
  for (let at = line.indexOf(program, 15); at !== -1; at = line.indexOf(program, at + 1)) {
    let end = at + program.length
    if (line.charCodeAt(end) === 91) end = line.indexOf(']', end) + 1
    if (line.charCodeAt(end) === 58) return line.charCodeAt(end + 1) === 32 ? end + 2 : end + 1
    if (line.startsWith(` ${pid} - `, end) && end > 0) return afterData(line, end + String(pid).length + 4)
  }
  return 0
}

/** Behind the structured data of RFC 5424: `-`, or elements in brackets. */
function afterData(line: string, from: number): number {
  let at = from
  if (line.charCodeAt(at) === 45) at += 1
  else while (line.charCodeAt(at) === 91) at = line.indexOf(']', at) + 1 || line.length
  if (line.charCodeAt(at) === 32) at += 1
  return line.startsWith('\u00ef\u00bb\u00bf', at) ? at + 3 : at
}

import { idSecond } from '../../shared/queue-ids.ts'
import type { LogRecord, Origin } from '../../shared/record.ts'
import type { WrittenOffset } from '../../shared/time.ts'
import { YearRollover } from '../../shared/year-rollover.ts'
import { writtenOffset } from '../../shared/zone-names.ts'
import { addFields } from './event-fields.ts'
import { clockBase, MAX_SEGMENTS, PLACES_PER_LINE, type Placed, type Spool } from './spool.ts'

const MAX_PAIRS = 64
/** One line of an hour states its offset for all. */
const HOUR = 3600e6

/** An open segment. */
interface Running {
  clock: keyof typeof clockBase
  first: number
  firstLine: number
  least: number
  last: number
  lastPlace: number
}

/**
 * Writes the rows of a chunk's events; stamps are placed as if the chunk began the file. `asWritten`: records hold no
 * characters but those of their line, and two with the same line are the same; else two with the same fields are.
 */
export class EventWriter {
  private readonly years = new YearRollover()
  private readonly segments: Running[] = []
  private readonly pairs: { civil: number; second: number }[] = []
  private readonly offsets: WrittenOffset[] = []
  private current: Running | null = null
  private lastPlaced = 0
  private offsetHour = Number.NaN
  private readonly bytes: Buffer
  private readonly spool: Spool
  private readonly firstSegment: number
  private readonly asWritten: boolean

  constructor(bytes: Buffer, spool: Spool, firstSegment: number, asWritten: boolean) {
    this.bytes = bytes
    this.spool = spool
    this.firstSegment = firstSegment
    this.asWritten = asWritten
  }

  /** Adds what a line says; `start`: where it begins in the chunk, -1 where it was changed. */
  add(records: readonly LogRecord[], line: string, lineNumber: number, start: number): void {
    let ident = -1
    for (let i = 0; i < records.length; i += 1) {
      const record = records[i]!
      const { origin } = record
      const stamp = this.place(origin, lineNumber)
      const segment = this.current!
      segment.last = Math.max(stamp, segment.last + 1)
      segment.lastPlace = lineNumber * PLACES_PER_LINE + Math.min(i, PLACES_PER_LINE - 1)
      if (ident === -1) ident = this.asWritten ? hashText(line, origin, this.bytes, start) : hashOf(record)
      if (origin.zoned) this.noteOffset(stamp, line)
      if (record.kind === 'arrival' && !origin.zoned && this.pairs.length < MAX_PAIRS) {
        const second = idSecond(record.queueId)
        if (second !== null) this.pairs.push({ civil: stamp, second })
      }
      const columns: Placed = this.spool[record.kind]
      columns.segment.add(this.firstSegment + this.segments.length - 1)
      columns.place.add(segment.lastPlace)
      columns.stamp.add(clockBase[segment.clock] + stamp)
      columns.delta.add(segment.last - stamp)
      columns.host.add(origin.host)
      columns.program.add(origin.program)
      columns.pid.add(origin.pid)
      columns.ident.add(ident)
      addFields(this.spool, record)
    }
  }

  report() {
    const { segments, current, years, pairs, offsets } = this
    return {
      segments,
      lastStamp: current === null ? null : { clock: current.clock, placed: this.lastPlaced },
      years: years.state(),
      jumps: years.jumps(),
      pairs,
      offsets,
    }
  }

  private noteOffset(stamp: number, line: string): void {
    const hour = Math.floor(stamp / HOUR)
    if (hour === this.offsetHour || this.offsets.length === MAX_PAIRS) return
    this.offsetHour = hour
    const minutes = writtenOffset(line, stamp)
    if (minutes !== null) this.offsets.push({ minutes, second: Math.floor(stamp / 1e6) })
  }

  /** Whose segment, stamp and delta: same for every record of a line but for the delta. */
  private place(origin: Origin, line: number): number {
    const clock = origin.zoned ? 'zoned' : origin.yearless ? 'yearless' : 'civil'
    const placed = origin.zoned ? origin.stamp : this.years.place(origin.stamp, line, origin.yearless)
    const back = this.lastPlaced - placed
    const { current } = this
    if (
      current === null ||
      ((current.clock !== clock || (!origin.zoned && back >= 120e6 && back <= 75 * 60e6)) && this.segments.length < MAX_SEGMENTS)
    ) {
      this.current = { clock, first: placed, firstLine: line, least: placed, last: placed - 1, lastPlace: 0 }
      this.segments.push(this.current)
    } else current.least = Math.min(current.least, placed)
    this.lastPlaced = placed
    return placed
  }
}

/** A hash of what the program wrote: the same in every carrier. Read from the chunk where the line is as it was there. */
function hashText(line: string, origin: Origin, bytes: Buffer, start: number): number {
  const at = textStart(line, origin)
  return start === -1 ? hashBytes(Buffer.from(line, 'latin1'), at, line.length) : hashBytes(bytes, start + at, start + line.length)
}

/** FNV-1a, four bytes at a time. */
function hashBytes(bytes: Buffer, from: number, to: number): number {
  let hash = 0x811c9dc5
  let at = from
  for (; at + 4 <= to; at += 4) {
    hash = Math.imul(hash ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)), 0x01000193)
    hash ^= hash >>> 15
  }
  for (; at < to; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  return hash >>> 0
}

/** Where the fields of a record are written to be hashed; longer ones get a buffer of their own. */
const scratch = Buffer.allocUnsafe(16 << 10)

/** A hash of a record's fields. */
function hashOf(record: LogRecord): number {
  const fields = JSON.stringify({ ...record, origin: undefined })
  if (fields.length * 3 <= scratch.length) return hashBytes(scratch, 0, scratch.write(fields))
  const bytes = Buffer.from(fields)
  return hashBytes(bytes, 0, bytes.length)
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

import type { LogRecord, Origin } from '../../shared/record.ts'
import { idSecond, trackYears } from '../../shared/time.ts'
import { type ByteSink, clockBase, escapeField, MAX_SEGMENTS, PLACES_PER_LINE, type SpoolKind, sinkOf } from './spool.ts'

const MAX_PAIRS = 64

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
export function createEventWriter(bytes: Buffer, spools: Map<SpoolKind, ByteSink>, firstSegment: number, asWritten: boolean) {
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
      current = { clock, first: placed, firstLine: line, least: placed, last: placed - 1, lastPlace: 0 }
      segments.push(current)
    }
    current.least = Math.min(current.least, placed)
    lastPlaced = placed
    return placed
  }
  return {
    add: (records: readonly LogRecord[], line: string, lineNumber: number, isOdd: boolean, start: number): void => {
      const odd = isOdd || !asWritten
      let ident = -1
      for (let i = 0; i < records.length && i < PLACES_PER_LINE; i += 1) {
        const record = records[i]!
        const { origin } = record
        const stamp = place(origin, lineNumber)
        const segment = current!
        segment.last = Math.max(stamp, segment.last + 1)
        segment.lastPlace = lineNumber * PLACES_PER_LINE + i
        const field = odd ? escapedField : plainField
        const fields = fieldsOf(record, field)
        if (ident === -1) ident = asWritten ? hashText(line, origin, bytes, start) : hashOf(fields)
        if (record.kind === 'arrival' && !origin.zoned && pairs.length < MAX_PAIRS) {
          const second = idSecond(record.queueId)
          if (second !== null) pairs.push({ civil: stamp, second })
        }
        const sink = sinkOf(spools, record.kind)
        const row = `${firstSegment + segments.length - 1}\t${segment.lastPlace}\t${clockBase[segment.clock] + stamp}\t${segment.last - stamp}\t${field(origin.host)}\t${field(origin.program)}\t${origin.pid}\t${ident}\t${fields}\n`
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
      return `${f(record.queueId)}\t${f(record.clientIp)}\t${f(record.clientName)}\t${f(record.login)}\t${f(record.sender)}\t${f(record.linkedId)}\t${f(record.helo ?? null)}\t${f(record.subject ?? null)}`
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
    case 'report':
      return `${record.action}\t${f(record.agent)}\t${f(record.queueId)}\t${f(record.messageId)}\t${f(record.sender)}\t${f(record.recipient)}\t${f(record.originalRecipient)}\t${f(record.clientIp)}\t${f(record.nextHop)}\t${f(record.dsn)}\t${record.code ?? '\\N'}\t${f(record.reply)}\t${f(record.signature)}\t${f(record.subject)}\t${record.sizeBytes ?? '\\N'}\t${record.placement ?? '\\N'}\t${record.direction ?? '\\N'}`
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

/** FNV-1a of a record's fields. */
function hashOf(fields: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < fields.length; i += 1) hash = Math.imul(hash ^ fields.charCodeAt(i), 0x01000193)
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

import type { LogRecord } from '../../shared/record.ts'

/** What `events` holds of one kind of record besides the columns of every kind, in the order of the spool. */
export const kindColumns = {
  arrival: ['queue_id', 'client_ip', 'client_name', 'login', 'sender', 'linked_id', 'helo', 'subject'],
  'message-id': ['queue_id', 'message_id'],
  queued: ['queue_id', 'sender', 'size_bytes', 'recipients'],
  attempt: [
    'action',
    'agent',
    'queue_id',
    'recipient',
    'original_recipient',
    'next_hop',
    'delay_seconds',
    'dsn',
    'code',
    'reply',
    'signature',
    'linked_id',
  ],
  interim: ['queue_id', 'reply', 'signature'],
  refusal: [
    'action',
    'queue_id',
    'stage',
    'client_ip',
    'client_name',
    'helo',
    'login',
    'sender',
    'recipient',
    'dsn',
    'code',
    'reply',
    'signature',
  ],
  notice: ['action', 'queue_id', 'linked_id'],
  end: ['action', 'queue_id'],
  expired: ['queue_id'],
  held: ['action', 'queue_id'],
  session: ['action', 'client_ip', 'client_name', 'stage', 'queue_id'],
  report: [
    'action',
    'agent',
    'queue_id',
    'message_id',
    'sender',
    'recipient',
    'original_recipient',
    'client_ip',
    'next_hop',
    'dsn',
    'code',
    'reply',
    'signature',
    'subject',
    'size_bytes',
    'placement',
    'direction',
  ],
} as const satisfies Readonly<Record<LogRecord['kind'], readonly string[]>>

/** One spool file: tab-separated rows of one table, or of one kind of event. */
export type SpoolKind = LogRecord['kind'] | 'lines' | 'unrecognised'

/** `place` is the line in its chunk times this, plus the number of the record within the line. */
export const PLACES_PER_LINE = 64

/** Segments of one chunk at most; a log whose clock is that wild is ordered less exactly. */
export const MAX_SEGMENTS = 64

/** How a stamp is told from one of another clock in one number: what is added to it. */
export const clockBase = { zoned: 0, civil: 3e15, yearless: 6e15 } as const

/** No field is longer; what is longer is cut and counted. */
export const LONGEST_LINE = 64 << 10

const special = /[\\\t\n\r]/
const specials = /[\\\t\n\r]/g
const codes: Readonly<Record<string, string>> = { '\\': '\\s', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** Escapes what would end a field or a row. No escape holds a backslash, so that SQL can undo them one after another. */
export function escapeField(text: string): string {
  return special.test(text) ? text.replace(specials, (char) => codes[char]!) : text
}

/** The SQL that undoes `escapeField`; almost no field holds a backslash. */
export function unescapeSql(column: string): string {
  return `CASE WHEN contains(${column}, '\\') THEN replace(replace(replace(replace(${column}, '\\t', chr(9)), '\\n', chr(10)), '\\r', chr(13)), '\\s', '\\') ELSE ${column} END`
}

/** Bytes that grow. */
export interface ByteSink {
  rows: number
  /** Latin-1. */
  text(text: string): void
  /** Room for `length` bytes and where it begins. */
  reserve(length: number): { readonly buffer: Buffer; readonly at: number }
  /** Valid until `reset`. */
  bytes(): Buffer
  /** Empties it and keeps its memory. */
  reset(): void
}

/** Makes an empty sink. Text is gathered and written in pieces: one call per row costs more than the row. */
export function createSink(): ByteSink {
  let buffer = Buffer.allocUnsafe(64 << 10)
  let length = 0
  let gathered = ''
  const grow = (room: number): void => {
    if (length + room <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, length + room))
    buffer.copy(larger, 0, 0, length)
    buffer = larger
  }
  const flush = (): void => {
    grow(gathered.length)
    length += buffer.write(gathered, length, 'latin1')
    gathered = ''
  }
  const sink: ByteSink = {
    rows: 0,
    text: (text) => {
      gathered += text
      if (gathered.length > 16_384) flush()
    },
    reserve: (room) => {
      flush()
      grow(room)
      const at = length
      length += room
      return { buffer, at }
    },
    bytes: () => {
      flush()
      return buffer.subarray(0, length)
    },
    reset: () => {
      length = 0
      gathered = ''
      sink.rows = 0
    },
  }
  return sink
}

/** The sink of a kind of row. */
export function sinkOf(spools: Map<SpoolKind, ByteSink>, kind: SpoolKind): ByteSink {
  const known = spools.get(kind)
  if (known !== undefined) return known
  const sink = createSink()
  spools.set(kind, sink)
  return sink
}

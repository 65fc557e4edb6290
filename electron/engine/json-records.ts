import { BACKSLASH, COLON, COMMA, QUOTE, SPACE } from '../../shared/ascii.ts'

const OPEN_LIST = 91
const CLOSE_LIST = 93
const OPEN = 123
const CLOSE = 125
const FEED = 10
const RETURN = 13

/** Fields of a document whose list holds its records: Google's APIs, Microsoft Graph, CloudTrail, providers' APIs; as others call them. */
const lists = new Set([
  'items',
  'Records',
  'records',
  'value',
  'results',
  'events',
  'messages',
  'data',
  'logs',
  'emails',
  'rows',
  'entries',
])

/** Longest field name that is looked at. */
const LONGEST_NAME = 16

/** Of a longer record no more is kept: as a line it is cut at 64 KiB, and counted. */
const LONGEST_RECORD = 80 << 10

/**
 * Whether a text begins as JSON that is no record per line: a list, or a document over several lines. Records then take a line
 * each. One document in one line holds records as well where a list of them comes before any other list or object.
 */
export function isJsonDocument(bytes: Buffer): boolean {
  const text = bytes.toString('latin1').trimStart()
  if (/^\[\s{0,99}[{\]]/.test(text)) return true
  if (!text.startsWith('{')) return false
  const feed = text.indexOf('\n')
  if (listsFirst(feed === -1 ? text : text.slice(0, feed))) return true
  // Of a document over lines the first is not closed, and the second is one of its fields or its end.
  return feed !== -1 && !text.slice(0, feed).trimEnd().endsWith('}') && /^[ \t"}]/.test(text.slice(feed + 1, feed + 2))
}

/** A document that names the columns of its rows first. */
const schemaFirst = /^\{\s{0,9}(?:"[A-Za-z]{1,16}"\s{0,9}:\s{0,9}"[^"\\]{0,200}"\s{0,9},\s{0,9}){0,4}"schema"\s{0,9}:\s{0,9}\{/

/** Whether the first list or object in a document is a list of records, or the schema of its rows. */
function listsFirst(line: string): boolean {
  if (schemaFirst.test(line)) return true
  const at = line.slice(1, 4096).search(/[[{]/) + 1
  if (at === 0 || !line.startsWith('[{', at)) return false
  const name = line.slice(1, at).trimEnd().split('"').at(-2)
  return name !== undefined && lists.has(name)
}

/** Closes what stood before the first record. */
const headEnd = Buffer.from(']}\n')

/** Where the reader is: in how many brackets, and of which kind. */
interface Place {
  depth: number
  inString: boolean
  escaped: boolean
  /** Depth at which records begin; 0: the document itself, as long as no list of records was found in it. */
  records: number
  /** The open brackets. */
  readonly kinds: number[]
  /** Bytes of the last string, as far as they may be a field's name. */
  name: string
  /** The field whose value comes next. */
  field: string
}

/**
 * Writes each record of JSON documents into a line of its own, white space outside of strings as a blank. Whatever stands around
 * the records is left out, but for a `schema` before them, without which positional rows (BigQuery's API) say nothing: it takes a
 * line as well. Line numbers are then numbers of records.
 */
export async function* jsonRecords(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  const place: Place = { depth: 0, inString: false, escaped: false, records: 0, kinds: [], name: '', field: '' }
  const record = Buffer.allocUnsafe(LONGEST_RECORD)
  let length = 0
  for await (const piece of pieces) {
    const lines: Buffer[] = []
    for (const byte of piece) {
      const was = place.depth
      const inRecord = take(place, byte)
      if (inRecord === 'outside') continue
      if (inRecord === 'restart') {
        const head = record.subarray(0, length)
        if (length < LONGEST_RECORD && head.includes('"schema"')) lines.push(Buffer.from(head), headEnd)
        length = 0
      }
      const blank = !place.inString && (byte === FEED || byte === RETURN)
      if (length < LONGEST_RECORD && (!blank || record[length - 1] !== SPACE)) record[length++] = blank ? SPACE : byte
      if (was === place.records + 1 && place.depth === place.records) {
        lines.push(Buffer.from(record.subarray(0, length)), Buffer.of(FEED))
        length = 0
      }
    }
    if (lines.length > 0) yield Buffer.concat(lines)
  }
  if (length > 0) yield record.subarray(0, length)
}

/** Moves on by one byte. @returns whether the byte belongs to a record, or that what was gathered so far is none */
function take(place: Place, byte: number): 'record' | 'outside' | 'restart' {
  const { depth, records } = place
  if (place.inString) {
    if (place.escaped) place.escaped = false
    else if (byte === BACKSLASH) place.escaped = true
    else if (byte === QUOTE) place.inString = false
    if (place.inString && depth <= 1 && place.name.length < LONGEST_NAME) place.name += String.fromCharCode(byte)
    return depth > records ? 'record' : 'outside'
  }
  switch (byte) {
    case QUOTE:
      place.inString = true
      place.name = ''
      break
    case COLON:
      if (depth === 1) place.field = place.name
      break
    case COMMA:
      if (depth === 1) place.field = ''
      break
    case OPEN:
      return open(place, OPEN)
    case OPEN_LIST:
      return open(place, OPEN_LIST)
    case CLOSE:
    case CLOSE_LIST:
      place.depth = Math.max(0, depth - 1)
      place.kinds.length = place.depth
      if (place.depth === 0 && depth <= records) place.records = 0
      return depth > records ? 'record' : 'outside'
  }
  return depth > records ? 'record' : 'outside'
}

function open(place: Place, kind: number): 'record' | 'outside' | 'restart' {
  const { depth, kinds, records } = place
  kinds.push(kind)
  place.depth = depth + 1
  if (kind === OPEN_LIST && depth === 0) {
    place.records = 1
    return 'outside'
  }
  // The first record in a field that lists them: what stood before it was only around them.
  if (kind === OPEN && depth === 2 && records === 0 && kinds[1] === OPEN_LIST && lists.has(place.field)) {
    place.records = 2
    return 'restart'
  }
  return depth >= records ? 'record' : 'outside'
}

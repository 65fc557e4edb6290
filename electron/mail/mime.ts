import { isUtf8 } from 'node:buffer'
import { decode as decodeCharset, encodingExists } from 'iconv-lite'
import { decodeWords } from 'postal-mime'

/** A header field: its name in lower case, its value unfolded and with the characters of UTF-8, encoded words as they are. */
export interface MimeField {
  readonly name: string
  readonly value: string
}

/** A part without parts of its own. */
export interface MimeLeaf {
  /** Lower-case media type. */
  readonly type: string
  /** Whether it is to be shown within the mail (RFC 2183). */
  readonly inline: boolean
  /** Which of several versions of the same it is one of (`multipart/alternative`); 0 where it is none. */
  readonly alternative: number
  /** Where it begins in the mail. */
  readonly start: number
  /** Its content as text. Decoded when it is asked for. */
  text(): string
  /** Its content as bytes. */
  bytes(): Buffer
}

/** A mail's header and the parts of its body, in their order. */
export interface MimeMail {
  readonly fields: readonly MimeField[]
  readonly leaves: readonly MimeLeaf[]
}

/** Most bytes of a mail's header, and of those of its parts together. */
const mostHeader = 1024 * 1024
const deepest = 64
const mostLeaves = 10_000

/** What is counted over a whole mail. */
interface Reading {
  readonly leaves: MimeLeaf[]
  header: number
  alternatives: number
}

/** Where a part stands in the mail, and within which it is. */
interface Place {
  readonly start: number
  readonly end: number
  readonly depth: number
  readonly alternative: number
  readonly defaultType: string
}

/**
 * Takes a mail apart (RFC 2045, RFC 2046). Linear in its size for each level of nesting.
 *
 * @param text bytes as latin1, with line feeds alone
 * @throws Error when its nesting or its headers pass the limits
 */
export function readMime(text: string): MimeMail {
  const reading: Reading = { leaves: [], header: 0, alternatives: 0 }
  const fields = readPart(text, { start: 0, end: text.length, depth: 0, alternative: 0, defaultType: 'text/plain' }, reading)
  return { fields, leaves: reading.leaves }
}

function readPart(text: string, place: Place, reading: Reading): readonly MimeField[] {
  if (place.depth > deepest) throw new Error(`parts are nested deeper than ${deepest} levels`)
  const body = bodyStart(text, place)
  reading.header += body - place.start
  if (reading.header > mostHeader) throw new Error(`the header is longer than ${mostHeader} bytes`)
  const fields = fieldsOf(text.slice(place.start, body))
  const find = (name: string) => fields.find((field) => field.name === name)?.value
  const content = structured(find('content-type') ?? place.defaultType)
  if (content.value.startsWith('multipart/')) {
    const boundary = content.parameters.get('boundary')
    if (boundary) readParts(text, { ...place, start: body }, content.value, boundary, reading)
  } else if (reading.leaves.length < mostLeaves) {
    const written = () => text.slice(body, place.end)
    const encoding = structured(find('content-transfer-encoding') ?? '').value
    const charset = content.parameters.get('charset')?.toLowerCase()
    reading.leaves.push({
      type: content.value,
      inline: structured(find('content-disposition') ?? '').value !== 'attachment',
      alternative: place.alternative,
      start: body,
      text: () => decodeText(withoutEncoding(written(), encoding), charset),
      bytes: () => Buffer.from(withoutEncoding(written(), encoding), 'latin1'),
    })
  }
  return fields
}

/** Where the body begins: behind the first empty line. */
function bodyStart(text: string, { start, end }: Place): number {
  if (text.charCodeAt(start) === 10) return start + 1
  const blank = text.indexOf('\n\n', start)
  return blank === -1 || blank + 2 > end ? end : blank + 2
}

/** Reads the parts between the lines of a boundary; what stands before the first and behind the last is nobody's. */
function readParts(text: string, place: Place, type: string, boundary: string, reading: Reading): void {
  const alternative = type === 'multipart/alternative' ? ++reading.alternatives : place.alternative
  const inner = { depth: place.depth + 1, alternative, defaultType: type === 'multipart/digest' ? 'message/rfc822' : 'text/plain' }
  const mark = `--${boundary}`
  let open = -1
  // The line feed before a body's first line counts as well.
  for (let at = text.indexOf(mark, place.start); at !== -1 && at < place.end; at = text.indexOf(mark, at + mark.length)) {
    if (at > place.start && text.charCodeAt(at - 1) !== 10) continue
    const feed = text.indexOf('\n', at)
    const end = feed === -1 || feed > place.end ? place.end : feed
    const rest = text.slice(at + mark.length, Math.min(end, at + mark.length + 1000)).trimEnd()
    if (rest !== '' && rest !== '--') continue
    if (open !== -1) readPart(text, { ...inner, start: open, end: at }, reading)
    open = rest === '' ? Math.min(end + 1, place.end) : -1
  }
  if (open !== -1) readPart(text, { ...inner, start: open, end: place.end }, reading)
}

/** Whether a line goes on with a field: it begins with a blank, or is a parameter that some programs forget to indent. */
function isFold(next: string, field: string): boolean {
  return next.startsWith(' ') || next.startsWith('\t') || (field.endsWith(';') && /^(?:boundary|charset|report-type)=/i.test(next))
}

function fieldsOf(header: string): MimeField[] {
  const fields: MimeField[] = []
  const lines = header.split('\n')
  for (let at = 0; at < lines.length; ) {
    let line = lines[at++] ?? ''
    const folds: string[] = []
    for (let next = lines[at]; next !== undefined && isFold(next, line); next = lines[at]) {
      folds.push(next)
      at++
    }
    if (folds.length > 0) line += folds.join('')
    const colon = line.indexOf(':')
    if (colon < 1) continue
    fields.push({ name: line.slice(0, colon).trim().toLowerCase(), value: decodeText(line.slice(colon + 1).trim(), 'utf-8') })
  }
  return fields
}

interface Structured {
  readonly value: string
  readonly parameters: ReadonlyMap<string, string>
}

/** `type/subtype; name=value; name="value"` (RFC 2045, 5.1); of several parameters of one name the first counts. */
function structured(field: string): Structured {
  const value =
    /^[^\s;]*/
      .exec(field.replace(/^\([^()]{0,1000}\)/, '').trimStart())?.[0]
      ?.replaceAll('"', '')
      .toLowerCase() ?? ''
  const parameters = new Map<string, string>()
  for (const [, name, quoted, bare] of field.slice(0, 8192).matchAll(/[;\s]([A-Za-z0-9*-]+)\s{0,9}=\s{0,9}(?:"([^"]*)"?|([^\s;]*))/g)) {
    const key = name?.toLowerCase() ?? ''
    if (!parameters.has(key)) parameters.set(key, quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '')
  }
  return { value, parameters }
}

/** Undoes a transfer encoding; the result is bytes as latin1. */
function withoutEncoding(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('latin1')
  if (encoding !== 'quoted-printable') return text
  return text
    .replace(/=[ \t]{0,100}\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Names that tell nothing about the characters beyond ASCII. */
const unnamed = new Set(['', 'us-ascii', 'ascii', 'unknown-8bit', '8bit', 'utf-8', 'utf8', 'default', 'x-unknown'])

/** Whether each charset reads it alike: ASCII, without the escapes and zeros of charsets of two bytes. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 126 || code === 27 || code === 0) return false
  }
  return true
}

/** The escapes by which Japanese begins in ISO-2022-JP (RFC 1468): text that holds one tells its charset. */
const japanese = ['\u001b$@', '\u001b$B']

/** Text out of bytes as latin1. A charset that nobody knows, or that lies, is read as windows-1252. */
function decodeText(text: string, charset = ''): string {
  if (isPlain(text)) return text
  const bytes = Buffer.from(text, 'latin1')
  if (unnamed.has(charset) && japanese.some((begin) => text.includes(begin))) return new TextDecoder('iso-2022-jp').decode(bytes)
  if (unnamed.has(charset)) return isUtf8(bytes) ? bytes.toString('utf8') : decodeCharset(bytes, 'windows-1252')
  if (encodingExists(charset)) return decodeCharset(bytes, charset)
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return decodeCharset(bytes, 'windows-1252')
  }
}

/** Undoes encoded words (RFC 2047). */
export function decodeEncodedWords(value: string): string {
  return value.includes('=?') ? decodeWords(value) : value
}

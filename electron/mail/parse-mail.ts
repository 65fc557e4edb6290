import type { Mail, MailPart } from '../../shared/bounces/mail.ts'
import { decodeEncodedWords, type MimeLeaf, readMime } from './mime.ts'

/** Most bytes of one mail that are read: reports stand at its beginning, the returned message may be large. */
export const longestMail = 8 * 1024 * 1024
/** Parts beyond these are not looked at: a bounce has three. */
const mostParts = 100

/** How deep attached mails are taken apart. */
const deepest = 3

/** HTML without its tags, for bounces that have no other text. */
function withoutTags(html: string): string {
  return html
    .slice(0, 524_288)
    .replace(/<(style|script|head)\b[^<>]{0,500}>[^<]{0,100000}<\/\1>/gi, '')
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h[1-6])\b[^<>]{0,500}>/gi, '\n')
    .replace(/<[^<>]{0,2000}>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

/** Lines of old Macintosh mails end with a carriage return alone, which no parser takes for a line's end. */
function withLineFeeds(bytes: Buffer): Buffer {
  if (!bytes.includes(13)) return bytes
  const start = bytes.subarray(0, 4096)
  const alone = start.reduce((sum, byte, at) => sum + (byte === 13 && start[at + 1] !== 10 ? 1 : byte === 10 ? -1 : 0), 0)
  if (alone < 3) return bytes
  return Buffer.from(bytes.map((byte) => (byte === 13 ? 10 : byte)))
}

/** What stands below the header, for mails whose boundary is not the one that the header names. */
function bodyOf(raw: string): string {
  const blank = raw.indexOf('\n\n')
  return blank < 0 ? '' : Buffer.from(raw.slice(blank + 2, blank + 524_290), 'latin1').toString('utf8')
}

const isText = ({ type, inline }: MimeLeaf) => inline && (type === 'text/plain' || type === 'text/html')

/** What people read: of several versions of the same the plain ones; HTML without its tags where there is nothing else. */
function textOf(leaves: readonly MimeLeaf[]): string {
  const shown = leaves.filter(isText)
  const plain = new Set(shown.filter(({ type }) => type === 'text/plain').map(({ alternative }) => alternative))
  return shown
    .filter(({ type, alternative }) => type === 'text/plain' || alternative === 0 || !plain.has(alternative))
    .map((leaf) => (leaf.type === 'text/html' ? withoutTags(leaf.text()) : leaf.text()))
    .join('\n')
}

/**
 * Takes a mail apart. Reads at most 8 MiB of it.
 *
 * @throws Error when its structure passes the limits (nesting, size of headers)
 */
export function parseMail(bytes: Buffer, depth = 0): Mail {
  const raw = withLineFeeds(bytes.subarray(0, longestMail)).toString('latin1').replaceAll('\r', '')
  const { fields, leaves } = readMime(raw)
  const headers = new Map<string, string[]>()
  for (const { name, value } of fields) {
    const values = headers.get(name)
    if (values) values.push(decodeEncodedWords(value))
    else headers.set(name, [decodeEncodedWords(value)])
  }
  const parts: MailPart[] = leaves
    .filter((leaf) => !isText(leaf))
    .slice(0, mostParts)
    .map((leaf) => ({ type: leaf.type, text: leaf.text() }))
  const attached: Mail[] = []
  if (depth < deepest && !parts.some(({ type }) => type.endsWith('delivery-status'))) {
    for (const { type, text } of parts.slice(0, 3)) if (type === 'message/rfc822') attached.push(parseMail(Buffer.from(text), depth + 1))
  }
  const written = textOf(leaves)
  const nothing = written.trim() === ''
  const text = nothing ? (parts.find(({ type }) => type.startsWith('text/plain'))?.text ?? written) : written
  return { headers, text: nothing && parts.length === 0 ? bodyOf(raw) : text, parts, attached }
}

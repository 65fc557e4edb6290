import PostalMime, { decodeWords } from 'postal-mime'
import type { Mail, MailPart } from '../../shared/bounces/mail.ts'

/** Most bytes of one mail that are read: reports stand at its beginning, the returned message may be large. */
export const longestMail = 8 * 1024 * 1024
/** Parts beyond these are not looked at: a bounce has three. */
const mostParts = 100

/** How deep attached mails are taken apart. */
const deepest = 3

const options = { attachmentEncoding: 'utf8', forceRfc822Attachments: true, maxNestingDepth: 64, maxHeadersSize: 1024 * 1024 } as const

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
  const start = bytes.subarray(0, 4096)
  const alone = start.reduce((sum, byte, at) => sum + (byte === 13 && start[at + 1] !== 10 ? 1 : byte === 10 ? -1 : 0), 0)
  if (alone < 3) return bytes
  return Buffer.from(bytes.map((byte) => (byte === 13 ? 10 : byte)))
}

/** What stands below the header, for mails whose boundary is not the one that the header names. */
function bodyOf(raw: Buffer): string {
  const text = raw.subarray(0, 524_288).toString('utf8').replaceAll('\r', '')
  const blank = text.indexOf('\n\n')
  return blank < 0 ? '' : text.slice(blank + 2)
}

/**
 * Takes a mail apart. Reads at most 8 MiB of it.
 *
 * @throws Error when its structure passes the limits (nesting, size of headers)
 */
export async function parseMail(bytes: Buffer, depth = 0): Promise<Mail> {
  const raw = withLineFeeds(bytes.subarray(0, longestMail))
  const email = await PostalMime.parse(raw, options)
  const headers = new Map<string, string[]>()
  for (const { key, value } of email.headers) {
    const values = headers.get(key)
    if (values) values.push(decodeWords(value))
    else headers.set(key, [decodeWords(value)])
  }
  const parts: MailPart[] = email.attachments.slice(0, mostParts).map(({ mimeType, content }) => ({
    type: mimeType.toLowerCase(),
    text: typeof content === 'string' ? content : '',
  }))
  const attached: Mail[] = []
  if (depth < deepest && !parts.some(({ type }) => type.endsWith('delivery-status'))) {
    for (const { type, text } of parts.slice(0, 3))
      if (type === 'message/rfc822') attached.push(await parseMail(Buffer.from(text), depth + 1))
  }
  const written = email.text?.trim()
    ? email.text
    : withoutTags(email.html ?? '') || (parts.find(({ type }) => type.startsWith('text/plain'))?.text ?? '')
  const text = written.trim() === '' && parts.length === 0 ? bodyOf(raw) : written
  return { headers, text: text.replaceAll('\r', ''), parts, attached }
}

export { decodeWords }

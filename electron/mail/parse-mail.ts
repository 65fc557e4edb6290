import PostalMime, { decodeWords } from 'postal-mime'
import type { Mail, MailPart } from '../../shared/bounces/mail.ts'

/** Most bytes of one mail that are read: reports stand at its beginning, the returned message may be large. */
export const longestMail = 8 * 1024 * 1024
/** Parts beyond these are not looked at: a bounce has three. */
const mostParts = 100

const options = { attachmentEncoding: 'utf8', forceRfc822Attachments: true, maxNestingDepth: 64, maxHeadersSize: 1024 * 1024 } as const

/** HTML without its tags, for bounces that have no other text. */
function withoutTags(html: string): string {
  return html
    .slice(0, 524_288)
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
  if (bytes.includes(10) || !bytes.includes(13)) return bytes
  return Buffer.from(bytes.map((byte) => (byte === 13 ? 10 : byte)))
}

/**
 * Takes a mail apart. Reads at most 8 MiB of it.
 *
 * @throws Error when its structure passes the limits (nesting, size of headers)
 */
export async function parseMail(bytes: Buffer): Promise<Mail> {
  const email = await PostalMime.parse(withLineFeeds(bytes.subarray(0, longestMail)), options)
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
  const text = email.text?.trim() ? email.text : withoutTags(email.html ?? '')
  return { headers, text: text.replaceAll('\r', ''), parts }
}

export { decodeWords }

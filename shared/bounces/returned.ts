import { eximIdAt } from '../queue-ids.ts'
import { instant } from './dsn.ts'
import { fieldGroups, headerOf, type Mail } from './mail.ts'

/** What a bounce returns of the mail that it is about. */
export interface Returned {
  readonly originalMessageId: string | null
  readonly originalSubject: string | null
  /** When it says that it was written; ISO 8601. */
  readonly originalDate: string | null
  /** Who handed it to the reporter, as its topmost Received field says: `relay.example (unknown [192.0.2.9])`. */
  readonly handedBy: string | null
  /** The id that Exim or OpenSMTPD gave it, which its own Received field names. */
  readonly queueId: string | null
}

/** Types of a part that holds the returned message or its header (RFC 3464, RFC 6522, RFC 6533). */
const returnedTypes = new Set(['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers', 'message/partial'])

/** Lines that stand before a returned message in the text of bounces without parts. */
const separators =
  /^(?:-{2,} ?(?:Below this line|Original mail|Original message|This is a copy|Unsent message|Returned message|The header|Begin message|Enclosed is|Undelivered message|Message header|The attached file)|Original message follows|Message headers follow|Below is a copy of the original|=+ ?Original)/i

/** Where the returned message begins in a text, or -1: its separator, else the first line of a header that holds a Message-ID. */
export function returnedAt(lines: readonly string[]): number {
  const separator = lines.findIndex((line) => separators.test(line.trim()))
  if (separator >= 0) return separator
  // The fields of a returned header: what is said about the recipients stands before them.
  return lines.findIndex((line, at) => at > 2 && /^(?:Return-Path|Received|Message-ID):[^:]/i.test(line))
}

/** Message-ID and subject of the original, from the part or the text that returns it. The subject is as it was sent. */
export function returnedOf(mail: Mail, decode: (text: string) => string): Returned {
  const part = mail.parts.find((one) => returnedTypes.has(one.type))
  const lines = mail.text.split('\n')
  const start = part ? -1 : returnedAt(lines)
  const text = part?.text ?? (start < 0 ? '' : lines.slice(separators.test(lines[start]?.trim() ?? '') ? start + 1 : start).join('\n'))
  for (const fields of fieldGroups(text.slice(0, 262_144))) {
    const id = fields.get('message-id')
    const subject = fields.get('subject')
    if (id !== undefined || (subject !== undefined && part)) {
      const originalSubject = subject === undefined ? null : decode(subject)
      return {
        originalMessageId: id ?? null,
        originalSubject,
        originalDate: instant(fields.get('date')),
        handedBy: handedByOf(fields.get('received') ?? ''),
        queueId: ownIdIn(fields.get('received') ?? ''),
      }
    }
  }
  return { originalMessageId: referenceOf(mail), originalSubject: null, originalDate: null, handedBy: null, queueId: null }
}

function handedByOf(received: string): string | null {
  const by = received.indexOf(' by ')
  return received.startsWith('from ') && by > 5 ? received.slice(5, by) : null
}

/** The mail that a bounce answers, where it returns no header of it (Exim: `References`). */
function referenceOf(mail: Mail): string | null {
  const references = headerOf(mail, 'references') ?? ''
  const open = references.lastIndexOf('<')
  const close = references.indexOf('>', open)
  return open < 0 || close < 0 ? null : references.slice(open, close + 1)
}

/** `from … by … with esmtp (Exim 4.96) … id 1vwDhn-0003ab-D3; date`, `… by vm (OpenSMTPD) with ESMTP id 990331bf; date`. */
function ownIdIn(received: string): string | null {
  const id = received.indexOf(' id ')
  if (id < 0) return null
  if (received.includes('(Exim ')) return eximIdAt(received, id + 4)
  return received.includes('(OpenSMTPD)') ? (/^[0-9a-f]{8}(?![0-9a-z])/.exec(received.slice(id + 4, id + 13))?.[0] ?? null) : null
}

import { digits, isDigit } from '../../ascii.ts'
import { eximIdAt } from '../../queue-ids.ts'
import type { LogRecord, Origin } from '../../record.ts'
import type { Outcome } from '../format.ts'
import { loginOf, readFields } from './fields.ts'
import { readSubject } from './subject.ts'
import { addressEnd, bare } from './words.ts'

/**
 * Reads `<= sender H=… U=… P=… A=… S=… id=… T="…" from <…> for a b`; `from` is the index of the sender. A mail that is made
 * locally has its maker's name as login, like `uid=` of other servers. The null sender with `R=` is a bounce.
 */
export function readArrival(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const end = addressEnd(text, from)
  const sender = bare(text.slice(from, end))
  const fields = readFields(text, end)
  const { host, user, id } = fields
  const recipients = recipientsIn(text, fields.end)
  const arrival: LogRecord = {
    kind: 'arrival',
    queueId,
    clientIp: host?.ip ?? null,
    clientName: host?.name ?? null,
    login: loginOf(fields.auth) ?? (user !== null && host === null ? `uid=${user}` : null),
    sender: null,
    linkedId: null,
    helo: host?.helo ?? null,
    subject: fields.t === null ? null : readSubject(fields.t),
    origin,
  }
  const queued: LogRecord = { kind: 'queued', queueId, sender, sizeBytes: numberOf(fields.size), recipients, origin }
  const records: LogRecord[] = [arrival, queued]
  if (id !== null) records.push({ kind: 'message-id', queueId, messageId: id.charCodeAt(0) === 60 ? id : `<${id}>`, origin })
  const reported = sender === '' && fields.r !== null ? eximIdAt(fields.r, 0) : null
  if (reported !== null) records.push({ kind: 'notice', action: 'failure', queueId: reported, linkedId: queueId, origin })
  return records
}

function numberOf(size: string | null): number {
  return size !== null && size.length < 16 && isDigit(size.charCodeAt(0)) ? digits(size, 0, size.length) || 0 : 0
}

/** How many are named in `for a b c` (`received_recipients`) at the end of the line; 0 where they are not logged. */
function recipientsIn(text: string, at: number): number {
  const start = text.startsWith(' for ', at) ? at : text.startsWith(' from ', at) ? text.indexOf(' for ', at) : -1
  if (start < 0) return 0
  let count = 1
  for (let next = text.indexOf(' ', start + 5); next > 0; next = text.indexOf(' ', next + 1)) count++
  return count
}

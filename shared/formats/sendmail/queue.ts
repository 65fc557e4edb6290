import { wholeNumber } from '../../ascii.ts'
import type { LogRecord, Notice, Origin } from '../../record.ts'
import type { Outcome } from '../format.ts'
import { bare, fieldOf, idEnd, relayOf } from './words.ts'

/**
 * `from=<s>, size=N, class=0, nrcpts=N, msgid=<…>, proto=ESMTP, daemon=…, relay=name [ip]`, written when the mail is in, or when
 * it was refused or broken off: then no recipient is left, or there is no Message-ID, which Sendmail adds to every mail it takes.
 */
export function readSubmission(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const sizeAt = text.indexOf(', size=', from)
  if (sizeAt < 0) return 'unrecognised'
  const sender = bare(text.slice(from, sizeAt))
  const recipients = wholeNumber(fieldOf(text, ', nrcpts=', sizeAt))
  const sizeBytes = wholeNumber(fieldOf(text, ', size=', sizeAt))
  if (recipients === null || sizeBytes === null) return 'unrecognised'
  const { name, ip, login } = relayOf(text.slice(text.lastIndexOf(', relay=') + 8))
  const arrival: LogRecord = { kind: 'arrival', queueId, clientIp: ip, clientName: name, login, sender, linkedId: null, origin }
  const id = fieldOf(text, ', msgid=', sizeAt)
  if (recipients === 0 || id === null) return [arrival, { kind: 'end', action: 'canceled', queueId, origin }]
  const queued: LogRecord = { kind: 'queued', queueId, sender, sizeBytes, recipients, origin }
  return [arrival, { kind: 'message-id', queueId, messageId: id === '' ? null : id, origin }, queued]
}

const notices: readonly (readonly [string, Notice['action']])[] = [
  ['DSN: Return receipt', 'success'],
  ['DSN: ', 'failure'],
  ['return to sender: ', 'failure'],
  ['postmaster notify: ', 'postmaster'],
  ['return receipt: ', 'success'],
  ['sender notify: Warning: ', 'delay'],
  ['sender notify: ', 'failure'],
]

/** `NEWID: DSN: User unknown`: the notice NEWID reports on this mail; `Cannot send message for 5 days` gives the mail up. */
export function readLinked(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const end = idEnd(text, from)
  if (end < 0 || !text.startsWith(': ', end)) return 'unrecognised'
  const words = notices.find(([start]) => text.startsWith(start, end + 2))
  if (words === undefined) return 'unrecognised'
  const notice: LogRecord = { kind: 'notice', action: words[1], queueId, linkedId: text.slice(from, end), origin }
  const gaveUp = text.startsWith('Cannot send message ', end + 2 + words[0].length)
  return gaveUp ? [{ kind: 'expired', queueId, origin }, notice] : [notice]
}

import type { Outcome } from '../../shared/formats/format.ts'
import { longestMail } from '../mail/parse-mail.ts'
import { recordsOfMail } from '../mail/records-of-mail.ts'
import type { SourceChunk } from './read-source.ts'

const separator = Buffer.from('\n\nFrom ')
const windowsSeparator = Buffer.from('\r\n\r\nFrom ')

/** A mail within a chunk: its bytes, and its first line, counted from 0. */
export interface PlacedMail {
  readonly bytes: Buffer
  readonly line: number
}

/** Where the next mail of an mbox begins at or behind `from`: its line `From `, after an empty one; -1 where none does. */
function nextMail(bytes: Buffer, from: number): number {
  const unix = bytes.indexOf(separator, from)
  const windows = bytes.indexOf(windowsSeparator, from)
  if (windows !== -1 && (unix === -1 || windows < unix)) return windows + 4
  return unix === -1 ? -1 : unix + 2
}

function beginsMbox(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 5) === 'From '
}

function lastMail(bytes: Buffer): number {
  const unix = bytes.lastIndexOf(separator)
  const windows = bytes.lastIndexOf(windowsSeparator)
  return Math.max(unix === -1 ? -1 : unix + 2, windows === -1 ? -1 : windows + 4)
}

/** The mails of a chunk that begins with one. A file that is not an mbox is one mail. */
export function mailsOf(bytes: Buffer): readonly PlacedMail[] {
  const mails: PlacedMail[] = []
  const mbox = beginsMbox(bytes)
  let line = 0
  for (let start = 0; start < bytes.length; ) {
    const next = mbox ? nextMail(bytes, start) : -1
    const end = next === -1 ? bytes.length : next
    const piece = bytes.subarray(start, end)
    mails.push({ bytes: piece, line })
    for (let feed = piece.indexOf(10); feed !== -1; feed = piece.indexOf(10, feed + 1)) line += 1
    start = end
  }
  return mails
}

/** What the mails of a chunk report, by the line of the chunk that says it, counted from 0. */
export function recordsOfMails(bytes: Buffer): ReadonlyMap<number, Outcome> {
  const outcomes = new Map<number, Outcome>()
  for (const mail of mailsOf(bytes)) for (const [at, outcome] of recordsOfMail(mail.bytes)) outcomes.set(mail.line + at, outcome)
  return outcomes
}

/** A copy in memory of its own, which can be given to another thread; `Buffer.from` puts small ones into memory that is shared. */
function ownCopy(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(copy)
  return copy
}

/**
 * Cuts chunks anew, so that each holds whole mails. Of a mail longer than the limit the rest follows by itself. A file that does not
 * begin as an mbox is one mail, whatever its paragraphs begin with.
 */
export async function* wholeMails(chunks: AsyncIterable<SourceChunk>): AsyncGenerator<SourceChunk, void, void> {
  let held: SourceChunk | null = null
  let mbox: boolean | null = null
  for await (const chunk of chunks) {
    const all: SourceChunk =
      held === null ? chunk : { ...chunk, bytes: Buffer.concat([held.bytes, chunk.bytes]), byteOffset: held.byteOffset }
    mbox ??= beginsMbox(all.bytes)
    const cut = mbox ? lastMail(all.bytes) : -1
    if (cut > 0) {
      yield { ...all, bytes: ownCopy(all.bytes.subarray(0, cut)) }
      held = { ...all, bytes: ownCopy(all.bytes.subarray(cut)), byteOffset: all.byteOffset + cut }
    } else if (all.bytes.length > longestMail) {
      yield all
      held = null
    } else held = all
  }
  if (held !== null) yield held
}

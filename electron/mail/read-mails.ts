import { Readable } from 'node:stream'
import { mboxReader } from 'mbox-reader'
import { AppError } from '../../shared/errors.ts'
import { readBytes, restOf } from '../engine/containers/byte-reader.ts'
import type { UnpackedFile, Unreadable } from '../engine/containers/unpack.ts'
import { openFiles } from '../engine/open-files.ts'
import { longestMail } from './parse-mail.ts'

/** Whether bytes begin as an mbox file does. */
function isMbox(start: Buffer): boolean {
  const line = start.toString('latin1')
  const end = line.indexOf('\n')
  return line.startsWith('From ') && /^From \S+ .*\d{4}/.test(end < 0 ? line : line.slice(0, end))
}

/** Hands on a file's bytes, and leaves out what one mail of it has beyond the limit: the splitter keeps a mail in memory. */
async function* withinLimit(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const separator = Buffer.from('\nFrom ')
  let size = 0
  let edge = Buffer.alloc(0)
  for await (const chunk of pieces) {
    const joined = edge.length === 0 ? chunk : Buffer.concat([edge, chunk])
    edge = Buffer.from(joined.subarray(Math.max(0, joined.length - (separator.length - 1))))
    const bytes = joined.subarray(0, joined.length - edge.length)
    const last = bytes.lastIndexOf(separator)
    const first = bytes.indexOf(separator)
    if (size < longestMail) yield bytes
    else if (first >= 0) yield bytes.subarray(first)
    size = last >= 0 ? bytes.length - last : size + bytes.length
  }
  if (size < longestMail) yield edge
}

/** Bytes that the splitter gets at once: it takes line after line off the front of a list, which is slow in a long one. */
const PIECE = 65_536

async function* inPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) for (let at = 0; at < chunk.length; at += PIECE) yield chunk.subarray(at, at + PIECE)
}

/** Beginnings of the files of Outlook (`.msg`, `.oft`: a compound file; `.pst`, `.ost`). */
const outlook = [Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from('!BDN')]

/** A mail and the file that holds it. */
export interface ReadMail {
  readonly name: string
  readonly bytes: Buffer
}

/**
 * The mails of a file, or of the files of an archive, one in memory at a time: an mbox file is split, any other is one mail. What
 * cannot be read of an archive is said, and the rest goes on.
 *
 * @throws AppError 'file-unreadable'
 */
export async function* readMails(path: string, name: string): AsyncGenerator<ReadMail | Unreadable, void, void> {
  for await (const { found } of openFiles(path, name)) {
    if ('error' in found) yield found
    else yield* mailsOf(found)
  }
}

async function* mailsOf({ name, isMember, pieces }: UnpackedFile): AsyncGenerator<ReadMail | Unreadable, void, void> {
  const reader = readBytes(pieces)
  const start = await reader.exactly(512)
  reader.putBack(start)
  if (outlook.some((magic) => start.subarray(0, 4).equals(magic))) {
    const how = 'drag the mail into another mail program (Thunderbird), or open it in Outlook on the web and choose Save as'
    const sentence = `${name} is a file of Outlook, which is not read: ${how}, then give the .eml file that results.`
    return yield { name, isMember, error: new AppError('format-unknown', sentence) }
  }
  if (isMbox(start)) {
    for await (const { content } of mboxReader(Readable.from(inPieces(withinLimit(restOf(reader))), { objectMode: false })))
      yield { name, bytes: content }
    return
  }
  yield { name, bytes: await reader.exactly(longestMail) }
}

import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { mboxReader } from 'mbox-reader'
import { AppError } from '../../shared/errors.ts'
import { longestMail } from './parse-mail.ts'

/** Whether bytes begin as an mbox file does. */
function isMbox(start: Buffer): boolean {
  const line = start.toString('latin1')
  const end = line.indexOf('\n')
  return line.startsWith('From ') && /^From \S+ .*\d{4}/.test(end < 0 ? line : line.slice(0, end))
}

/** Hands on a file's bytes, and leaves out what one mail of it has beyond the limit: the splitter keeps a mail in memory. */
async function* withinLimit(path: string): AsyncGenerator<Buffer> {
  const separator = Buffer.from('\nFrom ')
  let size = 0
  let edge = Buffer.alloc(0)
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
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

/** Beginnings of the files of Outlook (`.msg`, `.oft`: a compound file; `.pst`, `.ost`). */
const outlook = [Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from('!BDN')]

/**
 * The mails of a file, one in memory at a time: an mbox file is split, any other is one mail.
 *
 * @throws AppError 'format-unknown' for a file of Outlook
 */
export async function* readMails(path: string, name: string): AsyncGenerator<Buffer> {
  const file = await open(path)
  let start: Buffer
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0)
    start = buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
  if (outlook.some((magic) => start.subarray(0, 4).equals(magic))) {
    const how = 'drag the mail into another mail program (Thunderbird), or open it in Outlook on the web and choose Save as'
    throw new AppError('format-unknown', `${name} is a file of Outlook, which is not read: ${how}, then give the .eml file that results.`)
  }
  if (isMbox(start)) {
    for await (const { content } of mboxReader(Readable.from(withinLimit(path), { objectMode: false }))) yield content
    return
  }
  const stream = createReadStream(path, { end: longestMail - 1 })
  const chunks: Buffer[] = []
  stream.on('data', (chunk) => chunks.push(Buffer.from(chunk)))
  await once(stream, 'end')
  yield Buffer.concat(chunks)
}

import { createHash } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import { createXmlRecords, isXmlReport } from '../../shared/xml-records.ts'
import type { Packing, UnpackedFile, Unreadable } from './containers/unpack.ts'
import { type Encoding, repairUtf8, sniffEncoding, utf8Decoder } from './encoding.ts'
import { isJsonDocument, jsonRecords } from './json-records.ts'
import { emptyFile, openFiles, unreadable } from './open-files.ts'
import { isChallenge } from './secrets.ts'

/** Whole lines of a source as UTF-8, in order. The last one may lack its line feed. */
export interface SourceChunk {
  /** A buffer of its own: it may be given away. */
  readonly bytes: Buffer
  /** Of the first byte, in the decompressed text as UTF-8. */
  readonly byteOffset: number
  /** Bytes read from the file so far, for progress. */
  readonly bytesRead: number
}

/** What is known of a source; complete when its chunks are read. */
export interface SourceFacts {
  /** Of the file as it lies on disk; of a member, of its archive. */
  readonly fileBytes: number
  /** Milliseconds; null where the bytes come from a case. */
  readonly modifiedAt: number | null
  encoding: Encoding
  /** Milliseconds; null where the file is not compressed or does not say. */
  readonly gzipTime: number | null
  readonly packing: Packing
  /** Decompressed. */
  sizeBytes: number
  /** Of the decompressed bytes, hexadecimal. */
  sha256: string
  /** Lines that held bytes that are not UTF-8. */
  repaired: number
}

/** A source whose first bytes were looked at. Close it in the end. */
export interface OpenSource {
  readonly name: string
  /** Whether it is a file of an archive. */
  readonly isMember: boolean
  readonly facts: SourceFacts
  readonly chunks: AsyncGenerator<SourceChunk, void, void>
  /** To be called whether or not the chunks were read. */
  close(): Promise<void>
}

const CHUNK = 2 << 20
/** Lines are cut at 64 KiB later; of a longer one no more than this is kept. */
const LONGEST = 80 << 10

/**
 * Opens a log file: compression, byte order marks, UTF-16 and windows-1252 become chunks of UTF-8. Of an archive the file of that name,
 * or the first one.
 *
 * @throws AppError 'not-found', 'file-unreadable'
 */
export async function openSource(path: string, name: string, member?: string): Promise<OpenSource> {
  const sources = openSources(path, name)
  let next = await sources.next()
  while (next.done !== true && member !== undefined && next.value.name !== member) {
    if (!('error' in next.value)) await next.value.close()
    next = await sources.next()
  }
  const opened = next.done === true ? null : next.value
  if (opened !== null && !('error' in opened)) {
    const close = async (): Promise<void> => {
      await opened.close()
      await sources.return()
    }
    return { ...opened, close }
  }
  await sources.return()
  throw opened?.error ?? new AppError('file-unreadable', `${name} holds ${member === undefined ? 'nothing' : `no ${member} any more`}`)
}

/**
 * Opens the files of an archive one after the other, or a file that is none: each is to be read and closed before the next is asked for.
 *
 * @throws AppError 'not-found', 'file-unreadable' for the file itself
 */
export async function* openSources(path: string, name: string): AsyncGenerator<OpenSource | Unreadable, void, void> {
  for await (const { found, fileBytes, meter } of openFiles(path, name))
    yield 'error' in found ? found : await openOr(found, { fileBytes, meter })
}

async function openOr(found: UnpackedFile, from: Omit<Opening, 'encoding'>): Promise<OpenSource | Unreadable> {
  try {
    return await openBytes(found, from)
  } catch (error) {
    return { name: found.name, isMember: found.isMember, error: unreadable(error, found.name) }
  }
}

/** Opens bytes that are UTF-8 already, as a case keeps them. */
export function openStored(bytes: AsyncIterable<Buffer>, name: string): Promise<OpenSource> {
  const packing: Packing = { as: null, fate: 'whole' }
  const stored: UnpackedFile = { name, isMember: false, modifiedAt: null, gzipTime: null, packing, pieces: bytes }
  return openBytes(stored, { fileBytes: 0, meter: { read: 0 }, encoding: 'utf-8' })
}

interface Opening {
  readonly fileBytes: number
  readonly meter: { readonly read: number }
  readonly encoding?: Encoding
}

async function openBytes(
  { name, isMember, modifiedAt, gzipTime, packing, pieces: raw }: UnpackedFile,
  opening: Opening,
): Promise<OpenSource> {
  const { fileBytes, meter } = opening
  const facts: SourceFacts = { fileBytes, modifiedAt, encoding: 'utf-8', gzipTime, packing, sizeBytes: 0, sha256: '', repaired: 0 }
  const hash = createHash('sha256')
  const iterator = raw[Symbol.asyncIterator]()
  const head = await iterator.next()
  if (head.done === true && isMember) throw emptyFile(name)
  const sample = head.done === true ? Buffer.alloc(0) : head.value.subarray(0, 64 << 10)
  const sniffed = opening.encoding === undefined ? sniff(sample, name) : { encoding: opening.encoding, skip: 0 }
  facts.encoding = sniffed.encoding
  const counted = count(rest(head, iterator), facts, (piece) => hash.update(piece))
  const chunks = cutAtLines(await recordsPerLine(decode(counted, sniffed), name), name, meter, facts, () => {
    facts.sha256 = hash.digest('hex')
  })
  const close = async (): Promise<void> => {
    await chunks.return()
  }
  return { name, isMember, facts, chunks, close }
}

/**
 * JSON documents and XML reports with a record in each line, before lines are looked for: one may be of megabytes. Anything else as it is.
 *
 * @throws AppError 'file-unreadable' for a document without records
 */
async function recordsPerLine(pieces: AsyncGenerator<Buffer, void, void>, name: string): Promise<AsyncGenerator<Buffer, void, void>> {
  const head = await pieces.next()
  const whole = rest(head, pieces)
  if (head.done === true) return whole
  if (isXmlReport(head.value.toString('latin1', 0, 8192))) return xmlRecords(whole)
  if (!isJsonDocument(head.value)) return whole
  const records = jsonRecords(whole)
  const first = await records.next()
  if (first.done === true) throw new AppError('file-unreadable', `${name} holds no records: what was asked for found nothing`)
  return rest(first, records)
}

async function* xmlRecords(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  const write = createXmlRecords()
  for await (const piece of pieces) yield Buffer.from(write(piece.toString('latin1')), 'latin1')
  yield Buffer.from(write(null), 'latin1')
}

function sniff(sample: Buffer, name: string): { readonly encoding: Encoding; readonly skip: number } {
  const kind = binaryKind(sample)
  if (kind !== null) throw new AppError('file-unreadable', `${name} is ${kind}`)
  const sniffed = sniffEncoding(sample)
  if (sniffed === null) throw new AppError('file-unreadable', `${name} is no text: export the log as text and import that`)
  return sniffed
}

const magics: readonly (readonly [string, number, string])[] = [
  ['ElfFile\0', 0, 'a Windows event log: export it as CSV or XML in the Event Viewer and import that'],
  ['%PDF-', 0, 'a PDF: export the log as text or CSV and import that'],
  ['Rar!\x1a\x07', 0, 'a RAR archive: unpack it and import what is in it'],
  ['7z\xbc\xaf\x27\x1c', 0, 'a 7z archive: unpack it and import what is in it'],
  ['LPKSHHRH', 0, 'a journald file: run `journalctl -o json --all --file` on it and import the result'],
  ['__CURSOR=', 0, 'a journal in another form: export it with `journalctl -o json --all` and import that'],
  ['DUCK', 8, 'a case of Relayscope: open it instead'],
  ['SQLite format 3\0', 0, 'a database: export the log as text and import that'],
]

function binaryKind(sample: Buffer): string | null {
  return magics.find(([magic, at]) => sample.toString('latin1', at, at + magic.length) === magic)?.[2] ?? null
}

async function* rest<T>(head: IteratorResult<T, unknown>, iterator: AsyncIterator<T, unknown>): AsyncGenerator<T, void, void> {
  for (let item = head; item.done !== true; item = await iterator.next()) yield item.value
}

async function* count(
  pieces: AsyncIterable<Buffer>,
  facts: SourceFacts,
  hash: (piece: Buffer) => void,
): AsyncGenerator<Buffer, void, void> {
  for await (const piece of pieces) {
    facts.sizeBytes += piece.length
    hash(piece)
    yield piece
  }
}

async function* decode(
  pieces: AsyncIterable<Buffer>,
  sniffed: { readonly encoding: Encoding; readonly skip: number },
): AsyncGenerator<Buffer, void, void> {
  const toUtf8 = utf8Decoder(sniffed.encoding)
  let { skip } = sniffed
  for await (const piece of pieces) {
    yield toUtf8(skip === 0 ? piece : piece.subarray(skip))
    skip = 0
  }
}

/** Where a chunk ends whose last line ends there: before that line where the next one is to be masked for it, as chunks are parsed apart. */
function beforeChallenge(chunk: Buffer, end: number): number {
  const start = end < 2 ? 0 : chunk.lastIndexOf(10, end - 2) + 1
  return start > 0 && isChallenge(chunk.toString('latin1', start, end)) ? start : end
}

async function* cutAtLines(
  pieces: AsyncIterable<Buffer>,
  name: string,
  meter: { readonly read: number },
  facts: SourceFacts,
  finish: () => void,
): AsyncGenerator<SourceChunk, void, void> {
  let chunk = Buffer.allocUnsafeSlow(CHUNK + (2 << 20))
  let filled = 0
  let lineStart = 0
  let byteOffset = 0
  let dropped = 0
  const take = (end: number): SourceChunk => {
    const carried = chunk.subarray(end, filled)
    const next = Buffer.allocUnsafeSlow(CHUNK + (2 << 20))
    carried.copy(next)
    const { bytes, repaired } = repairUtf8(chunk.subarray(0, end))
    facts.repaired += repaired
    const taken = { bytes, byteOffset, bytesRead: meter.read }
    byteOffset += end + dropped
    dropped = 0
    chunk = next
    filled = carried.length
    lineStart = Math.max(0, lineStart - end)
    return taken
  }
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; at += 1 << 20) {
        const part = piece.subarray(at, at + (1 << 20))
        const first = part.indexOf(10)
        // Of a line without end only its beginning is kept.
        const room = first === -1 ? Math.max(0, LONGEST - (filled - lineStart)) : part.length
        filled += part.copy(chunk, filled, 0, Math.min(room, part.length))
        if (first === -1) dropped += Math.max(0, part.length - room)
        else lineStart = filled - (part.length - part.lastIndexOf(10) - 1)
        if (filled >= CHUNK) yield take(lineStart > 0 ? beforeChallenge(chunk, lineStart) : filled)
      }
    }
    if (filled > 0) yield take(filled)
    finish()
  } catch (error) {
    throw unreadable(error, name)
  }
}

import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import { type Encoding, repairUtf8, sniffEncoding, utf8Decoder } from './encoding.ts'
import { gunzip } from './gunzip.ts'
import { isJsonDocument, jsonRecords } from './json-records.ts'
import { appError } from './values.ts'

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
  /** Of the file as it lies on disk. */
  readonly fileBytes: number
  /** Milliseconds; null where the bytes come from a case. */
  readonly modifiedAt: number | null
  encoding: Encoding
  /** Milliseconds; null where the file is not compressed or does not say. */
  gzipTime: number | null
  gzip: 'none' | 'whole' | 'cut' | 'damaged'
  /** Decompressed. */
  sizeBytes: number
  /** Of the decompressed bytes, hexadecimal. */
  sha256: string
  /** Lines that held bytes that are not UTF-8. */
  repaired: number
}

/** A source whose first bytes were looked at. Close it in the end. */
export interface OpenSource {
  readonly facts: SourceFacts
  readonly chunks: AsyncGenerator<SourceChunk, void, void>
  /** To be called whether or not the chunks were read. */
  close(): Promise<void>
}

const CHUNK = 2 << 20
/** Lines are cut at 64 KiB later; of a longer one no more than this is kept. */
const LONGEST = 80 << 10

/**
 * Opens a log file: gzip, byte order marks, UTF-16 and windows-1252 become chunks of UTF-8.
 *
 * @throws AppError 'not-found', 'file-unreadable'
 */
export async function openSource(path: string, name: string): Promise<OpenSource> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (error) {
    throw unreadable(error, name)
  }
  try {
    const stat = await file.stat()
    if (stat.isDirectory()) throw new AppError('file-unreadable', `${name} is a folder: choose the log files in it`)
    if (stat.size === 0 && stat.isFile())
      throw new AppError('file-unreadable', `${name} is empty: choose the file before the last rotation, such as ${name}.1`)
    const meter = { read: 0 }
    return await openBytes(readFile(file, meter), {
      name,
      fileBytes: stat.size,
      modifiedAt: stat.mtimeMs,
      meter,
      close: () => file.close(),
    })
  } catch (error) {
    await file.close()
    throw error instanceof AppError ? error : unreadable(error, name)
  }
}

/** Opens bytes that are UTF-8 already, as a case keeps them. */
export function openStored(bytes: AsyncIterable<Buffer>, name: string): Promise<OpenSource> {
  return openBytes(bytes, { name, fileBytes: 0, modifiedAt: null, meter: { read: 0 }, encoding: 'utf-8', close: async () => {} })
}

interface Opening {
  readonly name: string
  readonly fileBytes: number
  readonly modifiedAt: number | null
  readonly meter: { read: number }
  readonly encoding?: Encoding
  close(): Promise<void>
}

async function openBytes(raw: AsyncIterable<Buffer>, opening: Opening): Promise<OpenSource> {
  const { name, fileBytes, modifiedAt, meter } = opening
  const facts: SourceFacts = {
    fileBytes,
    modifiedAt,
    encoding: 'utf-8',
    gzipTime: null,
    gzip: 'none',
    sizeBytes: 0,
    sha256: '',
    repaired: 0,
  }
  const hash = createHash('sha256')
  const iterator = raw[Symbol.asyncIterator]()
  let head = await iterator.next()
  let pieces = rest(head, iterator)
  if (head.done !== true && head.value[0] === 0x1f && head.value[1] === 0x8b) {
    facts.gzip = 'whole'
    const seconds = head.value.length >= 8 ? head.value.readUInt32LE(4) : 0
    facts.gzipTime = seconds === 0 ? null : seconds * 1000
    const inflated = gunzip(pieces, (fate) => {
      facts.gzip = fate
    })
    head = await inflated.next()
    pieces = rest(head, inflated)
    if (head.done === true)
      throw new AppError('file-unreadable', `${name}: nothing can be read from this gzip file: copy it again from the server`)
  }
  const sample = head.done === true ? Buffer.alloc(0) : head.value.subarray(0, 64 << 10)
  const sniffed = opening.encoding === undefined ? sniff(sample, name) : { encoding: opening.encoding, skip: 0 }
  facts.encoding = sniffed.encoding
  const counted = count(pieces, facts, (piece) => hash.update(piece))
  const chunks = cutAtLines(await recordsPerLine(decode(counted, sniffed), name), name, meter, facts, () => {
    facts.sha256 = hash.digest('hex')
  })
  const close = async (): Promise<void> => {
    await chunks.return()
    await opening.close()
  }
  return { facts, chunks, close }
}

/**
 * JSON documents with a record in each line, before lines are looked for: one may be of megabytes. Anything else as it is.
 *
 * @throws AppError 'file-unreadable' for a document without records
 */
async function recordsPerLine(pieces: AsyncGenerator<Buffer, void, void>, name: string): Promise<AsyncGenerator<Buffer, void, void>> {
  const head = await pieces.next()
  const whole = rest(head, pieces)
  if (head.done === true || !isJsonDocument(head.value)) return whole
  const records = jsonRecords(whole)
  const first = await records.next()
  if (first.done === true) throw new AppError('file-unreadable', `${name} holds no records: what was asked for found nothing`)
  return rest(first, records)
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
  ['PK\x03\x04', 0, 'a zip archive (or an Office file): unpack it and import what is in it'],
  ['%PDF-', 0, 'a PDF: export the log as text or CSV and import that'],
  ['7z\xbc\xaf\x27\x1c', 0, 'a 7z archive: unpack it and import what is in it'],
  ['\xfd7zXZ\0', 0, 'compressed with xz: unpack it with `unxz` and import the result'],
  ['BZh', 0, 'compressed with bzip2: unpack it with `bunzip2` and import the result'],
  ['\x28\xb5\x2f\xfd', 0, 'compressed with zstd: unpack it with `unzstd` and import the result'],
  ['LPKSHHRH', 0, 'a journald file: run `journalctl -o json --all --file` on it and import the result'],
  ['__CURSOR=', 0, 'a journal in another form: export it with `journalctl -o json --all` and import that'],
  ['ustar', 257, 'a tar archive: unpack it and import what is in it'],
  ['DUCK', 8, 'a case of Relayscope: open it instead'],
  ['SQLite format 3\0', 0, 'a database: export the log as text and import that'],
]

function binaryKind(sample: Buffer): string | null {
  return magics.find(([magic, at]) => sample.toString('latin1', at, at + magic.length) === magic)?.[2] ?? null
}

async function* readFile(file: FileHandle, meter: { read: number }): AsyncGenerator<Buffer, void, void> {
  for (;;) {
    const buffer = Buffer.allocUnsafeSlow(1 << 20)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null)
    if (bytesRead === 0) return
    meter.read += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
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
    lineStart = 0
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
        if (filled >= CHUNK) yield take(lineStart > 0 ? lineStart : filled)
      }
    }
    if (filled > 0) yield take(filled)
    finish()
  } catch (error) {
    throw unreadable(error, name)
  }
}

function unreadable(error: unknown, name: string): AppError {
  const known = appError(error, name)
  return known.code === 'bug'
    ? new AppError('file-unreadable', `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    : known
}

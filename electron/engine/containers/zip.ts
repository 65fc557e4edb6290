import { crc32 } from 'node:zlib'
import type { ByteReader } from './byte-reader.ts'
import { inflateRaw } from './inflate.ts'
import { type ArchiveEnd, keptOpen, type Member } from './member.ts'

const LOCAL = 0x04034b50
const DESCRIPTOR = 0x08074b50
/** What may follow the last member: the directory, its 64-bit end, its end, and data about encryption. */
const behindMembers = new Set([0x02014b50, 0x06064b50, 0x06054b50, 0x08064b50])
const UNKNOWN = 0xffffffff

/** Counts what is unpacked; throws when it is too much. */
type Counted = (pieces: AsyncIterable<Buffer>) => AsyncIterable<Buffer>

interface Header {
  readonly name: string
  readonly modifiedAt: number | null
  readonly method: number
  readonly encrypted: boolean
  /** Checksum and size follow the content. */
  readonly later: boolean
  readonly crc: number
  readonly packed: number
}

/**
 * The files of a zip archive in their order, from the beginning on (APPNOTE.TXT 6.3.10, 4.3): the directory at the end is not
 * needed, so that an archive that ends early gives what there is, and one within another needs no place on the disk.
 */
export async function* unzip(
  reader: ByteReader,
  onFate: (fate: 'cut' | 'damaged') => void,
  counted: Counted,
): AsyncGenerator<Member, ArchiveEnd, void> {
  for (;;) {
    const start = await reader.exactly(30)
    if (start.length >= 4 && behindMembers.has(start.readUInt32LE(0))) return 'whole'
    if (start.length < 30) return 'cut'
    if (start.readUInt32LE(0) !== LOCAL) return 'damaged'
    const header = await headerOf(reader, start)
    if (header === null) return 'cut'
    const unreadable = reasonOf(header)
    if (unreadable !== null && header.later) {
      yield { ...header, pieces: nothing(), unreadable }
      return 'damaged'
    }
    const lost: { how: ArchiveEnd } = { how: 'whole' }
    const pieces =
      unreadable === null
        ? checked(counted(contentOf(reader, header, lost)), { reader, header, lost, onFate })
        : stored(reader, header.packed, lost)
    if (!header.name.endsWith('/')) yield { ...header, pieces: keptOpen(pieces), unreadable }
    for await (const _ of pieces); // What nobody read is passed over.
    if (lost.how !== 'whole') return lost.how
  }
}

function reasonOf({ encrypted, method }: Header): string | null {
  if (encrypted) return 'is encrypted: unpack the archive with its password and import what is in it'
  if (method === 0 || method === 8) return null
  return `is packed by a method (${method}) that is not read: unpack the archive and import what is in it`
}

async function headerOf(reader: ByteReader, start: Buffer): Promise<Header | null> {
  const lengths = [start.readUInt16LE(26), start.readUInt16LE(28)] as const
  const text = await reader.exactly(lengths[0] + lengths[1])
  if (text.length < lengths[0] + lengths[1]) return null
  const flags = start.readUInt16LE(6)
  const later = (flags & 8) !== 0
  const extra = extraOf(text.subarray(lengths[0]))
  const packed = start.readUInt32LE(18)
  return {
    name: text.toString('latin1', 0, lengths[0]),
    modifiedAt: extra.modifiedAt ?? dosTime(start.readUInt16LE(12), start.readUInt16LE(10)),
    method: start.readUInt16LE(8),
    encrypted: (flags & 1) !== 0,
    later,
    crc: start.readUInt32LE(14),
    packed: packed === UNKNOWN ? (extra.packed ?? packed) : packed,
  }
}

/** The 64-bit size of the content, and the time as Unix has it. */
function extraOf(bytes: Buffer): { readonly packed: number | null; readonly modifiedAt: number | null } {
  let packed: number | null = null
  let modifiedAt: number | null = null
  for (let at = 0; at + 4 <= bytes.length; ) {
    const id = bytes.readUInt16LE(at)
    const field = bytes.subarray(at + 4, at + 4 + bytes.readUInt16LE(at + 2))
    if (id === 1 && field.length >= 16) packed = Number(field.readBigUInt64LE(8))
    if (id === 0x5455 && field.length >= 5 && (field[0]! & 1) !== 0) modifiedAt = field.readInt32LE(1) * 1000
    at += 4 + field.length
  }
  return { packed, modifiedAt }
}

/** DOS has local times; they serve to find a year. */
function dosTime(date: number, time: number): number | null {
  if (date === 0) return null
  return Date.UTC(1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2)
}

async function* nothing(): AsyncGenerator<Buffer, void, void> {}

interface Around {
  readonly reader: ByteReader
  readonly header: Header
  readonly lost: { how: ArchiveEnd }
  readonly onFate: (fate: 'cut' | 'damaged') => void
}

/** The content, compared with its checksum at the end. `lost`: set where the place of the next member is not known. */
async function* checked(content: AsyncIterable<Buffer>, { reader, header, lost, onFate }: Around): AsyncGenerator<Buffer, void, void> {
  let crc = 0
  for await (const piece of content) {
    crc = crc32(piece, crc)
    yield piece
  }
  if (lost.how === 'whole') {
    const expected = header.later ? await descriptorCrc(reader) : header.crc
    if (expected === null) lost.how = 'cut'
    else if (expected !== crc) onFate('damaged')
  }
  if (lost.how !== 'whole') onFate(lost.how)
}

function contentOf(reader: ByteReader, { method, later, packed }: Header, lost: { how: ArchiveEnd }): AsyncGenerator<Buffer, void, void> {
  const tell = (fate: 'cut' | 'damaged'): void => {
    lost.how = fate
  }
  if (method === 8) return inflateRaw(reader, tell)
  return later ? upToDescriptor(reader, lost) : stored(reader, packed, lost)
}

async function* stored(reader: ByteReader, size: number, lost: { how: ArchiveEnd }): AsyncGenerator<Buffer, void, void> {
  for (let left = size; left > 0; ) {
    const piece = await reader.piece(Math.min(left, 1 << 20))
    if (piece === null) {
      lost.how = 'cut'
      return
    }
    left -= piece.length
    yield piece
  }
}

/** Content that is as it was and whose size follows it: up to a descriptor that says just that size. */
async function* upToDescriptor(reader: ByteReader, lost: { how: ArchiveEnd }): AsyncGenerator<Buffer, void, void> {
  const mark = Buffer.from('PK\x07\x08', 'latin1')
  for (let size = 0; ; ) {
    const window = await reader.exactly(64 << 10)
    const at = window.indexOf(mark)
    if (
      at !== -1 &&
      at + 24 <= window.length &&
      (window.readUInt32LE(at + 8) === size + at || Number(window.readBigUInt64LE(at + 8)) === size + at)
    ) {
      reader.putBack(window.subarray(at))
      return yield window.subarray(0, at)
    }
    if (window.length < 24) {
      lost.how = 'cut'
      return yield window
    }
    const taken = at === 0 ? 1 : at === -1 ? window.length - 23 : at
    reader.putBack(window.subarray(taken))
    size += taken
    yield window.subarray(0, taken)
  }
}

/** The checksum behind the content; sizes of 4 or 8 bytes follow it, and a mark may stand before it. */
async function descriptorCrc(reader: ByteReader): Promise<number | null> {
  const bytes = await reader.exactly(28)
  const marked = bytes.length >= 4 && bytes.readUInt32LE(0) === DESCRIPTOR ? 4 : 0
  const isNext = (at: number) => {
    const mark = bytes.length >= at + 4 ? bytes.readUInt32LE(at) : 0
    return mark === LOCAL || behindMembers.has(mark)
  }
  const end = [marked + 12, marked + 20].find(isNext)
  if (end === undefined) return null
  reader.putBack(bytes.subarray(end))
  return bytes.readUInt32LE(marked)
}

import { isUtf8 } from 'node:buffer'
import { decode } from 'iconv-lite'
import { visible } from '../../../shared/cells.ts'
import { AppError } from '../../../shared/errors.ts'
import { type ByteReader, readBytes, restOf } from './byte-reader.ts'
import { type Compression, compressions } from './compression.ts'
import { type Allowance, createAllowance, DEEPEST, type UnpackLimits, unpackLimits } from './limits.ts'
import type { Member } from './member.ts'
import { isTarHeader, untar } from './tar.ts'
import { unzip } from './zip.ts'

/** How a file was packed, and whether all of it came out. */
export interface Packing {
  /** What ended early or is damaged; otherwise the outermost; null for a file that is not packed. */
  as: Compression['name'] | 'tar' | 'zip' | null
  fate: 'whole' | 'cut' | 'damaged'
}

/** A file that is no archive, as it comes out of what was given. Its pieces are to be read before the next is asked for. */
export interface UnpackedFile {
  /** Of a member: `archive.zip/mail.log.1`. */
  readonly name: string
  readonly isMember: boolean
  /** Milliseconds; null where nothing says it. */
  readonly modifiedAt: number | null
  /** Milliseconds, of the gzip header; null where there is none. */
  readonly gzipTime: number | null
  readonly packing: Packing
  readonly pieces: AsyncIterable<Buffer>
}

/** A member, or the rest of an archive, that cannot be read, and why. */
export interface Unreadable {
  readonly name: string
  readonly isMember: boolean
  readonly error: AppError
}

/** What is given to be unpacked. */
export interface Packed {
  readonly name: string
  readonly modifiedAt: number | null
  readonly pieces: AsyncIterable<Buffer>
}

/**
 * The file itself without its compression, or the files of an archive, in their order, of whatever depth up to two. Nothing
 * is written anywhere. What cannot be read is said, and the rest goes on.
 *
 * @param read bytes of the given file that were read so far
 */
export function unpack(
  file: Packed,
  read: () => number,
  limits: UnpackLimits = unpackLimits,
): AsyncGenerator<UnpackedFile | Unreadable, void, void> {
  return filesOf({ ...file, packing: { as: null, fate: 'whole' } }, 0, createAllowance(file.name, limits, read))
}

interface Layer extends Packed {
  readonly packing: Packing
}

async function* filesOf(file: Layer, depth: number, allowance: Allowance): AsyncGenerator<UnpackedFile | Unreadable, void, void> {
  const { name, packing } = file
  const refused = (error: AppError): Unreadable => ({ name, isMember: depth > 0, error })
  const told = (as: NonNullable<Packing['as']>) => (fate: 'cut' | 'damaged') => {
    if (packing.fate === 'whole') Object.assign(packing, { as, fate })
  }
  let reader = readBytes(file.pieces)
  let gzipTime: number | null = null
  for (let layers = 0; ; layers += 1) {
    const head = await reader.exactly(512)
    reader.putBack(head)
    const compression = compressions.find(({ magic }) => head.toString('latin1', 0, magic.length) === magic)
    if (compression === undefined) {
      if (layers > 0 && head.length === 0) return yield refused(nothingRead(name, packing))
      const archive = archiveOf(head)
      if (archive === null)
        return yield { name, isMember: depth > 0, modifiedAt: file.modifiedAt, gzipTime, packing, pieces: restOf(reader) }
      if (depth === DEEPEST) return yield refused(tooDeep(name))
      return yield* membersOf(archive, { ...file, reader, told: told(archive) }, depth, allowance)
    }
    if (layers === DEEPEST) return yield refused(tooDeep(name))
    packing.as ??= compression.name
    if (compression.name === 'gzip' && head.length >= 8) gzipTime = head.readUInt32LE(4) * 1000 || null
    reader = readBytes(allowance.counted(compression.undo(restOf(reader), told(compression.name))))
  }
}

function archiveOf(head: Buffer): 'tar' | 'zip' | null {
  const start = head.toString('latin1', 0, 4)
  if (start === 'PK\x03\x04' || start === 'PK\x05\x06') return 'zip'
  return isTarHeader(head) ? 'tar' : null
}

interface Archive extends Layer {
  readonly reader: ByteReader
  readonly told: (fate: 'cut' | 'damaged') => void
}

async function* membersOf(
  kind: 'tar' | 'zip',
  archive: Archive,
  depth: number,
  allowance: Allowance,
): AsyncGenerator<UnpackedFile | Unreadable, void, void> {
  const { name, packing, reader } = archive
  const isMember = depth > 0
  let current: Packing = packing
  const onFate = (fate: 'cut' | 'damaged'): void => {
    if (current.fate === 'whole') Object.assign(current, { as: packing.fate === 'whole' ? kind : packing.as, fate })
  }
  const members = kind === 'tar' ? untar(reader, onFate) : unzip(reader, onFate, (pieces) => allowance.counted(pieces))
  let count = 0
  try {
    for (let next = await members.next(); ; next = await members.next()) {
      if (next.done === true) {
        if (next.value !== 'whole') archive.told(next.value)
        break
      }
      if (kind === 'zip' && count === 0 && next.value.name === '[Content_Types].xml') throw ofOffice(name)
      count += 1
      allowance.file()
      const path = shownPath(next.value.name)
      if (isPassedOver(path)) continue
      current = { as: packing.as ?? kind, fate: 'whole' }
      yield* fileOrReason({ ...next.value, name: `${name}/${path}` }, { packing: current, depth, allowance })
      const exceeded = allowance.exceeded()
      if (exceeded !== null) throw exceeded
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return yield { name, isMember, error }
  }
  yield* endOf(name, isMember, count, packing)
}

function ofOffice(name: string): AppError {
  return new AppError('file-unreadable', `${name} is a file of Office: save it there as CSV and import that`)
}

interface Around {
  readonly packing: Packing
  readonly depth: number
  readonly allowance: Allowance
}

async function* fileOrReason(
  { name, modifiedAt, pieces, unreadable }: Member,
  { packing, depth, allowance }: Around,
): AsyncGenerator<UnpackedFile | Unreadable, void, void> {
  if (unreadable !== null) return yield { name, isMember: true, error: new AppError('file-unreadable', `${name} ${unreadable}`) }
  yield* filesOf({ name, modifiedAt, packing, pieces }, depth + 1, allowance)
}

/** What is said of an archive when all its files have been given. */
function* endOf(name: string, isMember: boolean, count: number, { as, fate }: Packing): Generator<Unreadable, void, void> {
  if (fate !== 'whole') {
    const how = fate === 'cut' ? 'ends early' : 'is damaged'
    const found =
      count === 0 ? 'no file was found in it' : `${count === 1 ? 'one file was' : `${count} files were`} found, what followed is lost`
    const sentence = `${name} ${how} (${as}): ${found}; copy it again from where it came`
    yield { name, isMember, error: new AppError('file-unreadable', sentence) }
  } else if (count === 0) {
    yield { name, isMember, error: new AppError('file-unreadable', `${name} holds no file: choose the archive with the logs`) }
  }
}

function tooDeep(name: string): AppError {
  return new AppError('file-unreadable', `${name} is packed more than twice: unpack it and import what is in it`)
}

function nothingRead(name: string, { as, fate }: Packing): AppError {
  const why = fate === 'whole' ? 'it is empty' : 'copy it again from the server'
  return new AppError('file-unreadable', `${name}: nothing can be read from this ${as} file: ${why}`)
}

/** A member's path for people: no way up or to the root, no control characters. It names no place on any disk. */
function shownPath(name: string): string {
  const bytes = Buffer.from(name, 'latin1')
  const text = isUtf8(bytes) ? bytes.toString('utf8') : decode(bytes, 'cp437')
  const parts = text.split(/[\\/]/).filter((part) => part !== '' && part !== '.' && part !== '..')
  return visible(parts.join('/')).slice(-500) || 'unnamed'
}

/**
 * What lies beside logs and mails and is neither: hidden files (a Maildir's hidden folders are read), what macOS adds, what a
 * server keeps in a Maildir, mails that are still being written, cases.
 */
function isPassedOver(path: string): boolean {
  if (/(?:^|\/)(?:__MACOSX\/|tmp\/[0-9]{6,}\.)/.test(path) || /\.relayscope(?:\.lock|\.wal)?$/.test(path)) return true
  if (/(?:^|\/)(?:dovecot[.-]|maildir(?:size|folder)$|courierimap|subscriptions$)[^/]*$/.test(path)) return true
  return path
    .replace(/(^|\/)\.[^/]{1,255}\/(?=(?:cur|new)\/[^/]*$)/, '$1')
    .split('/')
    .some((part) => part.startsWith('.'))
}

/** Whether a file's first 512 bytes say that it is packed, in whatever way. */
export function isPacked(head: Buffer): boolean {
  return archiveOf(head) !== null || compressions.some(({ magic }) => head.toString('latin1', 0, magic.length) === magic)
}

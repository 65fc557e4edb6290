import type { ByteReader } from './byte-reader.ts'
import { type ArchiveEnd, keptOpen, type Member } from './member.ts'

const BLOCK = 512
/** A name or a set of attributes is never longer; the rest of it is passed over. */
const LONGEST_EXTRA = 64 << 10

/** Whether a block is the header of a member: its checksum is right (POSIX ustar, GNU and the old form alike). */
export function isTarHeader(block: Buffer): boolean {
  if (block.length < BLOCK || block[0] === 0) return false
  let sum = 0
  for (let at = 0; at < BLOCK; at += 1) sum += at >= 148 && at < 156 ? 32 : block[at]!
  return numberAt(block, 148, 8) === sum
}

/**
 * The files of a tar archive in their order (POSIX.1-2024 pax, with GNU's long names). Folders, links and devices are passed over.
 * A member that is cut gives what there is.
 */
export async function* untar(reader: ByteReader, onFate: (fate: 'cut' | 'damaged') => void): AsyncGenerator<Member, ArchiveEnd, void> {
  let extra: Extra = {}
  for (;;) {
    const block = await reader.exactly(BLOCK)
    if (block.length < BLOCK) return 'cut'
    if (block.every((byte) => byte === 0)) return 'whole'
    if (!isTarHeader(block)) return 'damaged'
    const size = extra.size ?? numberAt(block, 124, 12)
    const type = String.fromCharCode(block[156]!)
    if ('LKxg'.includes(type)) {
      const text = (await reader.exactly(Math.min(size, LONGEST_EXTRA))).toString('latin1')
      await pass(reader, padded(size) - Math.min(size, LONGEST_EXTRA))
      if (type === 'L') extra.path = text.replace(/\0.*$/s, '')
      if (type === 'x') extra = { ...extra, ...paxOf(text) }
      continue
    }
    const left = { bytes: size }
    if (type === '0' || type === '\0' || type === '7') {
      const seconds = extra.mtime ?? numberAt(block, 136, 12)
      const pieces = keptOpen(contentOf(reader, left, onFate))
      yield { name: extra.path ?? nameOf(block), modifiedAt: seconds === 0 ? null : seconds * 1000, pieces, unreadable: null }
    }
    await pass(reader, left.bytes + padded(size) - size)
    extra = {}
  }
}

async function* contentOf(reader: ByteReader, left: { bytes: number }, onFate: (fate: 'cut') => void): AsyncGenerator<Buffer, void, void> {
  while (left.bytes > 0) {
    const piece = await reader.piece(Math.min(left.bytes, 1 << 20))
    if (piece === null) return onFate('cut')
    left.bytes -= piece.length
    yield piece
  }
}

async function pass(reader: ByteReader, count: number): Promise<void> {
  for (let left = count; left > 0; ) {
    const piece = await reader.piece(Math.min(left, 1 << 20))
    if (piece === null) return
    left -= piece.length
  }
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK
}

/** Octal digits, or (GNU) a binary number behind a first byte of 0x80. */
function numberAt(block: Buffer, at: number, length: number): number {
  if (block[at] === 0x80) return block.readUIntBE(at + length - 6, 6)
  return Number.parseInt(/^[ \0]*([0-7]{1,12})/.exec(block.toString('latin1', at, at + length))?.[1] ?? '0', 8)
}

function textAt(block: Buffer, at: number, length: number): string {
  const text = block.toString('latin1', at, at + length)
  const end = text.indexOf('\0')
  return end === -1 ? text : text.slice(0, end)
}

function nameOf(block: Buffer): string {
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? textAt(block, 345, 155) : ''
  return `${prefix === '' ? '' : `${prefix}/`}${textAt(block, 0, 100)}`
}

/** What stands before a header of its file. */
interface Extra {
  path?: string
  size?: number
  mtime?: number
}

/** Records `LENGTH KEY=VALUE\n` of pax. */
function paxOf(text: string): Extra {
  const extra: Extra = {}
  for (let at = 0; at < text.length; ) {
    const [, digits = ''] = /^([0-9]{1,6}) /.exec(text.slice(at, at + 8)) ?? []
    const length = Number(digits)
    if (length === 0) break
    const [, key, value = ''] = /^[0-9]+ ([^=]{1,100})=(.*)\n$/s.exec(text.slice(at, at + length)) ?? []
    if (key === 'path') extra.path = value
    if (key === 'size' && /^[0-9]{1,15}$/.test(value)) extra.size = Number(value)
    if (key === 'mtime' && /^[0-9]{1,12}/.test(value)) extra.mtime = Math.floor(Number.parseFloat(value))
    at += length
  }
  return extra
}

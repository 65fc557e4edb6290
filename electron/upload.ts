import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm, statfs, utimes } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError } from '../shared/errors.ts'

/** Bytes that stay free on the disk whatever is uploaded; the import needs room as well. */
const reserveBytes = 256 * 1024 * 1024

/** Free bytes of the disk that holds `folder`. */
async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

function tooLarge(name: string, limit: number): AppError {
  const room = Math.max(0, Math.floor(limit / 1024 / 1024))
  return new AppError('disk-full', `${name} does not fit on the disk: ${room} MB are left for uploads. Make room, then try again.`)
}

/** The last part of a name that a window gave, without control characters. */
function displayName(given: string): string {
  const clean = given.replace(/\p{Cc}/gu, '').replaceAll('\\', '/')
  return clean.slice(clean.lastIndexOf('/') + 1).slice(0, 255) || 'unnamed'
}

/** A file whose bytes a window sent, as it lies on the disk now. */
export interface Upload {
  readonly path: string
  readonly name: string
}

/** What is known of an upload before its bytes. */
export interface Announced {
  readonly name: string
  readonly bytes: number
  /** The file's own time, epoch ms, or null; it helps to find the year of a log. */
  readonly modifiedAt: number | null
}

/**
 * Streams the bytes of a file into a new one of `folder`. Rejects with `disk-full` when they do not fit, and leaves nothing
 * behind then, nor when the sender goes away.
 */
export async function receiveUpload(
  body: Readable,
  folder: string,
  announced: Announced,
  freeOf: (folder: string) => Promise<number> = freeBytes,
): Promise<Upload> {
  const name = displayName(announced.name)
  const limit = (await freeOf(folder)) - reserveBytes
  if (announced.bytes > limit) throw tooLarge(name, limit)
  const extension = extname(name).replace(/[^A-Za-z0-9.]/g, '')
  const path = join(folder, `${randomUUID()}${extension}`)
  let received = 0
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length
      if (received > limit) done(tooLarge(name, limit))
      else done(null, chunk)
    },
  })
  try {
    await pipeline(body, bounded, createWriteStream(path, { mode: 0o600, flags: 'wx' }))
    if (announced.modifiedAt !== null) await utimes(path, new Date(), new Date(announced.modifiedAt))
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  return { path, name }
}

import { type FileHandle, open } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import { isPacked, type UnpackedFile, type Unreadable, unpack } from './containers/unpack.ts'
import { appError } from './values.ts'

/** A file of the disk, or of an archive on it. */
export interface OpenedFile {
  readonly found: UnpackedFile | Unreadable
  /** Of the file on the disk. */
  readonly fileBytes: number
  /** Bytes read of it so far. */
  readonly meter: { readonly read: number }
}

/**
 * A file without its compression, or the files of an archive one after the other: each is to be read before the next is asked for.
 *
 * @throws AppError 'not-found', 'file-unreadable' for the file itself
 */
export async function* openFiles(path: string, name: string): AsyncGenerator<OpenedFile, void, void> {
  const file = await open(path, 'r').catch((error: unknown) => Promise.reject(unreadable(error, name)))
  try {
    const stat = await file.stat()
    if (stat.isDirectory()) throw new AppError('file-unreadable', `${name} is a folder: choose the log files in it`)
    if (stat.size === 0 && stat.isFile()) throw emptyFile(name)
    const meter = { read: 0 }
    const packed = { name, modifiedAt: stat.mtimeMs, pieces: readFile(file, meter) }
    for await (const found of unpack(packed, () => meter.read)) yield { found, fileBytes: stat.size, meter }
  } catch (error) {
    throw error instanceof AppError ? error : unreadable(error, name)
  } finally {
    await file.close()
  }
}

/** Whether a file holds others: an archive, compressed or not. */
export async function isArchive(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return false
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0)
    if (!isPacked(buffer.subarray(0, bytesRead))) return false
    const meter = { read: 0 }
    const first = await unpack({ name: '', modifiedAt: null, pieces: readFile(file, meter) }, () => meter.read).next()
    return first.done !== true && first.value.isMember
  } catch {
    return false // Whoever opens it to be read says why.
  } finally {
    await file.close()
  }
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

/** The error of a file without a byte. */
export function emptyFile(name: string): AppError {
  return new AppError('file-unreadable', `${name} is empty: choose the file before the last rotation, such as ${name}.1`)
}

/** An error of reading as a sentence that names the file. */
export function unreadable(error: unknown, name: string): AppError {
  const known = appError(error, name)
  return known.code === 'bug'
    ? new AppError('file-unreadable', `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    : known
}

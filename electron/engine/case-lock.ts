import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { isRunning } from './process-folders.ts'

interface Holder {
  readonly pid: number
  /** When that process started, in the kernel's ticks; null where the system does not say. */
  readonly start: string | null
  /** Tells this taking of the lock from any other. */
  readonly id?: string
}

/**
 * Takes the exclusive lock `PATH.lock` of a case; the lock of a process that is gone is taken over.
 *
 * @returns the function that gives it back
 * @throws AppError 'case-in-use', 'file-unreadable' where the folder cannot be written
 */
export function lockCase(path: string): () => void {
  const lockPath = `${path}.lock`
  const own = JSON.stringify({ pid: process.pid, start: processStart(process.pid), id: randomBytes(8).toString('hex') } satisfies Holder)
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (createLock(lockPath, path, own)) return () => unlock(lockPath, own)
    const holder = readHolder(lockPath)
    if (holder !== null && isAlive(holder))
      throw new AppError('case-in-use', `${basename(path)} is open in Relayscope (process ${holder.pid}): close it, or use --in`)
    // Renamed before it is removed: of two processes that find the same stale lock only one gets it.
    const stale = `${lockPath}.stale-${process.pid}-${attempt}`
    try {
      renameSync(lockPath, stale)
      const taken = readHolder(stale)
      if (taken !== null && isAlive(taken)) renameSync(stale, lockPath)
      else rmSync(stale, { force: true })
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw unwritable(path, error)
    }
  }
  throw new AppError('case-in-use', `${basename(path)} is being opened by another Relayscope: try again, or use --in`)
}

/** The lock appears with its content: an empty one would be taken for one that a crash cut short. */
function createLock(lockPath: string, path: string, own: string): boolean {
  const written = `${lockPath}.new-${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    writeFileSync(written, own, { flag: 'wx', mode: 0o600 })
    linkOrWrite(written, lockPath, own)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw unwritable(path, error)
  } finally {
    rmSync(written, { force: true })
  }
}

/** File systems without links, such as a USB stick's, get the lock written in place. */
function linkOrWrite(written: string, lockPath: string, own: string): void {
  try {
    linkSync(written, lockPath)
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'].includes(codeOf(error))) throw error
    writeFileSync(lockPath, own, { flag: 'wx', mode: 0o600 })
  }
}

/** Gives the lock back, unless it is another's by now. */
function unlock(lockPath: string, own: string): void {
  try {
    if (readFileSync(lockPath, 'utf8') === own) rmSync(lockPath, { force: true })
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

function unwritable(path: string, cause: unknown): AppError {
  return new AppError('file-unreadable', `${path}: its folder cannot be written (${codeOf(cause)}): choose another folder`, { cause })
}

function readHolder(lockPath: string): Holder | null {
  try {
    const read: unknown = JSON.parse(readFileSync(lockPath, 'utf8'))
    if (typeof read !== 'object' || read === null || !('pid' in read) || typeof read.pid !== 'number') return null
    return { pid: read.pid, start: 'start' in read && typeof read.start === 'string' ? read.start : null }
  } catch {
    return null // Gone meanwhile, or cut short by a crash: nobody holds it.
  }
}

function isAlive(holder: Holder): boolean {
  if (!isRunning(holder.pid)) return false
  // The number may have been given to another process since.
  const start = processStart(holder.pid)
  return holder.start === null || start === null || holder.start === start
}

function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null // No /proc: macOS, Windows.
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

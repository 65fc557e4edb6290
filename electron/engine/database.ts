import { closeSync, existsSync, fsyncSync, mkdirSync, mkdtempSync, openSync, readdirSync, readSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { attach } from './attach-case.ts'
import { lockCase } from './case-lock.ts'
import { transact } from './connection.ts'
import { makeProcessFolder } from './process-folders.ts'
import { createQueue } from './queue.ts'
import { createSession, type Session } from './session.ts'
import { appError, type Params } from './values.ts'

/** How a query is run. `iso`: timestamps as ISO text instead of microseconds. */
export interface QueryOptions {
  readonly signal?: AbortSignal | undefined
  readonly iso?: boolean
}

/** `prepare`: runs on the same connection before the transaction begins, alone among writers too; no reader may see what it writes. */
export interface TransactionOptions {
  readonly signal?: AbortSignal | undefined
  readonly prepare?: (connection: Connection) => Promise<void>
}

/** One connection to a case. */
export interface Connection {
  /** Rows as plain objects: integers and times (µs since the epoch, UTC) as numbers, lists as arrays. */
  rows<Row>(sql: string, params?: Params, options?: QueryOptions): Promise<Row[]>
  /** @returns rows changed */
  run(sql: string, params?: Params, options?: QueryOptions): Promise<number>
  /** Whether the case was closed under it: it is of no more use then. */
  isDead(): boolean
  close(): void
}

/** An open case. Give it back with `closeCase` as often as it was opened. */
export interface CaseDb {
  readonly path: string
  readonly name: string
  readonly readOnly: boolean
  /** The only folder that SQL can read and write: spool, spill and rewritten cases. Mode 0700, beside the case. */
  readonly spoolFolder: string
  /** At most two run at once, the rest queue. */
  rows<Row>(sql: string, params?: Params, options?: QueryOptions): Promise<Row[]>
  /** A connection of one's own, which keeps its temporary tables; its queries queue as `rows` do. */
  connect(): Promise<Connection>
  /** Runs alone among writers; committed and on disk when it returns, rolled back when it throws. */
  transaction<Result>(work: (connection: Connection) => Promise<Result>, options?: TransactionOptions): Promise<Result>
  /** One import (or other long writer) at a time; transactions inside it are its own. */
  exclusive<Result>(work: () => Promise<Result>): Promise<Result>
  /**
   * Closes the database, lets `work` replace the file, and opens it again, whether or not `work` throws. Own connections
   * die; what `rows` was asked meanwhile is answered from what is there afterwards. `before`: runs first, while the database is
   * open; nothing is written between it and `work`.
   */
  reopen(work?: () => void, before?: () => Promise<void>): Promise<void>
}

interface Entry {
  readonly db: CaseDb
  uses: number
  close(): Promise<void>
}

const registry = new Map<string, Promise<Entry>>()
const closings = new Map<string, Promise<void>>()
let temporaryRoot: string | null = null

/**
 * Opens a case, or creates it with `create`. A path that is open already is shared.
 *
 * @throws AppError 'not-found', 'case-in-use', 'case-invalid', 'file-unreadable'
 */
export async function openCase(path: string, options: { readonly readOnly?: boolean; readonly create?: boolean } = {}): Promise<CaseDb> {
  const real = realCasePath(path)
  const known = registry.get(real)
  if (known !== undefined) {
    const entry = await known
    if (registry.get(real) !== known) return openCase(path, options) // Closed meanwhile.
    if (entry.db.readOnly && options.readOnly !== true)
      throw new AppError('case-in-use', `${basename(real)} is open for reading only: close it first`)
    entry.uses += 1
    return entry.db
  }
  const opening = (closings.get(real) ?? Promise.resolve()).then(() => openEntry(real, options))
  registry.set(real, opening)
  try {
    return (await opening).db
  } catch (error) {
    registry.delete(real)
    throw error
  }
}

/** Creates a case in a folder of its own that is removed when the process ends; a killed one's goes with the next temporary case. */
export function openTemporaryCase(): Promise<CaseDb> {
  if (temporaryRoot === null) {
    const root = makeProcessFolder(tmpdir(), 'relayscope')
    temporaryRoot = root
    process.once('exit', () => rmSync(root, { recursive: true, force: true }))
  }
  return openCase(join(mkdtempSync(join(temporaryRoot, 'case-')), 'temporary.relayscope'), { create: true })
}

/** Gives a case back; the last one closes the file and its lock. */
export async function closeCase(db: CaseDb): Promise<void> {
  const entry = await registry.get(db.path)
  if (entry === undefined || entry.db !== db) return
  entry.uses -= 1
  if (entry.uses > 0) return
  registry.delete(db.path)
  const closing = entry.close().finally(() => closings.delete(db.path))
  closings.set(
    db.path,
    closing.catch(() => {}), // Whoever opens it next has no part in that.
  )
  await closing
}

/** The one name by which a case is known. @throws AppError 'not-found' when its folder is missing */
export function realCasePath(path: string): string {
  const full = resolve(path)
  if (existsSync(full)) return realpathSync(full)
  try {
    return join(realpathSync(dirname(full)), basename(full))
  } catch (error) {
    throw new AppError('not-found', `${dirname(full)}: no such folder`, { cause: error })
  }
}

async function openEntry(path: string, options: { readonly readOnly?: boolean; readonly create?: boolean }): Promise<Entry> {
  const fresh = !existsSync(path)
  if (fresh && options.create !== true) throw new AppError('not-found', `${path}: no such case`)
  if (!fresh) checkHeader(path)
  const unlock = lockCase(path)
  let spool: string | null = null
  try {
    const readOnly = options.readOnly === true && !fresh
    const spoolFolder = makeSpool(path)
    spool = spoolFolder
    const open = async (isFresh: boolean): Promise<Session> =>
      createSession(await attach(path, { readOnly, fresh: isFresh, spoolFolder }), basename(path))
    const { db, close: closeDb } = caseDb({ path, readOnly, spoolFolder, first: await open(fresh), open: () => open(false) })
    const close = async (): Promise<void> => {
      try {
        await closeDb()
      } finally {
        rmSync(spoolFolder, { recursive: true, force: true })
        unlock()
      }
    }
    return { db, uses: 1, close }
  } catch (error) {
    if (spool !== null) rmSync(spool, { recursive: true, force: true })
    unlock()
    throw error
  }
}

/** Read before DuckDB opens the file: afterwards no descriptor of it may be closed in this process (engine rule 2). */
function checkHeader(path: string): void {
  const name = basename(path)
  const head = Buffer.alloc(16)
  let length = 0
  try {
    const descriptor = openSync(path, 'r')
    try {
      length = readSync(descriptor, head, 0, 16, 0)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw appError(error, name)
  }
  if (length < 16 || head.toString('latin1', 8, 12) !== 'DUCK')
    throw new AppError(
      'case-invalid',
      `${name} is no case of Relayscope: import it as a log instead, or choose a file that ends in .relayscope`,
    )
}

function makeSpool(path: string): string {
  const prefix = `.${basename(path)}.spool-`
  const folder = dirname(path)
  for (const entry of readdirSync(folder)) if (entry.startsWith(prefix)) rmSync(join(folder, entry), { recursive: true, force: true })
  const spool = join(folder, `${prefix}${process.pid}`)
  mkdirSync(spool, { mode: 0o700 })
  return spool
}

interface Inner {
  readonly path: string
  readonly readOnly: boolean
  readonly spoolFolder: string
  readonly first: Session
  readonly open: () => Promise<Session>
}

function caseDb({ path, readOnly, spoolFolder, first, open }: Inner): { readonly db: CaseDb; readonly close: () => Promise<void> } {
  const queries = createQueue(2)
  const writers = createQueue(1)
  const imports = createQueue(1)
  let present = Promise.resolve(first)
  const reopen = async (work?: () => void): Promise<void> => {
    const before = present
    let failed: { readonly error: unknown } | null = null
    present = before
      .then(
        (session) => session.close(),
        () => null,
      ) // One that could not be opened again has nothing to close.
      .then(() => {
        try {
          work?.()
          if (work !== undefined) syncFolder(dirname(path))
        } catch (error) {
          failed = { error }
        }
        return open()
      })
    await present
    if (failed !== null) throw (failed as { readonly error: unknown }).error
  }
  const db: CaseDb = {
    path,
    name: basename(path),
    readOnly,
    spoolFolder,
    rows: (sql, params, options) =>
      queries.run(() =>
        onPresent(
          () => present,
          (connection) => connection.rows(sql, params, options),
        ),
      ),
    connect: async () => (await present).connect(queries),
    transaction: (work, options) => writers.run(async () => transact({ session: await present, ...options }, work)),
    exclusive: (work) => imports.run(work),
    reopen: (work, before) =>
      writers.run(async () => {
        await before?.()
        await reopen(work)
      }),
  }
  const close = (): Promise<void> => writers.run(async () => (await present.catch(() => null))?.close())
  return { db, close }
}

/** Asks one of the session's connections; once more when the case was closed under it and opened again. */
async function onPresent<Result>(present: () => Promise<Session>, ask: (connection: Connection) => Promise<Result>): Promise<Result> {
  for (;;) {
    const session = await present()
    try {
      const connection = session.idle.pop() ?? (await session.connect())
      try {
        return await ask(connection)
      } finally {
        session.idle.push(connection)
      }
    } catch (error) {
      if (!session.isClosed() || (await present()) === session) throw error
    }
  }
}

/** Makes a renaming durable, where the system lets folders be opened. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // Windows, and some file systems of a network.
  }
}

import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { CaseSummary } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'
import { type CaseDb, closeCase, openCase } from './database.ts'
import { derive } from './derive.ts'
import { finishInterrupted } from './import-job.ts'
import { caseSummary } from './queries/summary.ts'
import { openWindows, type Windows } from './queries/window.ts'
import { caseName, type RecentCases } from './recent-cases.ts'
import { purgeSources } from './sources.ts'

/** The case that is open, with the windows on its results. */
export interface OpenCase {
  readonly id: string
  readonly db: CaseDb
  readonly windows: Windows
  readonly summary: () => Promise<CaseSummary>
  /** Why an interrupted import could not be finished when the case was opened; null when all is well. */
  readonly unfinished: string | null
}

/** Holds at most one open case. */
export interface CaseHolder {
  current(): OpenCase | null
  /** @throws AppError 'not-found' when no case is open */
  required(): OpenCase
  /** Opens a case and closes the one before. @throws AppError 'not-found', 'case-in-use', 'case-invalid', 'file-unreadable' */
  open(path: string, create: boolean): Promise<OpenCase>
  close(): Promise<void>
  /** Closes the case and deletes its file: for one that was made for an import of which nothing came. */
  discard(): Promise<void>
}

/** Makes a holder of nothing. */
export function createCaseHolder(recent: RecentCases): CaseHolder {
  let current: OpenCase | null = null
  const close = async (): Promise<void> => {
    const closing = current
    current = null
    if (closing === null) return
    closing.windows.close()
    try {
      if (!closing.db.readOnly) await purgeHidden(closing.db)
    } finally {
      await closeCase(closing.db)
    }
  }
  return {
    current: () => current,
    required: () => {
      if (current === null) throw new AppError('not-found', 'No case is open: open one, or import a log')
      return current
    },
    open: async (path, create) => {
      const db = await openCase(path, { create })
      let unfinished: string | null = null
      try {
        unfinished = await finishInterrupted(db, derive)
        await close()
      } catch (error) {
        await closeCase(db)
        throw error
      }
      const id = recent.opened(db.path)
      const summary = async (): Promise<CaseSummary> => {
        const found = await caseSummary(db, id, caseName(db.path))
        recent.update(id, found)
        return found
      }
      current = { id, db, windows: openWindows(db), summary, unfinished }
      return current
    },
    close,
    discard: async () => {
      const open = current
      if (open === null) return
      await close()
      rmSync(open.db.path, { force: true })
      recent.forget(open.id)
    },
  }
}

/** What was removed can be restored until the case is closed. */
async function purgeHidden(db: CaseDb): Promise<void> {
  const [row] = await db.rows<{ hidden: number }>("SELECT count(*) AS hidden FROM sources WHERE state = 'hidden'")
  if ((row?.hidden ?? 0) > 0) await purgeSources(db)
}

/** A path for a new case that no file has yet. */
export function newCasePath(dataFolder: string, wanted: string): string {
  const folder = join(dataFolder, 'cases')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const name = fileName(wanted)
  for (let number = 1; ; number++) {
    const path = join(folder, `${name}${number === 1 ? '' : ` ${number}`}.relayscope`)
    if (!existsSync(path)) return path
  }
}

/** Characters that a file system may refuse become a hyphen; dots and spaces at the ends go. */
function fileName(wanted: string): string {
  const isEdge = (character: string | undefined) => character === '.' || character === ' '
  let name = wanted.replace(/[\p{Cc}\\/:*?"<>|]/gu, '-').slice(0, 80)
  while (isEdge(name[0])) name = name.slice(1)
  while (isEdge(name.at(-1))) name = name.slice(0, -1)
  return name === '' ? 'Case' : name
}

/** Removes uploads that were imported, or could not be. */
export function removeUploads(paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { force: true })
}

import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { CaseSummary, RecentCase } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'

/** A case that was opened before: where it lies is known to the engine alone. */
interface Known extends Omit<RecentCase, 'missing'> {
  readonly path: string
}

/** A case as a host knows it. */
export interface CaseFile {
  readonly name: string
  /** Absolute. */
  readonly path: string
}

/** The list of recent cases: windows know a case by its handle, never by its path. */
export interface RecentCases {
  /** Last opened first. */
  list(): readonly RecentCase[]
  /** The same for hosts, with paths. */
  files(): readonly CaseFile[]
  /** @throws AppError 'not-found' */
  pathOf(id: string): string
  /** Puts a case on top of the list and gives its handle. */
  opened(path: string): string
  /** Keeps what the list says of a case. */
  update(id: string, summary: CaseSummary): void
  forget(id: string): void
}

const LONGEST = 50

/** Name of a case as it is shown. */
export function caseName(path: string): string {
  return basename(path).replace(/\.relayscope$/i, '')
}

/** Opens the list that is kept in a folder; a list that cannot be read begins anew. */
export function openRecentCases(dataFolder: string): RecentCases {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const file = join(dataFolder, 'recent-cases.json')
  let known = readKnown(file)
  const keep = (cases: readonly Known[]): void => {
    known = cases.slice(0, LONGEST)
    writeFileSync(`${file}.new`, JSON.stringify(known, null, 1), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  return {
    list: () => known.map(({ path, ...rest }) => ({ ...rest, missing: !existsSync(path) })),
    files: () => known.map(({ name, path }) => ({ name, path })),
    pathOf: (id) => {
      const found = known.find((each) => each.id === id)
      if (found === undefined) throw new AppError('not-found', `${id}: no such case in the list of recent ones; open its file instead`)
      return found.path
    },
    opened: (path) => {
      const before = known.find((each) => each.path === path)
      const id = before?.id ?? randomBytes(6).toString('hex')
      const unread = { messages: null, firstTime: null, lastTime: null }
      const entry: Known = { ...unread, ...before, id, path, name: caseName(path), openedAt: new Date().toISOString() }
      keep([entry, ...known.filter((each) => each.id !== id)])
      return id
    },
    update: (id, { messages, firstTime, lastTime }) => {
      keep(known.map((each) => (each.id === id ? { ...each, messages, firstTime, lastTime } : each)))
    },
    forget: (id) => keep(known.filter((each) => each.id !== id)),
  }
}

function readKnown(file: string): readonly Known[] {
  if (!existsSync(file)) return []
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(kept) ? kept.filter(isKnown) : []
  } catch {
    return [] // Cut off by a crash, or edited by hand: the cases themselves are untouched.
  }
}

function isKnown(value: unknown): value is Known {
  if (typeof value !== 'object' || value === null) return false
  const entry = value as Readonly<Record<string, unknown>> // Any object may be looked at as a record.
  return typeof entry['id'] === 'string' && typeof entry['path'] === 'string' && typeof entry['openedAt'] === 'string'
}

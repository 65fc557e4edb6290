import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { ImportInput } from '../engine/import-file.ts'

/** Names within a folder that are no logs: hidden files, and cases with their locks. */
const skipped = /^\.|\.relayscope(?:\.lock|\.wal)?$/

function filesBelow(folder: string): string[] {
  const found: string[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (skipped.test(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) found.push(...filesBelow(path))
    else if (entry.isFile()) found.push(path)
  }
  return found
}

/**
 * The files that arguments name; a folder stands for every file below it, and its files are called by their path below it.
 *
 * @throws AppError 'file-unreadable' for one that is not there
 */
export function inputFiles(paths: readonly string[]): ImportInput[] {
  return paths.flatMap((path) => {
    try {
      if (!statSync(path).isDirectory()) return [{ path, name: basename(path) }]
      const below = filesBelow(path)
      if (below.length > 0) return below.map((file) => ({ path: file, name: file.slice(path.length).replace(/^[\\/]+/, '') }))
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unreadable'
      throw new AppError('file-unreadable', `${path} cannot be read (${code}): check the name and its permissions.`, { cause: error })
    }
    throw new AppError('file-unreadable', `${path} is a folder without files: name the folder that holds the logs.`)
  })
}

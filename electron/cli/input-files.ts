import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { ImportInput } from '../engine/import-file.ts'

/** Names within a folder that are no logs: hidden files, and cases with their locks. */
const skipped = /^\.|\.relayscope(?:\.lock|\.wal)?$/

/** Within a Maildir, what holds its mails: `tmp` has only parts of them, and other files are the server's own. */
const mailFolders = ['cur', 'new']

/** Of hidden folders only those of a Maildir++ are read, such as `.Sent`: they hold `cur`. */
function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  const folders = new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name))
  const isMaildir = mailFolders.every((name) => folders.has(name))
  const found: string[] = []
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && entry.name.startsWith('.')) found.push(...hiddenMails(path))
    else if (skipped.test(entry.name)) continue
    else if (entry.isDirectory() && !(isMaildir && entry.name === 'tmp')) found.push(...filesBelow(path))
    else if (entry.isFile() && !isMaildir) found.push(path)
  }
  return found
}

function hiddenMails(folder: string): string[] {
  const folders = mailFolders.map((name) => join(folder, name)).filter(isFolder)
  return isFolder(join(folder, 'cur')) ? folders.flatMap(filesBelow) : []
}

/** Also false for one within a folder that cannot be read. */
function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
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

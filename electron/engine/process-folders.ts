import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Whether a process of that number runs, of whatever user. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Kind and process. */
const folderName = /^([a-z]+)-([1-9][0-9]{0,9})-/

/**
 * Makes the folder `KIND-PID-…` of this process in another, readable by its user only, and removes those of the same kind that
 * processes of this user left behind which were killed. `kind`: letters, small ones.
 */
export function makeProcessFolder(parent: string, kind: string): string {
  for (const name of namesIn(parent)) {
    const [, of, pid] = folderName.exec(name) ?? []
    if (of === kind && !isRunning(Number(pid))) removeOwn(join(parent, name))
  }
  return mkdtempSync(join(parent, `${kind}-${process.pid}-`))
}

/** None where the folder cannot be listed, which is no reason not to work in it. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Removes a folder of this user. A link is none, and nothing behind one is touched. What another start removes as well may fail. */
function removeOwn(path: string): void {
  try {
    const found = lstatSync(path)
    const user = process.getuid?.() // Windows has none, and a temporary folder for each user.
    if (found.isDirectory() && (user === undefined || found.uid === user)) rmSync(path, { recursive: true, force: true })
  } catch {
    // It is tried again at the next start.
  }
}

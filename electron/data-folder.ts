import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Where cases made in the app and the list of recent ones are kept; `RELAYSCOPE_DATA` overrides what the system has for that. */
export function dataFolder(env: Environment = process.env, platform: string = process.platform, home: string = homedir()): string {
  if (env['RELAYSCOPE_DATA']) return env['RELAYSCOPE_DATA']
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Relayscope')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Relayscope')
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'relayscope')
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Makes this process's folder for uploads, readable by its user only, and removes those of processes that are gone. */
export function makeUploadFolder(data: string): string {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(data)) {
    const pid = /^uploads-([0-9]{1,10})-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(data, name), { recursive: true, force: true })
  }
  return mkdtempSync(join(data, `uploads-${process.pid}-`))
}

import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { makeProcessFolder } from './engine/process-folders.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where cases made in the app and the list of recent ones are kept; `RELAYSCOPE_DATA` overrides what the system has for that. */
export function dataFolder(env: Environment = process.env, platform: string = process.platform, home: string = homedir()): string {
  if (env['RELAYSCOPE_DATA']) return env['RELAYSCOPE_DATA']
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Relayscope')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Relayscope')
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'relayscope')
}

/** Makes this process's folder for uploads, readable by its user only, and removes those of processes that are gone. */
export function makeUploadFolder(data: string): string {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  return makeProcessFolder(data, 'uploads')
}

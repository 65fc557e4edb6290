import { extname, isAbsolute, join, relative, resolve } from 'node:path'

/** Origin of the app's own pages on the desktop. */
export const appOrigin = 'app://relayscope'

/** The page that the window shows. */
export const appPage = `${appOrigin}/`

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** The type of a file of the window, by its name. */
export function contentType(path: string): string {
  return types[extname(path).toLowerCase()] ?? 'application/octet-stream'
}

function parsed(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null
}

/** Whether a page may be shown in the window, or speak to main: only the app's own. */
export function isOwnPage(url: string): boolean {
  const target = parsed(url)
  return target !== null && target.protocol === 'app:' && target.host === 'relayscope'
}

/** Whether an address is of something that the app's own page made, to be saved: a report, a table. */
export function isOwnDownload(url: string): boolean {
  const target = parsed(url)
  return target !== null && target.protocol === 'blob:' && isOwnPage(target.pathname)
}

/** Whether the window may ask for an address at all: the app's own files and what its page made, nothing on any network. */
export function mayRequest(url: string): boolean {
  return isOwnPage(url) || isOwnDownload(url)
}

/** The file below `folder` that an address of the app names; null when it names another origin or a place outside. */
export function fileFor(url: string, folder: string): string | null {
  const target = parsed(url)
  if (target === null || !isOwnPage(url)) return null
  let path: string
  try {
    path = decodeURIComponent(target.pathname)
  } catch {
    return null
  }
  if (path.includes('\0') || path.includes('\\')) return null
  const file = join(folder, path === '/' ? 'index.html' : path)
  const below = relative(folder, file)
  return below === '' || below.startsWith('..') || isAbsolute(below) ? null : file
}

/** The files to open among a command line's arguments, absolute; in development the first that is no option names the app. */
export function filesIn(args: readonly string[], folder: string, packaged: boolean): string[] {
  return args
    .slice(1)
    .filter((arg) => arg !== '' && !arg.startsWith('-'))
    .slice(packaged ? 0 : 1)
    .map((arg) => resolve(folder, arg))
}

/** What a second start sends to the first, which stays the only one: its files. */
export interface SecondStart {
  readonly files: readonly string[]
}

/**
 * The files that a second start sent. Its command line is not used: Chromium changes order and number of its arguments on
 * the way. Another program may hold the lock's name, so nothing is taken for granted.
 */
export function filesOfSecond(sent: unknown): string[] {
  const files = typeof sent === 'object' && sent !== null && 'files' in sent ? sent.files : null
  return Array.isArray(files) ? files.filter((file): file is string => typeof file === 'string' && isAbsolute(file)) : []
}

/** The environment of the engine's process: slow queries of DuckDB must not hold up the reading of files. */
export function engineEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return { ...env, UV_THREADPOOL_SIZE: '16' }
}

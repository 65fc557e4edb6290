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

/** Whether a request may leave the window at all: nothing but the app's own files. */
export function mayRequest(url: string): boolean {
  return isOwnPage(url)
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

/** The files to open among a command line's arguments, absolute; what precedes them is Electron's and the app's own. */
export function filesIn(args: readonly string[], folder: string, packaged: boolean): string[] {
  return args
    .slice(packaged ? 1 : 2)
    .filter((arg) => !arg.startsWith('-'))
    .map((arg) => resolve(folder, arg))
}

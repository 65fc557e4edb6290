// Which host opens the app, and what must be installed before: the parts of the start script that decide and do nothing.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Whether this Node is older than package.json's `engines` allow (20.19). */
export function isOldNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < 20 || (major === 20 && minor < 19)
}

/** Whether a window can be shown. On Linux that needs an X or Wayland display. */
export function hasDisplay(platform, env) {
  if (platform !== 'linux') return true
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/** Path of Electron's program below its folder `dist`. */
export function electronProgram(platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

/** Path of an Electron that is there, or null. */
export function findElectron(root, platform, env) {
  const dist = env.ELECTRON_OVERRIDE_DIST_PATH || join(root, 'node_modules', 'electron', 'dist')
  const program = join(dist, electronProgram(platform))
  return existsSync(program) ? program : null
}

/**
 * Which host to open. `download`: no Electron is there, and it was not tried to get this version before.
 * `reason`: why it is not the window, as a sentence.
 */
export function chooseHost({ wantsWeb, display, electron, triedBefore, superuser }) {
  if (wantsWeb) return { host: 'web', download: false, reason: null }
  if (!display) return { host: 'web', download: false, reason: 'No display was found (DISPLAY and WAYLAND_DISPLAY are empty).' }
  if (superuser)
    return {
      host: 'web',
      download: false,
      reason: 'The window does not open for the user root, because its sandbox needs an ordinary user.',
    }
  if (electron) return { host: 'desktop', download: false, reason: null }
  if (triedBefore) {
    const reason = 'Electron could not be downloaded before; run "npx install-electron" to try again.'
    return { host: 'web', download: false, reason }
  }
  return { host: 'desktop', download: true, reason: null }
}

/** Splits the arguments of `npm start --`: options of its own, options of `serve`, and files made absolute by `resolve`. */
export function readArguments(args, resolve) {
  const wantsWeb = args.includes('--web')
  const options = []
  const files = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]
    if (arg === '--web') continue
    if (arg === '--port' || arg === '--case') {
      const value = args[++at] ?? ''
      options.push(arg, arg === '--case' ? resolve(value) : value)
    } else if (arg.startsWith('-')) options.push(arg)
    else files.push(resolve(arg))
  }
  return { wantsWeb, options, files }
}

/** Whether what is installed differs from the lock: a package is missing or has another version. */
export function isStale(lock, installed) {
  for (const [path, entry] of Object.entries(lock.packages ?? {})) {
    if (path === '' || entry.link || entry.optional || entry.devOptional || entry.peer) continue
    if (installed.packages?.[path]?.version !== entry.version) return true
  }
  return false
}

/** Whether `npm ci` is needed: nothing installed, or not what the lock says. */
export function needsInstall(root) {
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return true
  return isStale(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')), JSON.parse(readFileSync(record, 'utf8')))
}

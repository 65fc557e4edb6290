// Installs the packages of the lock when they are missing or other ones.
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import { isOldNode, needsInstall } from './choose-host.mjs'

/** Runs `npm ci` where needed; ends the process when that fails. Everything it says goes to stderr. */
export function installPackages(root) {
  if (isOldNode(process.versions.node)) {
    console.error(`Relayscope needs Node.js 20.19 or newer, and this is ${process.versions.node}: install a newer one from nodejs.org.`)
    process.exit(1)
  }
  if (!needsInstall(root)) return
  const modules = join(root, 'node_modules')
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink()) {
    console.error('node_modules is a link and does not hold the packages of package-lock.json: run "npm ci" where it points.')
    process.exit(1)
  }
  console.error('Installing packages (once) …')
  const windows = process.platform === 'win32'
  const { status } = spawnSync(windows ? 'npm.cmd' : 'npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
  })
  if (status === 0) return
  console.error('The packages could not be installed: read what npm says above, then start again.')
  process.exit(1)
}

// Finds a Chromium for the end-to-end tests, or gets one.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  join(process.env.ProgramFiles ?? 'C:\\Program Files', 'Google', 'Chrome', 'Application', 'chrome.exe'),
]

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = [process.env.CHROME_PATH, ...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...elsewhere]
  return candidates.find((path) => path && existsSync(path)) ?? null
}

function run(program, args) {
  return spawnSync(program, args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0
}

/** Path of a Chromium; Debian's is installed where that is allowed, else Playwright's own. Null when none can be had. */
export async function findChromium() {
  const found = installed()
  if (found) return found
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const packages = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']
    if (run('apt-get', ['update']) && run('apt-get', packages)) return installed()
  }
  const { chromium } = await import('playwright-core')
  if (!existsSync(chromium.executablePath())) run(process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium'])
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null
}

// `npm start [-- files…]`: installs and builds what is missing, then opens the app in a window, else in the browser.
// Plain Node without packages: it is the first thing that runs on a clean clone.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chooseHost, findElectron, hasDisplay, readArguments } from './choose-host.mjs'
import { installPackages } from './install.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const env = { ...process.env, UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16' }

const memory = join(root, 'node_modules', '.relayscope-electron.json')
const electronVersion = () => JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')).version

function triedBefore() {
  return existsSync(memory) && JSON.parse(readFileSync(memory, 'utf8')).failed === electronVersion()
}

/** Gets Electron by its own script. A failure is remembered, so that only one start waits for it. */
function downloadElectron() {
  console.error('Getting Electron (once) …')
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', 'electron', 'install.js')], {
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: 300_000,
  })
  const program = status === 0 ? findElectron(root, process.platform, process.env) : null
  if (program === null) writeFileSync(memory, JSON.stringify({ failed: electronVersion() }))
  return program
}

/** Runs a program until it ends, and ends as it does; `otherwise` is called instead when it fails within its first seconds. */
function run(program, args, otherwise = null) {
  const start = performance.now()
  const child = spawn(program, args, { cwd: root, env, stdio: 'inherit' })
  let stopped = false
  const fails = (why) => {
    if (otherwise !== null && !stopped && performance.now() - start < 5_000) otherwise(why)
    else {
      if (!stopped) console.error(`${program} ended: ${why}`)
      process.exit(stopped ? 130 : 4)
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      stopped = true
      child.kill(signal)
    })
  }
  child.on('error', (error) => fails(error.message))
  child.on('exit', (code, signal) => {
    if (code === 0 || (code !== null && otherwise === null)) process.exit(code)
    fails(signal ?? `status ${code}`)
  })
}

function openInBrowser(reason) {
  if (reason) console.error(`${reason} The app opens in the browser instead.`)
  run(process.execPath, [join(root, 'out', 'cli.js'), 'serve', ...options, ...files])
}

const { wantsWeb, options, files } = readArguments(process.argv.slice(2), (path) => resolve(process.env.INIT_CWD ?? '.', path))

installPackages(root)
const { build } = await import('./build.mjs')
await build({ say: (text) => console.error(text) })

const choice = chooseHost({
  wantsWeb,
  display: hasDisplay(process.platform, process.env),
  electron: findElectron(root, process.platform, process.env),
  triedBefore: triedBefore(),
  superuser: process.platform === 'linux' && process.getuid?.() === 0,
})
const electron = choice.download ? downloadElectron() : findElectron(root, process.platform, process.env)

if (choice.host === 'desktop' && electron !== null) {
  run(electron, [root, ...files], (why) => openInBrowser(`The window could not be opened (${why}).`))
} else {
  openInBrowser(choice.reason ?? (wantsWeb ? null : 'Electron could not be downloaded.'))
}

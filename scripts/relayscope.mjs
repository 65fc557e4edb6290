// `npm run --silent relayscope -- …`: the command line from a checkout, built first when stale.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPackages } from './install.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
installPackages(root)
const { build } = await import('./build.mjs')
const wantsWindow = ['serve', 'open'].includes(process.argv[2] ?? 'open')
await build({ parts: wantsWindow ? ['node', 'renderer'] : ['node'] })

const child = spawn(process.execPath, [join(root, 'out', 'cli.js'), ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  env: { ...process.env, UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16' },
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 4)))

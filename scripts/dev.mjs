// `npm run dev`: rebuilds the programs on change, restarts the web host, and serves the window by Vite with hot reload.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { watch } from 'rolldown'
import { createServer } from 'vite'
import { nodeBuilds, root } from './build.mjs'

/** The host that runs now: its process, address and cookie. */
let host = null

function stopHost() {
  host?.child.kill('SIGTERM')
  host = null
}

/** Starts the built web host and takes its one-time link, so that Vite's proxy can carry the cookie. */
async function startHost() {
  stopHost()
  const child = spawn(process.execPath, [join(root, 'out', 'cli.js'), 'serve', '--port', '0', '--no-open', ...process.argv.slice(2)], {
    cwd: root,
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const link = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the web host ended with ${code}`)))
  })
  const answer = await fetch(link, { redirect: 'manual' })
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0]
  host = { child, origin: new URL(link).origin, cookie }
}

/** Makes a request through the proxy look as if it came from the host's own page. */
function actAsOwnPage(request) {
  if (host === null) return
  request.setHeader('host', new URL(host.origin).host)
  request.setHeader('origin', host.origin)
  request.setHeader('cookie', host.cookie)
}

function proxyRule(ws) {
  return {
    target: 'http://127.0.0.1:1',
    ws,
    configure: (proxy, options) => {
      Object.defineProperty(options, 'target', { get: () => host?.origin ?? 'http://127.0.0.1:1' })
      proxy.on('proxyReq', actAsOwnPage)
      proxy.on('proxyReqWs', actAsOwnPage)
    },
  }
}

const [programs, preload] = nodeBuilds()
const watcher = watch([programs, preload])
watcher.on('event', (event) => {
  if (event.code === 'END') startHost().catch((error) => console.error(`dev: ${error.message}`))
  if (event.code === 'ERROR') console.error(event.error.message)
})

const server = await createServer({
  configFile: join(root, 'vite.config.ts'),
  server: { host: '127.0.0.1', proxy: { '/rpc': proxyRule(true), '/upload': proxyRule(false) } },
})
await server.listen()
server.printUrls()

process.on('SIGINT', async () => {
  stopHost()
  await watcher.close()
  await server.close()
  process.exit(130)
})

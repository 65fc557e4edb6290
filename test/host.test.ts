import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { os, type RouterClient } from '@orpc/server'
import { RPCHandler } from '@orpc/server/ws'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { startWebHost, type WebHost } from '../electron/web/server.ts'
import { AppError } from '../shared/errors.ts'

const router = {
  echo: os.input(z.object({ text: z.string() })).handler(({ input }) => input.text),
}

let host: WebHost
let folder: string
let free = 10 ** 12
let cookie = ''
let caseName: string | null = null
const offered: { path: string; name: string }[] = []
const links: string[] = []

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A request with exactly these headers; fetch would not send a foreign Host. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body?: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: host.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      )
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

const own = () => `http://127.0.0.1:${host.port}`
const inside = (more: Record<string, string> = {}) => ({ cookie, ...more })

/** How a socket was received: `open`, or the status that refused it. */
function knock(headers: Record<string, string>, path = '/rpc'): Promise<'open' | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers })
    socket.on('open', () => {
      socket.close()
      resolve('open')
    })
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => {})
  })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'relayscope-host-'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><meta name="csp-nonce" content=""><title>Relayscope</title>')
  writeFileSync(join(folder, 'main.js'), 'export {}')
  writeFileSync(join(folder, '..', 'outside-relayscope.txt'), 'secret')
  const uploads = mkdtempSync(join(folder, 'uploads-'))
  host = await startWebHost({
    port: 0,
    rendererFolder: folder,
    uploadFolder: uploads,
    rpc: new RPCHandler(router),
    offerFile: (path, name) => `f${offered.push({ path, name })}`,
    copyCase: async (path) => {
      if (caseName === null) throw new AppError('not-found', 'No case is open: open one, or import a log')
      writeFileSync(path, 'a compact case')
      return caseName
    },
    freeBytes: async () => free,
    onNewLink: (link) => links.push(link),
  })
})

afterAll(async () => {
  await host.close()
  rmSync(folder, { recursive: true, force: true })
  rmSync(join(folder, '..', 'outside-relayscope.txt'), { force: true })
})

describe('the way in', () => {
  test('is the one-time link, which becomes a cookie and leaves the address', async () => {
    expect((await ask('/')).status).toBe(401)
    expect((await ask('/main.js')).status).toBe(401)
    expect((await ask(`/?t=${'x'.repeat(43)}`)).status).toBe(403)
    const link = new URL(host.link())
    expect(Buffer.from(link.searchParams.get('t') ?? '', 'base64url')).toHaveLength(32)

    const answer = await ask(link.pathname + link.search)
    expect(answer.status).toBe(303)
    expect(answer.headers.location).toBe('/')
    const [set] = answer.headers['set-cookie'] ?? []
    expect(set).toMatch(new RegExp(`^relayscope-${host.port}=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; Path=/$`))
    cookie = set?.split(';')[0] ?? ''

    expect((await ask('/', inside())).status).toBe(200)
    expect((await ask(link.pathname + link.search)).status).toBe(403)
    expect((await ask(link.pathname + link.search, inside())).status).toBe(303)
    expect(links).toEqual([host.link()])
    expect(host.link()).not.toBe(link.href)
  })

  test('does not open to another name, which would be DNS rebinding', async () => {
    for (const name of ['evil.example', `evil.example:${host.port}`, '127.0.0.1.evil.example', '192.0.2.1']) {
      expect((await ask('/', inside({ host: name }))).status).toBe(421)
    }
    expect((await ask('/', inside({ host: `localhost:${host.port}` }))).status).toBe(200)
    expect((await ask('/', inside({ host: 'localhost:8899' }))).status).toBe(200)
  })

  test('is on the loopback address only', async () => {
    const outward = Object.values(networkInterfaces())
      .flat()
      .find((face) => face && !face.internal && face.family === 'IPv4')
    if (!outward) return
    const refused = await new Promise((resolve) => {
      const request = httpRequest({ host: outward.address, port: host.port, timeout: 2_000 }, () => resolve('answered'))
      request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      request.on('timeout', () => resolve('timeout'))
      request.end()
    })
    expect(refused).not.toBe('answered')
  })
})

describe('a page', () => {
  test('may load only the host’s own files, and finds its nonce', async () => {
    const { headers, body } = await ask('/', inside())
    const policy = String(headers['content-security-policy'])
    const nonce = /content="([A-Za-z0-9_-]{24})"/.exec(body)?.[1]
    expect(nonce).toBeDefined()
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`)
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${host.port}`)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect((await ask('/', inside())).body).not.toContain(nonce)
  })

  test('gets files of the window, typed, and none from outside', async () => {
    const script = await ask('/main.js', inside())
    expect(script.status).toBe(200)
    expect(script.headers['content-type']).toContain('javascript')
    for (const path of [
      '/../outside-relayscope.txt',
      '/%2e%2e/outside-relayscope.txt',
      '/..%2foutside-relayscope.txt',
      '/%5c..%5coutside-relayscope.txt',
    ]) {
      const answer = await ask(path, inside())
      expect(answer.status).toBe(404)
      expect(answer.body).not.toContain('secret')
    }
  })
})

describe('the socket', () => {
  test('opens only with the cookie, from the own page, at its own path', async () => {
    expect(await knock(inside({ origin: own() }))).toBe('open')
    expect(await knock({ origin: own() })).toBe(401)
    expect(await knock(inside({ origin: 'http://evil.example' }))).toBe(403)
    expect(await knock(inside({ origin: `http://127.0.0.1:${host.port + 1}` }))).toBe(403)
    expect(await knock(inside())).toBe(403)
    expect(await knock(inside({ origin: own(), host: 'evil.example' }))).toBe(421)
    expect(await knock(inside({ origin: own() }), '/other')).toBe(404)
  })

  test('carries calls to the engine', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, { headers: inside({ origin: own() }) })
    const client: RouterClient<typeof router> = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }))
    expect(await client.echo({ text: 'ünï' })).toBe('ünï')
    socket.close()
  })

  test('is closed to what is too big', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, { headers: inside({ origin: own() }) })
    await new Promise((resolve) => socket.on('open', resolve))
    socket.send('x'.repeat(9 * 1024 * 1024))
    const code = await new Promise((resolve) => socket.on('close', resolve))
    expect(code).toBe(1009)
  })
})

describe('an upload', () => {
  const send = (path: string, body: Buffer, headers: Record<string, string> = {}) =>
    ask(path, inside({ origin: own(), ...headers }), 'POST', body)
  const uploads = () => readdirSync(folder).find((name) => name.startsWith('uploads-')) ?? ''
  const kept = () => readdirSync(join(folder, uploads()))

  test('becomes a file and a handle, whatever its name is', async () => {
    const bytes = Buffer.from([0, 1, 2, 255, 10])
    const answer = await send(`/upload?name=${encodeURIComponent('../../etc/mail.log.gz')}&modified=1700000000000`, bytes)
    expect(JSON.parse(answer.body)).toEqual({ handle: 'f1' })
    const { path, name } = offered[0] ?? { path: '', name: '' }
    expect(name).toBe('mail.log.gz')
    expect(path.startsWith(join(folder, uploads()))).toBe(true)
    expect(path.endsWith('.gz')).toBe(true)
    expect(readFileSync(path)).toEqual(bytes)
    expect(statSync(path).mtimeMs).toBe(1_700_000_000_000)
    expect(statSync(path).mode & 0o077).toBe(0)
  })

  test('is refused to foreign pages and strangers', async () => {
    const body = Buffer.from('x')
    expect((await ask('/upload?name=a', inside(), 'POST', body)).status).toBe(403)
    expect((await ask('/upload?name=a', inside({ origin: 'http://evil.example' }), 'POST', body)).status).toBe(403)
    expect((await ask('/upload?name=a', { origin: own() }, 'POST', body)).status).toBe(401)
    expect(kept()).toHaveLength(1)
  })

  test('that does not fit on the disk is refused with a sentence and leaves nothing', async () => {
    free = 256 * 1024 * 1024 + 1_000
    const known = await send('/upload?name=big.log', Buffer.alloc(5_000))
    expect(known.status).toBe(507)
    expect(JSON.parse(known.body)).toEqual({
      code: 'disk-full',
      message: 'big.log does not fit on the disk: 0 MB are left for uploads. Make room, then try again.',
    })
    const unknown = await send('/upload?name=big.log', Buffer.alloc(5_000), { 'transfer-encoding': 'chunked' })
    expect(unknown.status).toBe(507)
    free = 10 ** 12
    expect(kept()).toHaveLength(1)
  })

  test('leaves nothing when the browser goes away', async () => {
    const request = httpRequest({
      host: '127.0.0.1',
      port: host.port,
      path: '/upload?name=half.log',
      method: 'POST',
      headers: inside({ origin: own(), 'content-length': '1000000' }),
    })
    request.on('error', () => {})
    request.write(Buffer.alloc(1_000))
    await expect.poll(() => kept().length).toBe(2)
    request.destroy()
    await expect.poll(() => kept().length).toBe(1)
  })
})

describe('a copy of the case', () => {
  const copies = () => readdirSync(join(folder, readdirSync(folder).find((name) => name.startsWith('uploads-')) ?? ''))
  const write = (headers: Record<string, string>) => ask('/copy', headers, 'POST')

  test('is written for the own page only', async () => {
    caseName = 'Monday'
    expect((await write(inside())).status).toBe(403)
    expect((await write(inside({ origin: 'http://evil.example' }))).status).toBe(403)
    expect((await write({ origin: own() })).status).toBe(401)
    expect((await ask('/copy/x', { origin: own() })).status).toBe(401)
  })

  test('is fetched once, under the name of the case, and is gone then', async () => {
    caseName = "Montag's größte (2)"
    const before = copies().length
    const { handle } = JSON.parse((await write(inside({ origin: own() }))).body) as { readonly handle: string }
    expect(copies()).toHaveLength(before + 1)
    const fetched = await ask(`/copy/${handle}`, inside())
    expect([fetched.status, fetched.body]).toEqual([200, 'a compact case'])
    expect(fetched.headers['content-disposition']).toBe(
      "attachment; filename*=UTF-8''Montag%27s%20gr%C3%B6%C3%9Fte%20%282%29%20to%20share.relayscope",
    )
    await expect.poll(() => copies().length).toBe(before)
    expect((await ask(`/copy/${handle}`, inside())).status).toBe(404)
  })

  test('that cannot be written is a sentence', async () => {
    caseName = null
    const answer = await write(inside({ origin: own() }))
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      422,
      { code: 'not-found', message: 'No case is open: open one, or import a log' },
    ])
  })
})

test('a port that is taken is a sentence', async () => {
  const again = startWebHost({
    port: host.port,
    rendererFolder: folder,
    uploadFolder: folder,
    rpc: new RPCHandler(router),
    offerFile: () => '',
    copyCase: async () => '',
  })
  await expect(again).rejects.toThrow(`Port ${host.port} is in use: choose another with --port, or 0 for any.`)
})

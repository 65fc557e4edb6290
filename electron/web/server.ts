import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import { join } from 'node:path'
import { type Duplex, Readable } from 'node:stream'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import type { RPCHandler } from '@orpc/server/ws'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { WebSocketServer } from 'ws'
import { AppError } from '../../shared/errors.ts'
import { contentPolicy, withNonce } from '../content-policy.ts'
import { receiveUpload } from '../upload.ts'
import { type Denial, Guard, type Visit } from './guard.ts'

/** Largest message of a window: all rules of a file with those that they replace, 1 MB each, as JSON within JSON. */
const maxMessageBytes = 8 * 1024 * 1024

/** What the web host needs of its surroundings. */
export interface WebHostOptions {
  /** 0: any free one. */
  readonly port: number
  /** The built window. */
  readonly rendererFolder: string
  /** Where uploads are kept until they are imported. Must exist. */
  readonly uploadFolder: string
  /** Answers the engine's calls on a socket. */
  readonly rpc: Pick<RPCHandler<Record<never, never>>, 'upgrade'>
  /** Gives a file to the engine; returns its handle. */
  offerFile(path: string, name: string): string
  /** Saves a copy of the open case to a path; gives the case's name. Rejects with AppError. */
  copyCase(path: string): Promise<string>
  /** Free bytes for uploads below a folder; default: what the disk says. */
  readonly freeBytes?: (folder: string) => Promise<number>
  /** Told when a link was used and a new one is good for another browser. */
  readonly onNewLink?: (link: string) => void
}

/** A running web host. */
export interface WebHost {
  readonly port: number
  /** The one-time link that is good at present. */
  link(): string
  close(): Promise<void>
}

interface Env {
  Bindings: HttpBindings
  Variables: { nonce: string }
}

function visitOf(request: IncomingMessage): Visit {
  const { host, origin, cookie } = request.headers
  return { host, origin, cookie }
}

function deny(context: Context<Env>, { status, message }: Denial): Response {
  return context.json({ message }, status)
}

/** Headers of every answer, and the nonce of this page. */
function protect(): MiddlewareHandler<Env> {
  const headers = secureHeaders({ strictTransportSecurity: false, xFrameOptions: 'DENY' })
  return async (context, next) => {
    const nonce = randomBytes(18).toString('base64url')
    const host = context.env.incoming.headers.host ?? ''
    context.set('nonce', nonce)
    await headers(context, next)
    context.header('Content-Security-Policy', contentPolicy(nonce, [`ws://${host}`]))
    context.header('Cache-Control', 'no-store')
  }
}

function addUpload(app: Hono<Env>, options: WebHostOptions, guard: Guard): void {
  app.post('/upload', async (context) => {
    const { incoming } = context.env
    const denial = guard.checkOrigin(visitOf(incoming))
    if (denial) return deny(context, denial)
    const name = context.req.query('name') ?? ''
    const modified = Number(context.req.query('modified') ?? Number.NaN)
    try {
      const bytes = Number(incoming.headers['content-length'] ?? 0)
      const announced = { name, bytes, modifiedAt: Number.isFinite(modified) ? modified : null }
      const upload = await receiveUpload(incoming, options.uploadFolder, announced, options.freeBytes)
      return context.json({ handle: options.offerFile(upload.path, upload.name) })
    } catch (error) {
      if (error instanceof AppError) return context.json({ code: error.code, message: error.message }, 507)
      return context.json({ message: `${name || 'The file'} could not be received: send it again.` }, 400)
    }
  })
}

/** A copy of the case is written on a POST and fetched once, by its handle: it may be larger than a page can hold. */
function addCopies(app: Hono<Env>, options: WebHostOptions, guard: Guard): void {
  const copies = new Map<string, { readonly path: string; readonly name: string }>()
  app.post('/copy', async (context) => {
    const denial = guard.checkOrigin(visitOf(context.env.incoming))
    if (denial) return deny(context, denial)
    const handle = randomBytes(18).toString('base64url')
    const path = join(options.uploadFolder, `${handle}.relayscope`)
    try {
      copies.set(handle, { path, name: await options.copyCase(path) })
      return context.json({ handle })
    } catch (error) {
      if (error instanceof AppError) return context.json({ code: error.code, message: error.message }, 422)
      return context.json({ message: 'The copy could not be written: try again.' }, 500)
    }
  })
  app.get('/copy/:handle', async (context) => {
    const copy = copies.get(context.req.param('handle'))
    if (copy === undefined) return context.notFound()
    copies.delete(context.req.param('handle'))
    const file = createReadStream(copy.path)
    file.once('close', () => void rm(copy.path, { force: true }))
    context.header('Content-Type', 'application/octet-stream')
    context.header('Content-Length', String((await stat(copy.path)).size))
    context.header('Content-Disposition', `attachment; filename*=UTF-8''${percentEncoded(`${copy.name} to share.relayscope`)}`)
    return context.body(Readable.toWeb(file) as ReadableStream)
  })
}

/** As a parameter of a header may hold a name (RFC 8187). */
function percentEncoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function buildApp(options: WebHostOptions, guard: Guard): Hono<Env> {
  const app = new Hono<Env>()
  app.use(protect())
  app.use(async (context, next) => {
    const denial = guard.checkHost(visitOf(context.env.incoming))
    return denial ? deny(context, denial) : await next()
  })
  app.get('/', async (context, next) => {
    const token = context.req.query('t')
    if (token === undefined) return await next()
    const cookie = guard.redeem(token)
    if (cookie === null) {
      // The link of somebody who is in already: a second click, or a restored tab.
      if (guard.checkCookie(visitOf(context.env.incoming)) === null) return context.redirect('/', 303)
      return deny(context, { status: 403, message: 'This link is wrong or was used before: take the newest one that relayscope printed.' })
    }
    context.header('Set-Cookie', cookie)
    options.onNewLink?.(linkTo(guard, context.env.incoming.socket.localPort ?? 0))
    return context.redirect('/', 303)
  })
  app.use(async (context, next) => {
    const denial = guard.checkCookie(visitOf(context.env.incoming))
    return denial ? deny(context, denial) : await next()
  })
  app.get('/', async (context) => {
    const page = await readFile(join(options.rendererFolder, 'index.html'), 'utf8')
    return context.html(withNonce(page, context.get('nonce')))
  })
  addUpload(app, options, guard)
  addCopies(app, options, guard)
  app.get('*', serveStatic({ root: options.rendererFolder }))
  app.notFound((context) => context.json({ message: `There is nothing at ${context.req.path}.` }, 404))
  app.onError((error, context) => context.json({ message: `The host failed: ${error.message}` }, 500))
  return app
}

function refuseSocket(socket: Duplex, { status, message }: Denial | { status: 404; message: string }): void {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'Connection: close', 'Content-Type: text/plain; charset=utf-8', '', message]
  socket.end(lines.join('\r\n'))
}

/** Lets a window's socket through to the engine. */
function acceptSockets(server: Server, options: WebHostOptions, guard: Guard): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const visit = visitOf(request)
    const denial = guard.checkHost(visit) ?? guard.checkOrigin(visit) ?? guard.checkCookie(visit)
    if (denial) return refuseSocket(socket, denial)
    if (request.url !== '/rpc') return refuseSocket(socket, { status: 404, message: 'The socket of the engine is /rpc.' })
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => client.terminate())
      void options.rpc.upgrade(client, { context: {} })
    })
  })
  return sockets
}

function linkTo(guard: Guard, port: number): string {
  return `http://127.0.0.1:${port}/?t=${guard.token}`
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.code ?? error.message})`
      reject(new AppError('file-unreadable', `Port ${port} ${why}: choose another with --port, or 0 for any.`, { cause: error }))
    })
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** Starts the web host on the loopback address. Rejects with a sentence when the port cannot be had. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const server = createServer({ requestTimeout: 0, headersTimeout: 60_000 }) // An upload takes as long as it takes.
  const port = await listen(server, options.port)
  const guard = new Guard(port)
  const app = buildApp(options, guard)
  const answer = getRequestListener((request, env) => app.fetch(request, env as HttpBindings))
  server.on('request', (request, response) => void answer(request, response))
  const sockets = acceptSockets(server, options, guard)
  return {
    port,
    link: () => linkTo(guard, port),
    async close() {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

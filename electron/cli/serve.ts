import { existsSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RPCHandler } from '@orpc/server/ws'
import { Command, InvalidArgumentError, Option } from 'commander'
import { AppError } from '../../shared/errors.ts'
import { dataFolder, makeUploadFolder } from '../data-folder.ts'
import { createRouter } from '../engine/api.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import type { ImportInput } from '../engine/import-file.ts'
import { startWebHost, type WebHost } from '../web/server.ts'
import { exitStatus } from './exit-status.ts'
import { inputFiles } from './input-files.ts'
import { type Terminal, write } from './output.ts'

interface Options {
  readonly port: number
  readonly open: boolean
  readonly case?: string
}

/** The built window: beside the bundle, or in out/ when run from source. */
const rendererFolder = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../out/renderer' : './renderer', import.meta.url))

function portNumber(text: string): number {
  if (/^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new InvalidArgumentError('give a port from 1 to 65535, or 0 for any free one')
}

/** Whether a browser can be shown here. */
function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}

async function showBrowser(link: string, terminal: Terminal): Promise<void> {
  const { default: open } = await import('open')
  const failed = () => terminal.stderr.write('relayscope: no browser could be started; open the link above yourself.\n')
  const browser = await open(link).catch(() => null)
  if (browser === null) failed()
  else browser.on('error', failed)
}

function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((stopped) => {
    if (signal.aborted) stopped()
    signal.addEventListener('abort', () => stopped(), { once: true })
  })
}

async function announce(host: WebHost, options: Options, terminal: Terminal): Promise<void> {
  await write(terminal, `${host.link()}\n`)
  const { port } = host
  if (process.env['SSH_CONNECTION']) {
    terminal.stderr.write(`From your own machine: ssh -L ${port}:127.0.0.1:${port} ${hostname()}, then open the link there.\n`)
  }
  if (options.open && hasDisplay()) await showBrowser(host.link(), terminal)
}

/** Opens what the command line names: a case, and logs to be imported into it or a new one. */
async function openAll(engine: Engine, casePath: string | undefined, inputs: readonly ImportInput[]): Promise<void> {
  if (casePath !== undefined) await engine.cases.openFile(resolve(casePath))
  await engine.openPaths(inputs.map(({ path }) => resolve(path)))
}

async function serve(paths: readonly string[], options: Options, terminal: Terminal): Promise<void> {
  const inputs = inputFiles(paths)
  if (!existsSync(join(rendererFolder, 'index.html'))) {
    throw new AppError('file-unreadable', `${rendererFolder} holds no window: build it with npm run build.`)
  }
  const data = dataFolder()
  const uploadFolder = makeUploadFolder(data)
  const engine = createEngine({ dataFolder: data })
  let host: WebHost | null = null
  try {
    host = await startWebHost({
      port: options.port,
      rendererFolder,
      uploadFolder,
      rpc: new RPCHandler(createRouter(engine)),
      offerFile: (path, name) => engine.offerFile(path, name, { temporary: true }),
      copyCase: (path) => engine.cases.copyTo(path),
      onNewLink: (link) => terminal.stderr.write(`Link for another browser: ${link}\n`),
    })
    await openAll(engine, options.case, inputs)
    await announce(host, options, terminal)
    await untilStopped(terminal.signal)
  } finally {
    await host?.close()
    await engine.close()
    rmSync(uploadFolder, { recursive: true, force: true })
  }
}

function makeCommand(name: string, description: string, terminal: Terminal, ended: (status: number) => void): Command {
  return new Command(name)
    .description(description)
    .argument('[files...]', 'logs to import, or a case to open')
    .addOption(new Option('--port <n>', 'port on 127.0.0.1; 0 is any free one').argParser(portNumber).default(0))
    .option('--no-open', 'do not start a browser')
    .option('--case <file>', 'the case to open')
    .action(async (paths: string[], options: Options) => {
      await serve(paths, options, terminal)
      ended(exitStatus.done)
    })
}

/** `serve [FILES…]`: the app on 127.0.0.1; the first line of stdout is its one-time link. */
export function serveCommand(terminal: Terminal, ended: (status: number) => void): Command {
  return makeCommand('serve', 'serve the app to a browser on this machine; prints its link on the first line', terminal, ended)
}

/** `open [FILES…]`, and what a command line without command means. */
export function openCommand(terminal: Terminal, ended: (status: number) => void): Command {
  return makeCommand('open', 'open the app with these files (the default command)', terminal, ended)
}

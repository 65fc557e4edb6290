import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const root = join(import.meta.dirname, '..', '..')

/** The built app, served as users get it, with data of its own. */
export interface ServedApp {
  /** The one-time link. */
  readonly link: string
  readonly origin: string
  /** Stops it as Ctrl-C does; resolves to its exit status. */
  stop(): Promise<number | null>
}

/** Serves the built app with files to import. */
export async function serveApp(files: readonly string[] = []): Promise<ServedApp> {
  const data = mkdtempSync(join(tmpdir(), 'relayscope-app-'))
  const child = spawn(process.execPath, [join(root, 'out', 'cli.js'), 'serve', '--no-open', ...files], {
    env: { ...process.env, UV_THREADPOOL_SIZE: '16', RELAYSCOPE_DATA: data, TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const link = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (text: Buffer) => resolve(text.toString().split('\n')[0] ?? ''))
    child.once('exit', (status) => reject(new Error(`the host ended with ${status} before it printed its link`)))
  })
  return {
    link,
    origin: new URL(link).origin,
    stop: async () => {
      child.kill('SIGINT')
      const status = await ended
      rmSync(data, { recursive: true, force: true })
      return status
    },
  }
}

/** A real Chromium that asks the network for nothing by itself. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'
  if (!existsSync(executablePath)) throw new Error(`${executablePath} is not there: install chromium, or set CHROME_PATH.`)
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...quiet] })
}

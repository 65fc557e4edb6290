import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const program = fileURLToPath(new URL('../../out/cli.js', import.meta.url))
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The built app, served by its web host with a data folder of its own, and a real Chromium. */
export interface App {
  /** Opens the one-time link in a fresh profile. */
  readonly open: (options?: OpenOptions) => Promise<Page>
  readonly stopServer: () => Promise<void>
  readonly close: () => Promise<void>
  /** What pages wrote to their consoles as errors, and addresses outside of the host that they asked for. */
  readonly complaints: readonly string[]
}

interface OpenOptions {
  /** Lets the test inject axe; everything else runs under the host's policy. */
  readonly bypassCSP?: boolean
}

let launched: Promise<Browser> | null = null

/** The real Chromium of this process, which ends with it: test files follow each other in it. What a test opened in it, it closes. */
export function chromiumOfTests(): Promise<Browser> {
  launched ??= launch()
  return launched
}

async function launch(): Promise<Browser> {
  const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'
  if (!existsSync(executablePath)) throw new Error(`No Chromium at ${executablePath}: set CHROME_PATH.`)
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}

/** Collects what a page complains of, and what it asks of other places. */
export function watch(page: Page, origin: string, complaints: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url())
    if (host !== new URL(origin).host && protocol !== 'data:' && protocol !== 'blob:') complaints.push(`asked for ${request.url()}`)
  })
}

/** How long a page is waited for: it only has to be too long for a slow machine. */
export const PATIENCE_MS = 60_000

/** How many times slower than this machine pages run: `SLOW=6` shows what a test takes for granted of the machine's speed. */
const slowness = Number(process.env['SLOW'] ?? 1)

/** Makes a page as slow as `SLOW` says. */
export async function slowDown(page: Page): Promise<void> {
  if (slowness === 1) return
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowness })
}

/** Starts the app; `arguments_` go to `relayscope serve`. */
export async function startApp(...files: readonly string[]): Promise<App> {
  const folder = mkdtempSync(join(tmpdir(), 'relayscope-app-'))
  const server = spawn(process.execPath, [program, 'serve', '--no-open', '--port', '0', ...files], {
    env: { ...process.env, RELAYSCOPE_DATA: folder, UV_THREADPOOL_SIZE: '16' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const links: string[] = []
  const take = (text: string) => links.push(...(text.match(/http:\/\/127\.0\.0\.1:\d+\/\?t=[\w-]+/g) ?? []))
  server.stdout.setEncoding('utf8').on('data', take)
  server.stderr.setEncoding('utf8').on('data', take)
  const newestLink = async () => {
    for (let tries = 0; tries < PATIENCE_MS / 100; tries++) {
      const link = links.pop()
      if (link) return link
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error('The web host printed no link.')
  }
  const browser = await chromiumOfTests()
  const contexts: BrowserContext[] = []
  const complaints: string[] = []
  const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const stopServer = async () => {
    server.kill('SIGINT')
    await gone
  }
  return {
    complaints,
    stopServer,
    async open({ bypassCSP = false } = {}) {
      const link = await newestLink()
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP, timezoneId: 'Europe/Berlin' })
      contexts.push(context)
      context.setDefaultTimeout(PATIENCE_MS)
      const page = await context.newPage()
      await slowDown(page)
      watch(page, link, complaints)
      await page.goto(link)
      return page
    },
    async close() {
      for (const context of contexts) await context.close()
      if (server.exitCode === null) await stopServer()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface AxeResult {
  readonly passes: readonly unknown[]
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
}

const standard = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** The rules that look at colours, of which alone the dark scheme has others. */
const ofColours = ['color-contrast', 'link-in-text-block']

/** Faults that axe finds by the rules of WCAG 2.2 A and AA, in the light scheme and then in the dark one: rule and the first element of each. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  await stopTransitions(page)
  const light = await faultsBy(page, standard, 5)
  await show(page, 'dark')
  const dark = await faultsBy(page, ofColours, 1)
  await show(page, 'light')
  return [...light, ...dark.map((fault) => `dark: ${fault}`)]
}

/** `least`: how many rules find something that is as it should be. */
async function faultsBy(page: Page, rules: readonly string[], least: number): Promise<readonly string[]> {
  const result = await page.evaluate<AxeResult>(`axe.run(document, { runOnly: ${JSON.stringify(rules)} })`)
  if (result.passes.length < least) throw new Error('axe checked nothing')
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

/** Has the system ask for a scheme; returns when the page shows it. */
async function show(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.waitForFunction((asked) => (document.documentElement.dataset['mantineColorScheme'] ?? asked) === asked, colorScheme)
}

/** Has colours change at once: axe takes one on its way for the one that is meant. */
async function stopTransitions(page: Page): Promise<void> {
  await page.evaluate(() => {
    const still = new CSSStyleSheet()
    still.replaceSync('*, ::before, ::after { transition: none !important }')
    document.adoptedStyleSheets = [still]
  })
}

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findElectron, hasDisplay } from '../../scripts/choose-host.mjs'
import { relayLog } from './relay-log.ts'

const root = join(import.meta.dirname, '..', '..')
const program = findElectron(root, process.platform, process.env)

/** Why the real desktop cannot be tried here; null where it can. */
function obstacle(): string | null {
  if (program === null) return 'not run: Electron’s program is not in node_modules/electron/dist; npx install-electron gets it'
  if (!hasDisplay(process.platform, process.env)) return 'not run: there is no display; xvfb-run npm test gives one'
  if (process.getuid?.() === 0) return 'not run: the sandbox of Electron needs an ordinary user, and this is root'
  return null
}

const why = obstacle()
if (why !== null) process.stderr.write(`The desktop on Electron was ${why}.\n`)

describe.skipIf(why !== null)(`the desktop on Electron${why === null ? '' : ` (${why})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'relayscope-electron-'))
  const env = { ...process.env, RELAYSCOPE_DATA: join(folder, 'data') }
  let app: ElectronApplication
  let page: Page

  beforeAll(async () => {
    const log = join(folder, 'monday.log')
    writeFileSync(log, relayLog)
    app = await _electron.launch({ executablePath: program ?? '', args: [root, `--user-data-dir=${join(folder, 'user')}`, log], env })
    page = await app.firstWindow()
  })

  afterAll(async () => {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('opens its window with the log of the command line imported', async () => {
    await page.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
    expect(page.url()).toMatch(/^app:\/\/relayscope\//)
  })

  it('keeps the page in its sandbox, and off any network', async () => {
    const found = await page.evaluate(async () => ({
      require: typeof Reflect.get(window, 'require'),
      process: typeof Reflect.get(window, 'process'),
      bridge: Object.keys(Reflect.get(window, 'relayscope') as object),
      opened: window.open('https://example.org/') === null,
      fetched: await fetch('https://example.org/').then(
        () => 'answered',
        () => 'refused',
      ),
    }))
    expect(found).toEqual({
      require: 'undefined',
      process: 'undefined',
      bridge: ['offerFile', 'savePdf', 'saveCopy'],
      opened: true,
      fetched: 'refused',
    })
  })

  it('saves a report as PDF where the user says', async () => {
    const path = join(folder, 'report.pdf')
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath })
    }, path)
    await page.getByRole('link', { name: 'Report' }).click()
    await page.getByRole('button', { name: 'Save as PDF, with real names' }).click()
    await expect.poll(() => (existsSync(path) ? readFileSync(path).subarray(0, 5).toString() : ''), { timeout: 15_000 }).toBe('%PDF-')
    await page.getByRole('link', { name: 'Overview' }).click()
  })

  it('says that its engine died, and starts it again with the case', async () => {
    await app.evaluate(({ app: main }) => {
      const engine = main.getAppMetrics().find(({ name }) => name === 'Relayscope engine')
      if (engine) process.kill(engine.pid)
    })
    await page.getByRole('alert').filter({ hasText: 'The engine stopped. Restart it.' }).waitFor()
    await page.getByRole('button', { name: 'Restart' }).click()
    await page.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
  })

  it('passes its own check', () => {
    const { status, stdout } = spawnSync(program ?? '', [root, '--self-check'], { encoding: 'utf8', env, timeout: 60_000 })
    expect([status, stdout.match(/^\w+: ok/gm)]).toEqual([0, ['worker: ok', 'DuckDB: ok', 'engine: ok']])
  })
})

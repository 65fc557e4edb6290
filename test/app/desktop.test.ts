import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults } from './browser.ts'
import { type Desktop, startDesktop } from './desktop-host.ts'
import { relayLog } from './relay-log.ts'

let desktop: Desktop
const folder = mkdtempSync(join(tmpdir(), 'relayscope-files-'))
const later = relayLog.replaceAll('Mar  2', 'Mar  3')

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const overview = () => desktop.page.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
const go = (path: string) => desktop.page.goto(`${new URL(desktop.page.url()).origin}/#${path}`)
const gone = () => desktop.page.getByRole('alert').filter({ hasText: 'The engine stopped. Restart it.' })
const status = (text: string | RegExp) => desktop.page.locator('.frame-foot').getByText(text).waitFor()

beforeAll(async () => {
  desktop = await startDesktop()
})

afterAll(async () => {
  await desktop.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('files', () => {
  it('of the disk are imported where they lie, and not copied', async () => {
    await desktop.drop(file('monday.log', relayLog))
    await desktop.page.waitForURL(/#\/overview/)
    await overview()
    expect(existsSync(join(folder, 'monday.log'))).toBe(true)
  })

  it('that are none on the disk, such as pasted lines, are imported as well', async () => {
    await desktop.drop({ name: 'pasted.log', text: later })
    await go('/sources')
    await desktop.page.getByRole('link', { name: 'pasted.log' }).waitFor()
    await desktop.page.getByRole('link', { name: 'monday.log' }).waitFor()
  })

  it('that the system hands over are imported under the eyes of the user', async () => {
    desktop.link.open([file('tuesday.log', relayLog.replaceAll('Mar  2', 'Mar  4'))])
    await desktop.page.getByRole('link', { name: 'tuesday.log' }).waitFor()
  })
})

describe('a report', () => {
  it('is saved as PDF where the user says, by the button and its key, with the names or without', async () => {
    await go('/report')
    const preview = desktop.page.frameLocator('iframe.report-page')
    await preview.getByRole('heading', { name: 'Mail report' }).waitFor()
    const pdfs = () => readdirSync(desktop.folder).filter((name) => name.endsWith('.pdf'))
    await desktop.page.getByRole('button', { name: 'Save as PDF, with real names' }).click()
    await expect.poll(pdfs).toHaveLength(1)
    expect(pdfs()[0]).toMatch(/^relayscope-report-[0-9-]{10}\.pdf$/)
    // The file is there before its content.
    const head = () =>
      readFileSync(join(desktop.folder, pdfs()[0] ?? ''))
        .subarray(0, 5)
        .toString()
    await expect.poll(head).toBe('%PDF-')
    await desktop.page.getByRole('checkbox', { name: 'Replace addresses, names, IPs' }).check()
    await preview
      .getByText(/^Redacted:/)
      .first()
      .waitFor()
    await desktop.page.keyboard.press('Control+p')
    await expect.poll(() => pdfs().some((name) => name.endsWith('-redacted.pdf'))).toBe(true)
    await go('/sources')
  })
})

describe('a copy of the case', () => {
  it('is saved where the user says, from the menu of the case', async () => {
    await desktop.page.getByRole('button', { name: /^Case / }).click()
    await desktop.page.getByRole('menuitem', { name: 'Save a copy to share…' }).click()
    await desktop.page.getByText(/^The copy is made\. It holds the lines with real names/).waitFor()
    const [copy] = readdirSync(desktop.folder).filter((name) => name.endsWith(' to share.relayscope'))
    expect(readFileSync(join(desktop.folder, copy ?? '')).toString('latin1', 8, 12)).toBe('DUCK')
  })
})

describe('an engine that dies', () => {
  it('is said so, and what is shown stays readable', async () => {
    desktop.engines.at(-1)?.kill('SIGKILL')
    await gone().waitFor()
    await status('Engine stopped')
    expect(await desktop.page.getByRole('link', { name: 'monday.log' }).count()).toBe(1)
    expect(await axeFaults(desktop.page)).toEqual([])
  })

  it('takes no files until it is started again', async () => {
    await desktop.drop(file('wednesday.log', later))
    const said = desktop.page.getByRole('region', { name: 'Import' }).getByText('The engine stopped. Restart it.')
    await said.waitFor()
    expect(desktop.engines.length).toBe(1)
  })

  it('is started again by one click, with the case that was open, on the screen that was shown', async () => {
    await desktop.page.getByRole('button', { name: 'Restart' }).click()
    await desktop.page.getByRole('link', { name: 'monday.log' }).waitFor()
    await status('Engine ready')
    expect([await gone().count(), desktop.engines.length]).toEqual([0, 2])
    expect(desktop.page.url()).toMatch(/#\/sources$/)
  })
})

describe('a case', () => {
  const cases = () => {
    const data = desktop.engines[0]?.spawnargs.at(-1) ?? ''
    return readdirSync(join(data, 'cases'))
      .filter((name) => name.endsWith('.relayscope'))
      .map((name) => join(data, 'cases', name))
  }

  it('that is dropped on the window is opened', async () => {
    const [first = ''] = cases()
    await desktop.page.getByRole('button', { name: /^Case / }).click()
    await desktop.page.getByRole('menuitem', { name: 'Close this case' }).click()
    await status('No case open')
    await desktop.drop(first)
    await desktop.page.waitForURL(/#\/overview/)
    await overview()
  })

  it('that the system hands over takes the place of the open one', async () => {
    const [first = ''] = cases()
    await desktop.page.getByRole('button', { name: /^Case / }).click()
    await desktop.page.getByRole('menuitem', { name: 'Close this case' }).click()
    await status('No case open')
    await desktop.drop(file('other.log', later))
    await desktop.page.waitForURL(/#\/overview/)
    await overview()
    await go('/messages')
    await status(/from 1 source$/)
    desktop.link.open([first])
    await desktop.page.waitForURL(/#\/overview/)
    await status(/from 3 sources$/)
  })

  it('that cannot be opened is refused in a sentence', async () => {
    await desktop.drop(file('broken.relayscope', 'no case'))
    await go('/')
    await desktop.page
      .getByText(/broken\.relayscope/)
      .first()
      .waitFor()
    desktop.link.open([join(folder, 'missing.relayscope')])
    await expect.poll(() => desktop.refusals.join()).toContain('missing.relayscope')
    await status(/from 3 sources$/)
  })
})

it('the window asked for nothing outside and broke no rule', () => {
  // The preload of this test, not Electron's, tries to run in the preview's frame as well.
  const expected = /WebSocket connection .* failed|closed before|^Blocked script execution in 'about:srcdoc'/
  expect(desktop.complaints.filter((text) => !expected.test(text))).toEqual([])
})

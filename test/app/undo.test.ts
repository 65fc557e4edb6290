import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mailLog } from '../engine/logs.ts'
import { type App, axeFaults, startApp } from './browser.ts'
import { relayLog } from './relay-log.ts'

let app: App
let page: Page
let origin: string

/** An hour of mail in the morning, and another in the evening. */
const morning = relayLog + mailLog(Date.UTC(2026, 2, 2, 6, 20), 60, 60)
const evening = relayLog.replaceAll('Mar  2 06:', 'Mar  2 18:').replaceAll('4Zx2', '4Zy2') + mailLog(Date.UTC(2026, 2, 2, 18, 20), 60, 60)
const files = [
  { name: 'mail.log', mimeType: 'text/plain', buffer: Buffer.from(morning) },
  { name: 'evening.log', mimeType: 'text/plain', buffer: Buffer.from(evening) },
]

beforeAll(async () => {
  app = await startApp()
  page = await app.open()
  origin = new URL(page.url()).origin
  await page.getByRole('heading', { name: 'Where is this message' }).waitFor()
  await page.locator('input[type=file]').first().setInputFiles(files)
  await page.waitForURL(/#\/overview/)
  await page.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
})

afterAll(async () => {
  await app.close()
})

async function goTo(path: string): Promise<void> {
  await page.goto(`${origin}/#${path}`)
}

describe('sources', () => {
  it('show what time they cover, with the silence between them', async () => {
    await goTo('/sources')
    const region = page.getByRole('region', { name: 'Time that the files cover' })
    await region.getByText('All files together').waitFor()
    expect(await region.locator('.strip').count()).toBe(3)
    expect(await region.locator('.silent').count()).toBe(1)
    await region.getByText(/^1 silence: 10 h 5/).waitFor()
    expect(await region.getByRole('row').count()).toBe(2)
  })
})

describe('what can be undone', () => {
  it('a source that was removed, by the key', async () => {
    await goTo('/sources')
    await page.getByRole('link', { name: 'evening.log' }).first().click()
    await page.getByRole('button', { name: 'Remove source' }).click()
    await page.getByText('evening.log was removed.').waitFor()
    await page.getByText(/^1 file, /).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('Undone: evening.log was removed.').waitFor()
    await page.getByText(/^2 files, /).waitFor()
  })

  it('and done again, by the key and by the button', async () => {
    await page.keyboard.press('Control+Shift+z')
    await page.getByText('Done again: evening.log was removed.').waitFor()
    await page.getByText(/^1 file, /).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('Undone: evening.log was removed.').waitFor()
    await page.getByText(/^2 files, /).waitFor()
    await page.getByRole('button', { name: 'Redo' }).click()
    await page.getByText(/^1 file, /).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText(/^2 files, /).waitFor()
  })

  it('own domains, back to the guess', async () => {
    await page.getByRole('button', { name: 'Change own domains' }).click()
    await page.getByRole('textbox', { name: 'Own domains' }).fill('elsewhere.example')
    await page.getByRole('button', { name: 'Use this' }).click()
    await page.getByText('elsewhere.example').waitFor()
    await page.getByText('Own domains were changed.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('elsewhere.example').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+Shift+z')
    await page.getByText('elsewhere.example').waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('elsewhere.example').waitFor({ state: 'detached' })
    expect(await page.getByText('guessed from the logs').count()).toBe(2)
  })

  it('a year that was set by hand, to the word for how it was found', async () => {
    const year = page.getByRole('button', { name: /^year of mail\.log: / })
    const before = await year.getAttribute('aria-label')
    await year.click()
    await page.getByLabel('Year of the first line').fill('2019')
    await page.getByRole('button', { name: 'Read again with this year' }).click()
    await page.getByRole('button', { name: 'year of mail.log: 2019, set by you. Change' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: before ?? '' }).waitFor()
  })

  it('nothing more, when all is undone', async () => {
    await page.keyboard.press('Control+z')
    await page.getByText('There is nothing to undo.').waitFor()
  })

  it('nor is there anything to redo after a new change', async () => {
    await page.getByRole('button', { name: 'Change own domains' }).click()
    await page.getByRole('textbox', { name: 'Own domains' }).fill('acme.test')
    await page.getByRole('button', { name: 'Use this' }).click()
    await page.getByText('Own domains were changed.').waitFor()
    await page.keyboard.press('Control+Shift+z')
    await page.getByText('There is nothing to redo.').waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('Undone: Own domains were changed.').waitFor()
  })
})

describe('the address', () => {
  it('keeps how the volume is shown', async () => {
    await goTo('/overview')
    await page.getByRole('button', { name: 'Show as a table' }).click()
    await page.waitForURL(/view=table/)
    await page.reload()
    await page.getByRole('button', { name: 'Show as a chart' }).waitFor()
  })

  it('leads back to the class and to the list of failures that were open before', async () => {
    await goTo('/failures')
    const classes = page.locator('.failures table tbody tr td:first-child a')
    const shown = () => page.locator('#failure-title').textContent()
    const first = await shown()
    await classes.nth(1).click()
    await expect.poll(shown).not.toBe(first)
    const title = await shown()
    await page.getByText('With strangers and echoes').click()
    await page.waitForURL(/all=true/)
    await page.goBack()
    await page.waitForURL((url) => !url.href.includes('all=true'))
    await expect.poll(shown).toBe(title)
    await page.goBack()
    await page.waitForURL(/#\/failures$/)
  })

  it('keeps the recipient of a message on its own page', async () => {
    await goTo('/messages?q=from:alice')
    await page.getByText('sue').first().click()
    await page.getByRole('button', { name: 'Full page (Enter)' }).click()
    await page.waitForURL(/#\/messages\/[a-z0-9]+\?to=/)
    await page.getByRole('button', { name: 'jon@acme.test' }).click()
    await page.waitForURL(/to=jon/)
    await page.reload()
    await page.getByRole('heading', { name: /Waiting: mx\.acme\.test/ }).waitFor()
  })

  it('of the overview opens the device that is behind the cause', async () => {
    await goTo('/overview')
    await page.getByRole('link', { name: 'scanner-3fl.print.example.org (192.0.2.44)' }).first().click()
    await page.waitForURL(/#\/devices\?open=192/)
    await page.getByRole('complementary').getByText('Sent 2 messages').waitFor()
  })
})

describe('the screen of sources', () => {
  it('has no fault that axe can find', async () => {
    const checked = await app.open({ bypassCSP: true })
    await checked.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
    await checked.goto(`${origin}/#/sources`)
    await checked.getByText('All files together').waitFor()
    expect(await axeFaults(checked)).toEqual([])
    await checked.context().close()
  })

  it('asks for nothing outside of the host', () => {
    expect(app.complaints).toEqual([])
  })
})

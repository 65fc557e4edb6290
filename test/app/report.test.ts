import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, axeFaults, startApp } from './browser.ts'
import { relayLog } from './relay-log.ts'

let app: App
let page: Page

beforeAll(async () => {
  app = await startApp()
  page = await app.open()
  await page.getByRole('heading', { name: 'Where is this message' }).waitFor()
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'mail.log', mimeType: 'text/plain', buffer: Buffer.from(relayLog) })
  await page.waitForURL(/#\/overview/)
  await page.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
})

afterAll(async () => {
  await app.close()
})

const preview = () => page.frameLocator('iframe.report-page')

/** Saves what is shown, and gives the name and the text of the file. */
async function saved(button: string): Promise<{ readonly name: string; readonly text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()])
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
}

describe('a report', () => {
  it('is shown as a page and saved as it is shown', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    await page.waitForURL(/#\/report/)
    await preview().getByRole('heading', { name: 'Mail report' }).waitFor()
    const shown = (await preview().locator('main').textContent()) ?? ''
    expect(shown).toContain('1 of 3 own deliveries was lost: the relay knows the IP, but not for this sender domain.')
    const { name, text } = await saved('Save as HTML, with real names')
    expect(name).toMatch(/^relayscope-report-\d{4}-\d\d-\d\d\.html$/)
    expect(text).toContain('scanner@print.example.org')
    const alone = await page.context().newPage()
    await alone.setContent(text)
    expect((await alone.locator('main').textContent())?.replace(/Made.*?UTC\)/, '')).toContain(shown.slice(-400))
    expect(await alone.locator('script, img, link, iframe').count()).toBe(0)
    expect(await axeFaults(alone)).toEqual([])
    await alone.close()
  })

  it('holds no name any more when it is redacted, and the button says so', async () => {
    await page.getByRole('checkbox', { name: /pseudonyms/ }).check()
    const { name, text } = await saved('Save as HTML, redacted')
    expect(name).toMatch(/-redacted\.html$/)
    for (const original of ['print.example.org', 'scanner@', 'alice', '192.0.2.44', 'relay1', 'jon@']) expect(text).not.toContain(original)
    expect(text).toContain('Redacted: ')
    expect(text).toContain('smtp-relay.gmail.com')
  })

  it('is written in every format, and the address keeps the choice', async () => {
    for (const [title, start] of [
      ['Markdown', '# Mail report'],
      ['CSV', '\ufefflist,id,'],
      ['JSON', '{"version":"'],
    ] as const) {
      await page.getByText(title, { exact: true }).click()
      await page.waitForURL(new RegExp(`as=${title.toLowerCase()}`))
      const { text } = await saved(`Save as ${title}, redacted`)
      expect(text.startsWith(start)).toBe(true)
      expect(text).not.toContain('192.0.2.44')
    }
    await page.reload()
    await page.getByRole('button', { name: 'Save as JSON, redacted' }).waitFor()
  })

  it('holds what is chosen, in the order that keys and buttons give it, and says what the user says', async () => {
    await page.getByText('HTML', { exact: true }).click()
    await page.getByRole('textbox', { name: 'Title' }).fill('The printer of print.example.org')
    await page.getByRole('textbox', { name: 'Note' }).fill('Dear all,\n<b>please read</b>')
    await preview()
      .getByRole('heading', { name: /^The printer of host\d+\.domain\d+\.example$/ })
      .waitFor()
    await preview().getByText('<b>please read</b>').waitFor()
    expect(await preview().locator('h1 mark').textContent()).toMatch(/^host\d+\.domain\d+\.example$/)
    const ends = async () => {
      const headings = await preview().locator('h2').allTextContents()
      return [...headings.slice(0, 2), ...headings.slice(-2)]
    }
    const sources = page.getByRole('checkbox', { name: 'Sources' })
    await sources.focus()
    await page.keyboard.press('Alt+ArrowDown')
    await page.getByText('Sources is number 8 of 8.').waitFor({ state: 'attached' })
    expect(await sources.evaluate((box) => box === document.activeElement)).toBe(true)
    const up = page.getByRole('button', { name: 'Move “Causes” up' })
    await up.click()
    await page.getByText('Causes is number 1 of 8.').waitFor({ state: 'attached' })
    expect(await up.evaluate((button) => button === document.activeElement)).toBe(true)
    await page.getByRole('checkbox', { name: 'Lines of the logs' }).uncheck()
    await expect.poll(ends, { timeout: 20_000 }).toEqual(['Causes', 'Summary', 'What these files cannot show', 'Sources'])
    expect(await preview().locator('.raw').count()).toBe(0)
    const { text } = await saved('Save as HTML, redacted')
    expect(text).toContain('&lt;b&gt;please read&lt;/b&gt;')
    expect(text).not.toMatch(/<mark|<b>|print\.example\.org|class="raw"/)
    await page.reload()
    await expect.poll(ends, { timeout: 20_000 }).toEqual(['Causes', 'Summary', 'What these files cannot show', 'Sources'])
    expect(await page.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('Dear all,\n<b>please read</b>')
  })

  it('is saved by the keyboard with all that is typed, though its writer has not paused yet', async () => {
    const title = page.getByRole('textbox', { name: 'Title' })
    await title.press('End')
    await title.pressSequentially(', again')
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Control+s')])
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/<h1><bdi>The printer of host\d+\.domain\d+\.example, again</)
    expect(await title.evaluate((field) => field === document.activeElement)).toBe(true)
    await title.fill('The printer of print.example.org')
  })

  it('is copied as text whatever is shown, and its choice of sections is that of the next report', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy as text' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toMatch(/^# The printer of host\d+\.domain\d+\.example\n[\s\S]*\n## Causes\n[\s\S]*\n## Summary\n/)
    await page.goto(`${new URL(page.url()).origin}/#/report`)
    await preview()
      .getByRole('heading', { name: /^Mail report: / })
      .waitFor()
    expect((await preview().locator('h2').allTextContents())[0]).toBe('Causes')
    await page.getByRole('checkbox', { name: 'Lines of the logs' }).check()
  })

  it('of one message is a ticket, of a list what the list shows', async () => {
    await page.goto(`${new URL(page.url()).origin}/#/messages?q=outcome%3Abounced`)
    await page.getByRole('link', { name: 'Report of these' }).click()
    await preview().getByText('outcome:bounced').waitFor()
    await page.goBack()
    await page.locator('.ag-row').first().click()
    await page.getByRole('link', { name: 'Report of this message' }).click()
    await preview().getByRole('heading', { name: 'Message from scanner@print.example.org to bob@example.net' }).waitFor()
    expect(await preview().locator('.raw').count()).toBeGreaterThan(3)
    expect(await page.getByRole('textbox', { name: 'About' }).inputValue()).toMatch(/^id:/)
  })

  it('says what is wrong with a query, and keeps what it showed', async () => {
    await page.getByRole('textbox', { name: 'About' }).fill('delay:>10')
    await page.getByText(/needs a unit/).waitFor()
    await preview()
      .getByRole('heading', { name: /^Message from scanner/ })
      .waitFor()
  })

  it('or the whole case is handed on: a copy is fetched from the host, from the palette too', async () => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('copy to share')
    const copy = page.getByRole('option', { name: 'Save a copy to share' })
    const [download] = await Promise.all([page.waitForEvent('download'), copy.click()])
    expect(download.suggestedFilename()).toMatch(/^.+ to share\.relayscope$/)
    expect(readFileSync(await download.path()).toString('latin1', 8, 12)).toBe('DUCK')
    await page.getByText(/^The copy is made\. It holds the lines with real names/).waitFor()
  })

  it('asks for nothing outside of the host, and breaks no rule of its policy', () => {
    expect(app.complaints).toEqual([])
  })

  it('has no fault that axe finds', async () => {
    const other = await app.open({ bypassCSP: true })
    await other.goto(`${new URL(other.url()).origin}/#/report`)
    await other.frameLocator('iframe.report-page').getByRole('heading', { name: 'Mail report' }).waitFor()
    expect(await axeFaults(other)).toEqual([])
    await other.getByText('CSV', { exact: true }).click()
    await other.getByText(/^list,id,/).waitFor()
    expect(await axeFaults(other)).toEqual([])
    await other.context().close()
  })
})

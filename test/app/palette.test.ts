import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, axeFaults, startApp } from './browser.ts'
import { relayLog } from './relay-log.ts'

let app: App
let page: Page

const palette = () => page.getByRole('dialog', { name: 'Search or jump' })
const box = () => page.getByRole('combobox', { name: 'Search or jump' })
const option = (name: string | RegExp) => palette().getByRole('option', { name })
const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
const query = () => page.getByRole('textbox', { name: 'Search messages' })

async function openPalette(text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await box().fill(text)
}

beforeAll(async () => {
  app = await startApp()
  page = await app.open()
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'mail.log', mimeType: 'text/plain', buffer: Buffer.from(relayLog) })
  await page.waitForURL(/#\/overview/)
  await page.getByRole('heading', { level: 1 }).waitFor()
})

afterAll(async () => {
  await app.close()
})

describe('search or jump', () => {
  it('finds messages from every screen, first of all', async () => {
    await openPalette('lq1wk3')
    await option(/^Search messages for “lq1wk3”/).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/messages\?q=lq1wk3/)
    await heading('1 delivery of 1 message')
  })

  it('goes to screens and does what keys do', async () => {
    await openPalette('go to dev')
    await option('Go to Devices').waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await palette().locator('[aria-selected="true"]').textContent()).not.toMatch(/^Search messages for/)
    await option('Go to Devices').click()
    await page.waitForURL(/#\/devices/)
    await openPalette('theme dark')
    await option('Theme: dark').click()
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
    await openPalette('theme system')
    await option('Theme: as the system').click()
    await page.locator('html[data-mantine-color-scheme="light"]').waitFor()
  })

  it('finds senders, devices and failures though they are misspelt; the number is that of the list', async () => {
    await openPalette('alise@exmple.org')
    await option(/^alice@example.org 2 deliveries/).click()
    await heading('2 deliveries of 1 message')
    expect(await query().inputValue()).toBe('from:"alice@example.org"')
    await openPalette('scaner-3fl')
    await option(/^scanner-3fl.print.example.org · 192.0.2.44 1 delivery/).click()
    await heading('1 delivery')
    expect(await query().inputValue()).toBe('device:"192.0.2.44"')
    await openPalette('greylistng')
    await palette().getByRole('group', { name: 'Failures' }).getByRole('option').first().click()
    await page.waitForURL(/#\/failures\?class=greylisted/)
  })

  it('offers what was searched for lately and what was saved', async () => {
    await page.goto(`${new URL(page.url()).origin}/#/messages?q=outcome:bounced`)
    await heading('1 delivery')
    await page.locator('.ag-row').first().waitFor()
    await page.keyboard.press('s')
    await page.getByRole('button', { name: 'Saved' }).waitFor()
    await page.goto(`${new URL(page.url()).origin}/#/messages?q=to:sue`)
    await heading('1 delivery')
    await expect.poll(() => page.evaluate(() => JSON.stringify(sessionStorage))).toContain('to:sue')
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.waitForURL(/#\/overview/)
    await page.keyboard.press('/')
    await option('to:sue recent search').waitFor()
    await option('outcome:bounced saved search').click()
    await page.waitForURL(/#\/messages\?q=outcome(:|%3A)bounced/)
  })

  it('closes with Escape and gives the focus back', async () => {
    await query().focus()
    await page.keyboard.press('Control+k')
    await palette().waitFor()
    await page.keyboard.press('Escape')
    await palette().waitFor({ state: 'detached' })
    await expect.poll(() => query().evaluate((node) => node === document.activeElement)).toBe(true)
  })
})

describe('a misspelt search', () => {
  it('is told what there is near to it, with a true number', async () => {
    await query().fill('from:alise@example.org outcome:waiting')
    await page.getByRole('heading', { name: 'No delivery fits all of this' }).waitFor()
    await page.getByText('Did you mean').waitFor()
    await expect.poll(() => page.locator('.near').textContent()).toContain('alice@example.orgSender, 1')
    await page.locator('.near').getByRole('button', { name: 'alice@example.org' }).click()
    await heading('1 delivery')
    expect(await query().inputValue()).toBe('outcome:waiting from:"alice@example.org"')
  })

  it('doubts nothing that finds something by itself', async () => {
    await query().fill('to:sue outcome:bounced')
    await page.getByRole('heading', { name: 'No delivery fits all of this' }).waitFor()
    await page.getByRole('row', { name: /without outcome:bounced/ }).waitFor()
    await page.waitForTimeout(300)
    expect(await page.locator('.near').count()).toBe(0)
  })

  it('of a field or one of its words is mended with a click', async () => {
    await query().fill('outcom:bouncd')
    await page.getByRole('button', { name: 'Use outcome:bouncd' }).click()
    await page.getByRole('button', { name: 'Use outcome:bounced' }).click()
    await heading('1 delivery')
    expect(await query().inputValue()).toBe('outcome:bounced')
  })
})

describe('keys', () => {
  it('F6 goes through the parts of the window, there and back', async () => {
    await page.getByRole('link', { name: 'Overview' }).focus()
    await page.keyboard.press('F6')
    expect(await query().evaluate((node) => node === document.activeElement)).toBe(true)
    await page.keyboard.press('Shift+F6')
    expect(await page.getByRole('link', { name: 'Overview' }).evaluate((node) => node === document.activeElement)).toBe(true)
  })

  it('copies a link to the view', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.locator('.ag-row').first().click()
    await page.waitForURL(/[?&]sel=/)
    await page.keyboard.press('Control+Shift+C')
    await page.getByText('The link to this view is copied.').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url())
  })
})

describe('for everybody', () => {
  it('has no fault that axe can find', async () => {
    const checked = await app.open({ bypassCSP: true })
    await checked.getByRole('heading', { level: 1 }).waitFor()
    await checked.keyboard.press('Control+k')
    await checked.getByRole('combobox', { name: 'Search or jump' }).fill('scaner')
    await checked.getByRole('option', { name: /^scanner-3fl/ }).waitFor()
    expect(await axeFaults(checked)).toEqual([])
    await checked.goto(`${new URL(checked.url()).origin}/#/messages?q=from:alise`)
    await checked.getByText('Did you mean').waitFor()
    expect(await axeFaults(checked)).toEqual([])
    await checked.context().close()
  })

  it('nothing complained, and nothing but the host was asked', () => {
    expect(app.complaints).toEqual([])
  })
})

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, axeFaults, startApp } from './browser.ts'
import { relayLog } from './relay-log.ts'

let app: App
let page: Page

const file = { name: 'mail.log', mimeType: 'text/plain', buffer: Buffer.from(relayLog) }

beforeAll(async () => {
  app = await startApp()
  page = await app.open()
  await page.getByRole('heading', { name: 'Where is this message' }).waitFor()
  await page.locator('input[type=file]').first().setInputFiles(file)
  await page.waitForURL(/#\/overview/)
  await page.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
})

afterAll(async () => {
  await app.close()
})

describe('failures', () => {
  it('are told class by class, with the reply and what to do, by keys', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('f')
    await page.getByRole('heading', { level: 1, name: '2 failed deliveries in 2 classes' }).waitFor()
    const title = page.locator('#failure-title')
    const first = await title.textContent()
    await page.keyboard.press('j')
    await page.waitForURL(/class=/)
    await expect.poll(() => title.textContent()).not.toBe(first)
    await page.reload()
    await title.waitFor()
    expect(await title.textContent()).not.toBe(first)
    await page.keyboard.press('k')
    await page.getByRole('link', { name: /relay/i }).first().waitFor()
    expect(await page.locator('ol.steps li').count()).toBeGreaterThan(1)
  })

  it('open exactly the deliveries that they count', async () => {
    await page.locator('.failures table tbody tr').first().getByRole('link').nth(1).click()
    await page.getByRole('heading', { level: 1, name: '1 delivery of 1 message' }).waitFor()
    await page.goBack()
    await page.getByText('With strangers and echoes').click()
    await page.getByRole('heading', { level: 1, name: /^3 failed deliveries in 3 classes/ }).waitFor()
    expect(page.url()).toContain('all=true')
  })
})

describe('the screen', () => {
  it('has no fault that axe can find', async () => {
    const checked = await app.open({ bypassCSP: true })
    await checked.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
    const origin = new URL(checked.url()).origin
    await checked.goto(`${origin}/#/failures`)
    await checked.locator('#failure-title').waitFor()
    expect(await axeFaults(checked)).toEqual([])
    await checked.context().close()
  })

  it('asks for nothing outside of the host', () => {
    expect(app.complaints).toEqual([])
  })
})

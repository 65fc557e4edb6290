import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from './browser.ts'
import { relayLog } from './relay-log.ts'

let app: App
let page: Page

beforeAll(async () => {
  app = await startApp()
  page = await app.open()
})

afterAll(async () => {
  await app.close()
})

function paste() {
  return page.getByRole('textbox', { name: 'What does this error mean?' })
}

describe('the box for an error', () => {
  it('says what a reply of several lines means without importing anything', async () => {
    await paste().fill(
      "host smtp-relay.gmail.com[203.0.113.25] said: 550-5.7.1 Invalid credentials for relay [192.0.2.1]. The IP address you've\n550-5.7.1 registered does not match\n550 5.7.1 - gsmtp (in reply to MAIL FROM command)",
    )
    await page.getByText('decided by').waitFor()
    const text = (await page.getByRole('main').textContent()) ?? ''
    expect(text).toContain('certain')
    expect(text).toContain('invalid credentials for relay')
    expect(text).toContain('Who can act')
    expect(await page.getByRole('combobox', { name: 'Where it was refused' }).inputValue()).toBe('Own relay → Google')
    expect(page.url()).toMatch(/\/(#\/)?$/)
  })

  it('gives other steps for another hop', async () => {
    const before = await page.locator('ol.steps').textContent()
    await page.getByRole('combobox', { name: 'Where it was refused' }).click()
    await page.getByRole('option', { name: 'Device → Google' }).click()
    await expect.poll(() => page.locator('ol.steps').textContent()).not.toBe(before)
  })

  it('offers to import pasted lines of a log, and does', async () => {
    await paste().fill(relayLog)
    await page.getByRole('button', { name: 'Import as a log' }).click()
    await page.waitForURL(/#\/overview/)
    await page.getByRole('heading', { level: 1, name: /^1 of 3 own deliveries was lost/ }).waitFor()
  })
})

describe('files dropped on the window', () => {
  it('are imported from any screen; what is no log is refused in a sentence', async () => {
    await page.goto(`${new URL(page.url()).origin}/#/sources`)
    await page.getByRole('heading', { name: 'Own domains' }).waitFor()
    await page.evaluate(
      (text) => {
        const transfer = new DataTransfer()
        transfer.items.add(new File([text], 'evening.log'))
        transfer.items.add(new File([new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46])], 'photo.jpg'))
        for (const kind of ['dragenter', 'dragover', 'drop']) {
          window.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }))
        }
      },
      relayLog.replaceAll('Mar  2', 'Mar  3'),
    )
    await page.getByText('photo.jpg').first().waitFor()
    await page.getByRole('link', { name: 'evening.log' }).waitFor()
    await page.getByRole('region', { name: 'Import' }).getByText('Imported 1 file').waitFor()
  })
})

describe('a case dropped on a window in the browser', () => {
  it('is not sent: the sentence says where to open it', async () => {
    await page.evaluate(() => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['a case'], 'monday.relayscope'))
      for (const kind of ['dragenter', 'dragover', 'drop']) {
        window.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }))
      }
    })
    await page.getByText('open it on the machine where it lies with relayscope open monday.relayscope').waitFor()
  })
})

describe('sources', () => {
  it('reads a source again in another zone', async () => {
    await page.getByRole('button', { name: /^zone of evening\.log/ }).click()
    await page.getByRole('combobox', { name: 'Zone in which the log was written' }).fill('Asia/Tok')
    await page.getByRole('option', { name: 'Asia/Tokyo' }).click()
    await page.getByRole('button', { name: 'Read again with this zone' }).click()
    await page.getByRole('button', { name: /^zone of evening\.log: Asia\/Tokyo, set by you/ }).waitFor()
  })

  it('removes a source at once and takes it back', async () => {
    await page.getByRole('link', { name: 'evening.log' }).click()
    await page.getByRole('button', { name: 'Remove source' }).click()
    await page.getByText('evening.log was removed.').waitFor()
    await page.waitForURL(/#\/sources$/)
    await page.getByRole('link', { name: 'evening.log' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('link', { name: 'evening.log' }).waitFor()
  })

  it('shows the lines that were not understood, among their neighbours on request', async () => {
    await page
      .getByRole('row', { name: /evening\.log/ })
      .getByRole('link', { name: /· 1$/ })
      .click()
    const line = page.locator('.lines .ag-row').filter({ hasText: 'no version of the program' })
    await line.waitFor()
    expect(await page.locator('.lines .ag-row').count()).toBe(1)
    await line.click()
    await page.waitForURL(/line=21$/)
    await page.locator('.lines .ag-row.is-selected').waitFor()
    await expect.poll(() => page.locator('.lines .ag-row').count()).toBeGreaterThan(10)
  })

  it('takes own domains from the user', async () => {
    await page.goto(`${new URL(page.url()).origin}/#/sources`)
    await page.getByRole('button', { name: 'Change own domains' }).click()
    await page.getByRole('textbox', { name: 'Own domains' }).fill('example.org')
    await page.getByRole('button', { name: 'Use this' }).click()
    await page.getByText('· set by you').first().waitFor()
  })
})

describe('recent cases', () => {
  it('lists the case after it was closed, and opens it again', async () => {
    await page.getByRole('button', { name: /^Case / }).click()
    await page.getByRole('menuitem', { name: 'Close this case' }).click()
    await page.getByText('No case open').waitFor()
    await page.locator('.recent-open').first().click()
    await page.waitForURL(/#\/overview/)
    await page.getByRole('heading', { level: 1, name: /^\d+ of \d+ own deliveries/ }).waitFor()
  })

  it('needed nothing from outside and broke no rule of the policy', () => {
    expect(app.complaints).toEqual([])
  })
})

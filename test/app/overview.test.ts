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

async function drop(text: string, name: string): Promise<void> {
  await page.evaluate(
    ([content, file]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content ?? ''], file ?? ''))
      for (const kind of ['dragenter', 'dragover', 'drop']) {
        window.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }))
      }
    },
    [text, name],
  )
}

/** Follows a link with a number and returns what the list behind it says. */
async function listBehind(section: string, link: string | RegExp): Promise<string | null> {
  await page.getByRole('region', { name: section }).getByRole('link', { name: link }).first().click()
  await page.waitForURL(/#\/messages/)
  const heading = page.getByRole('heading', { level: 1, name: /^\d+ deliver/ }) // Overview’s speaks of own deliveries.
  await heading.waitFor()
  const text = await heading.textContent()
  await page.goBack()
  await page.waitForURL(/#\/overview/)
  return text?.replace(/ · .*/, '') ?? null
}

describe('a log dropped on the window', () => {
  it('leads to the cause in words, in the server’s own words, and to who must act', async () => {
    await page.getByRole('heading', { name: 'Where is this message' }).waitFor()
    await drop(relayLog, 'mail.log')
    await page.waitForURL(/#\/overview/)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      '1 of 3 own deliveries was lost: the relay knows the IP, but not for this sender domain.',
    )
    const card = (await page.getByRole('region', { name: 'In one sentence' }).textContent()) ?? ''
    expect(card).toContain('The device is scanner-3fl.print.example.org (192.0.2.44).')
    expect(card).toContain('Invalid credentials for relay [192.0.2.1]')
    expect(card).toContain('Own relay → Google · smtp-relay.gmail.com')
    expect(card).toContain('Who must act: The administrator of the sending side')
    expect(card).toContain('Email Log Search')
  })

  it('shows three lists, and every number opens its rows', async () => {
    expect(await listBehind('Lost', '1 lost')).toBe('1 delivery of 1 message')
    expect(await listBehind('Waiting', '1 waiting')).toBe('1 delivery of 1 message')
    expect(await listBehind('Noise', '1 noise')).toBe('1 delivery of 1 message')
    expect(await listBehind('Devices', '2 deliveries of 192.0.2.7')).toBe('2 deliveries of 1 message')
    expect(await listBehind('Failures by kind', /^1 lost/)).toBe('1 delivery of 1 message')
    await page
      .getByRole('region', { name: 'Lost' })
      .getByRole('link', { name: /scanner@print.example.org/ })
      .click()
    await page.getByRole('complementary').getByRole('heading', { name: 'Refused by smtp-relay.gmail.com' }).waitFor()
    await page.goBack()
  })

  it('draws the volume; a bar and a cell of its table open the same rows', async () => {
    const region = page.getByRole('region', { name: 'Deliveries over time', exact: true })
    await region.locator('.recharts-bar-rectangle path').first().waitFor()
    await region.locator('.recharts-bar-rectangle path').first().click()
    await page.waitForURL(/#\/messages\?q=after/)
    const byBar = page.url()
    await page.getByRole('heading', { level: 1, name: '1 delivery of 1 message' }).waitFor()
    await page.goBack()
    await region.getByRole('button', { name: 'Show as a table' }).click()
    await region.getByRole('link', { name: /^1 Delivered, from/ }).click()
    await page.waitForURL(/#\/messages\?q=after/)
    expect(page.url()).toBe(byBar)
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.waitForURL(/#\/overview/)
  })

  it('asks for nothing outside of the host, and breaks no rule of its policy', () => {
    expect(app.complaints).toEqual([])
  })
})

describe('a log in which nothing waits and nothing is noise', () => {
  it('shows its one list over the whole width, and says in a line what there is none of', async () => {
    const other = await startApp()
    try {
      page = await other.open()
      await page.getByRole('heading', { name: 'Where is this message' }).waitFor()
      await drop(relayLog.split('\n').slice(0, 8).join('\n'), 'mail.log')
      await page.waitForURL(/#\/overview/)
      const lost = page.getByRole('region', { name: 'Lost' })
      await lost.waitFor()
      await page.getByText('Nothing waits. No noise.').waitFor()
      expect(await page.getByRole('region', { name: /^(?:Waiting|Noise)$/ }).count()).toBe(0)
      const width = (await lost.boundingBox())?.width ?? 0
      expect(width).toBe((await page.locator('.lists').boundingBox())?.width)
      expect(other.complaints).toEqual([])
    } finally {
      await other.close()
    }
  })
})

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, axeFaults, startApp } from './browser.ts'
import { relayLog } from './relay-log.ts'

let app: App
let page: Page

const file = { name: 'mail.log', mimeType: 'text/plain', buffer: Buffer.from(relayLog) }

function panel() {
  return page.getByRole('complementary')
}

beforeAll(async () => {
  app = await startApp()
  page = await app.open()
})

afterAll(async () => {
  await app.close()
})

describe('from a log file to the reason, with the keyboard', () => {
  it('imports a chosen file and shows what became of every delivery', async () => {
    await page.getByRole('heading', { name: 'Where is this message' }).waitFor()
    await page.locator('input[type=file]').first().setInputFiles(file)
    await page.waitForURL(/#\/overview/)
    await page.getByRole('link', { name: 'Messages', exact: true }).click()
    await page.waitForURL(/#\/messages/)
    await page.getByRole('heading', { level: 1, name: /deliveries of/ }).waitFor()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^4 deliveries of 3 messages · 2 Mar \d{4}$/)
    await page.getByRole('button', { name: 'Remove: not: direction is notice' }).click()
    await page.getByRole('heading', { level: 1, name: '5 deliveries of 4 messages' }).waitFor()
    expect(await page.getByRole('button', { name: /^Bounced 1/ }).count()).toBe(1)
  })

  it('finds a message by a fragment and reads its verdict', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('lq1wk3')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '1 delivery of 1 message' }).waitFor()
    await page.locator('.ag-cell-focus').waitFor()
    await page.keyboard.press('Enter')
    await panel().getByRole('heading', { name: 'Refused by smtp-relay.gmail.com' }).waitFor()
    expect(await panel().textContent()).toContain('certain')
    expect(await panel().textContent()).toContain('Invalid credentials for relay [192.0.2.1]')
    expect(await panel().locator('ol.steps li').count()).toBeGreaterThan(2)
  })

  it('opens a message of the search, however late its rows come', async () => {
    const slow = await app.open()
    await slow.routeWebSocket(/./, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => {
        setTimeout(() => server.send(message), message.includes('/messages/window') ? 600 : 0)
      })
    })
    await slow.goto(`${new URL(slow.url()).origin}/#/messages`)
    await slow.reload()
    await slow.locator('.ag-row').nth(3).waitFor()
    await slow.keyboard.press('/')
    await slow.keyboard.type('lq1wk3')
    await slow.keyboard.press('Enter')
    await slow.getByRole('heading', { level: 1, name: '1 delivery of 1 message' }).waitFor()
    await slow.keyboard.press('Enter')
    await slow.getByRole('complementary').getByRole('heading', { name: 'Refused by smtp-relay.gmail.com' }).waitFor()
    await slow.close()
  })

  it('opens a message by Enter also after the row of the address lay beyond the end of the list', async () => {
    const other = await app.open()
    await other.goto(`${new URL(other.url()).origin}/#/messages?sel=none&at=1000`)
    await other.reload()
    await other.locator('.ag-row').nth(3).waitFor()
    await other.keyboard.press('Escape')
    await other.waitForURL((url) => !url.href.includes('sel=none'))
    await other.locator('.ag-row [col-id="time"]').first().focus()
    await other.keyboard.press('Enter')
    await other.waitForURL(/sel=/)
    await other.close()
  })

  it('restores query and open message after a reload', async () => {
    await page.reload()
    await panel().getByRole('heading', { name: 'Refused by smtp-relay.gmail.com' }).waitFor()
    expect(await page.getByRole('textbox', { name: 'Search messages' }).inputValue()).toBe('lq1wk3')
  })

  it('opens the line that decided in the file', async () => {
    await panel().getByRole('link', { name: 'mail.log:6' }).first().click()
    await page.waitForURL(/#\/sources\/[^?]+\?line=6$/)
    const line = page.locator('.lines .ag-row.is-selected')
    await line.waitFor()
    expect(await line.textContent()).toContain('status=bounced')
    await page.keyboard.press('Escape')
    await page.waitForURL(/#\/messages\?/)
  })

  it('opens the full page with a second Enter and comes back with Escape', async () => {
    await page.locator('.ag-row').first().click()
    await panel().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/messages\/[a-z0-9]{12}/)
    await page.getByRole('heading', { name: 'Raw lines' }).waitFor()
    await page.keyboard.press('Escape')
    await page.waitForURL(/#\/messages\?/)
  })
})

describe('the query', () => {
  it('keeps the rows while a part cannot be read, and says what was expected', async () => {
    await page.goto(`${new URL(page.url()).origin}/#/messages`)
    await page.getByRole('heading', { level: 1, name: '5 deliveries' }).waitFor()
    await page.locator('.ag-row').nth(4).waitFor()
    await page.getByRole('textbox', { name: 'Search messages' }).fill('delay:>10')
    await page.getByRole('alert').filter({ hasText: 'needs a unit' }).waitFor()
    expect(await page.locator('.ag-row').count()).toBe(5)
    await page.keyboard.type('s')
    await page.getByRole('heading', { level: 1, name: '1 delivery of 1 message' }).waitFor()
  })

  it('says which clause keeps everything away', async () => {
    await page.getByRole('textbox', { name: 'Search messages' }).fill('to:sue outcome:bounced')
    await page.getByRole('heading', { name: 'No delivery fits all of this' }).waitFor()
    await page
      .getByRole('row', { name: /without outcome:bounced/ })
      .getByRole('button')
      .click()
    await page.getByRole('heading', { level: 1, name: '1 delivery of 1 message' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'No delivery fits all of this' }).waitFor()
  })

  it('filters by outcome with a click, and the address knows', async () => {
    await page.getByRole('textbox', { name: 'Search messages' }).fill('')
    await page.getByRole('heading', { level: 1, name: '5 deliveries' }).waitFor()
    await page.getByRole('button', { name: /^Waiting/ }).click()
    await page.getByRole('heading', { level: 1, name: '1 delivery of 1 message' }).waitFor()
    expect(page.url()).toContain('outcome%3Awaiting')
  })
})

describe('hostile text', () => {
  it('shows an override of the writing direction as a mark', async () => {
    await page.getByRole('textbox', { name: 'Search messages' }).fill('outcome:rejected')
    await page.locator('.ag-row').filter({ hasText: 'Refused on entry' }).click()
    await panel().getByRole('heading', { name: 'Raw lines' }).waitFor()
    expect(await panel().locator('.raw .mark').first().textContent()).toBe('RLO')
  })
})

describe('every screen', () => {
  it('has no fault that axe can find', async () => {
    const checked = await app.open({ bypassCSP: true })
    await checked.waitForURL(/#\/overview/)
    await checked.locator('.volume svg').first().waitFor()
    const overview = await axeFaults(checked)
    await checked.getByRole('button', { name: 'Show as a table' }).click()
    const table = await axeFaults(checked)
    await checked.getByRole('link', { name: 'Messages', exact: true }).click()
    await checked.locator('.ag-row').first().click()
    await checked.getByRole('heading', { name: 'Raw lines' }).waitFor()
    const faults: Record<string, readonly string[]> = { overview, table, messages: await axeFaults(checked) }
    const origin = new URL(checked.url()).origin
    await checked.goto(`${origin}/#/sources`)
    await checked.getByRole('heading', { name: 'Own domains' }).waitFor()
    faults['sources'] = await axeFaults(checked)
    await checked.getByRole('link', { name: 'mail.log' }).click()
    await checked.locator('.lines .ag-row').first().waitFor()
    faults['source'] = await axeFaults(checked)
    await checked.goto(`${origin}/#/`)
    await checked.getByRole('textbox', { name: 'What does this error mean?' }).fill('550 5.1.1 <bob@example.net>: User unknown')
    await checked.getByRole('heading', { name: 'What to do' }).waitFor()
    faults['start'] = await axeFaults(checked)
    expect(faults).toEqual({ overview: [], table: [], messages: [], sources: [], source: [], start: [] })
    await checked.context().close()
  })

  it('asks for nothing outside of the host, and breaks no rule of its policy', () => {
    expect(app.complaints).toEqual([])
  })
})

describe('an engine that stops', () => {
  it('is said so, and what is shown stays readable', async () => {
    await app.stopServer()
    await page.getByRole('alert').filter({ hasText: 'The engine stopped. Restart it.' }).waitFor()
    expect(await page.locator('.ag-row').count()).toBeGreaterThan(0)
  })
})

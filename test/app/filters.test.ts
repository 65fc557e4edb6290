import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, axeFaults, startApp } from './browser.ts'

let app: App
let page: Page

/** Four hours of a relay: a mail every ten minutes to one of ten domains, every fourth of them refused; each from one of two devices. */
function busyLog(): string {
  const lines = Array.from({ length: 24 }, (_, i) => {
    const time = `Mar  2 ${String(6 + Math.floor(i / 6)).padStart(2, '0')}:${String((i % 6) * 10).padStart(2, '0')}`
    const id = `4Zx2lq${(i + 10).toString(20).toUpperCase().replaceAll('A', 'X').replaceAll('E', 'Y').replaceAll('I', 'Z')}k3z9`
    const device = i % 2 === 0 ? 'scanner.example.org[192.0.2.44]' : 'ws7.example.org[192.0.2.7]'
    const to = `bob@d${i % 10}.example.net`
    const end =
      i % 4 === 0
        ? `dsn=5.1.1, status=bounced (host mx.example.net[198.51.100.9] said: 550 5.1.1 <${to}>: User unknown (in reply to RCPT TO command))`
        : 'dsn=2.0.0, status=sent (250 2.0.0 Ok)'
    return [
      `${time}:01 relay1 postfix/smtpd[2311]: ${id}: client=${device}`,
      `${time}:01 relay1 postfix/cleanup[2315]: ${id}: message-id=<m${i}@example.org>`,
      `${time}:01 relay1 postfix/qmgr[900]: ${id}: from=<${i % 2 === 0 ? 'scanner' : 'alice'}@example.org>, size=2121, nrcpt=1 (queue active)`,
      `${time}:02 relay1 postfix/smtp[2330]: ${id}: to=<${to}>, relay=mx.example.net[198.51.100.9]:25, delay=1, delays=0.1/0/0.3/0.6, ${end}`,
      `${time}:03 relay1 postfix/qmgr[900]: ${id}: removed`,
    ]
  })
  return `${lines.flat().join('\n')}\n`
}

const heading = (text: string | RegExp) => page.getByRole('heading', { level: 1, name: text }).waitFor()
const query = () => page.getByRole('textbox', { name: 'Search messages' }).inputValue()
const filters = () => page.getByRole('region', { name: 'Filters' })
const chart = () => page.getByRole('slider', { name: /^Time/ })

async function everything(): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/#/messages`)
  await heading('24 deliveries of 24 messages')
}

beforeAll(async () => {
  app = await startApp()
  page = await app.open()
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'mail.log', mimeType: 'text/plain', buffer: Buffer.from(busyLog()) })
  await page.waitForURL(/#\/overview/)
})

afterAll(async () => {
  await app.close()
})

describe('the values of the result', () => {
  it('show what it consists of; a click asks for one, Ctrl adds, Alt leaves out, a second click takes back', async () => {
    await everything()
    await filters().getByRole('button', { name: 'scanner.example.org 12' }).click()
    await heading('12 deliveries')
    expect(await query()).toBe('device:"192.0.2.44"')
    await filters()
      .getByRole('button', { name: 'ws7.example.org 12' })
      .click({ modifiers: ['Control'] })
    await heading('24 deliveries')
    expect(await query()).toBe('device:("192.0.2.44" OR "192.0.2.7")')
    await filters()
      .getByRole('button', { name: 'scanner.example.org 12' })
      .click({ modifiers: ['Alt'] })
    await heading('12 deliveries')
    expect(await query()).toBe('device:"192.0.2.7" -device:"192.0.2.44"')
    await filters()
      .getByRole('button', { name: /^Let scanner.example.org in again$/ })
      .click()
    await filters().getByRole('button', { name: 'ws7.example.org 12' }).click()
    await heading('24 deliveries')
    expect(await query()).toBe('')
  })

  it('count under the other clauses, and each number is that of the list which opens', async () => {
    await everything()
    await filters()
      .getByRole('button', { name: /^No such mailbox 6$/ })
      .click()
    await heading('6 deliveries')
    await filters().getByRole('button', { name: 'scanner.example.org 6' }).waitFor()
    await filters().getByRole('button', { name: 'd0.example.net 2' }).click()
    await heading('2 deliveries')
    await page.goBack()
    await heading('6 deliveries')
  })

  it('can be searched, and all be seen, with the keyboard', async () => {
    await everything()
    await filters().getByRole('button', { name: '2 more' }).click()
    await filters().getByRole('button', { name: 'd9.example.net 2' }).waitFor()
    await page.getByRole('textbox', { name: "Search in: Recipient's domain" }).fill('d7')
    const seven = filters().getByRole('button', { name: 'd7.example.net 2' })
    await expect
      .poll(() =>
        filters()
          .getByRole('button', { name: /^d\d.example.net/ })
          .count(),
      )
      .toBe(1)
    await seven.focus()
    await page.keyboard.press('Alt+Enter')
    await heading('22 deliveries')
    expect(await query()).toBe('-domain:"d7.example.net"')
    expect(await page.locator('.reading').first().textContent()).toContain('not: recipient\'s domain is "d7.example.net"')
  })

  it('hide and come back with a key; on a narrow screen they are a drawer', async () => {
    await everything()
    await page.locator('.ag-row').first().waitFor()
    await page.keyboard.press('f')
    await filters().waitFor({ state: 'detached' })
    await page.keyboard.press('f')
    await filters().waitFor()
    await page.setViewportSize({ width: 900, height: 800 })
    await filters().waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'ws7.example.org 12' }).click()
    await page.keyboard.press('Escape')
    await heading('12 deliveries')
    await page.setViewportSize({ width: 1280, height: 800 })
  })
})

describe('the chart of the time', () => {
  it('narrows the list to what was dragged; back undoes it', async () => {
    await everything()
    const box = (await chart().boundingBox())!
    await page.mouse.move(box.x + 1, box.y + 30)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.25, box.y + 20, { steps: 4 })
    await expect.poll(() => chart().getAttribute('aria-valuetext')).toMatch(/^2 Mar 06:00 to 2 Mar 07:00: 4 handed over, 2 bounced$/)
    await page.mouse.up()
    await heading('6 deliveries')
    expect(await query()).toMatch(/^after:\S+T\S+Z before:\S+Z$/)
    await page.goBack()
    await heading('24 deliveries')
  })

  it('works with keys, keeps the other clauses, and gives the whole time back', async () => {
    await page.goto(`${new URL(page.url()).origin}/#/messages?q=outcome:bounced`)
    await heading('6 deliveries')
    await chart().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Enter')
    await heading(/^1 delivery/)
    expect(await query()).toMatch(/^outcome:bounced after:/)
    await page.getByRole('button', { name: 'Whole time' }).click()
    await heading('6 deliveries')
    expect(await query()).toBe('outcome:bounced')
  })

  it('is a table as well, whose numbers open their rows', async () => {
    await everything()
    await page.getByRole('button', { name: 'As a table' }).click()
    const cell = page.getByRole('region', { name: 'Deliveries over time, as a table' }).getByRole('link').first()
    const number = Number(await cell.textContent())
    await cell.click()
    await heading(new RegExp(`^${number} deliver`))
    await page.getByRole('button', { name: 'As a chart' }).click()
  })
})

describe('for everybody', () => {
  it('has no fault that axe can find', async () => {
    const checked = await app.open({ bypassCSP: true })
    await checked.goto(`${new URL(checked.url()).origin}/#/messages?q=-domain:"d7.example.net"`)
    await checked.locator('.bars rect').first().waitFor()
    await checked.getByRole('button', { name: /^ws7/ }).waitFor()
    expect(await axeFaults(checked)).toEqual([])
    await checked.context().close()
  })

  it('nothing complained, and nothing but the host was asked', () => {
    expect(app.complaints).toEqual([])
  })
})

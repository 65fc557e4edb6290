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

const panel = () => page.getByRole('complementary')
const rows = () => page.locator('table.sending tbody th a')

async function chooseNames(text: string): Promise<void> {
  await page.getByLabel('CSV with names of devices').setInputFiles({ name: 'names.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
}

describe('devices', () => {
  it('are listed with what they sent, sorted by any column, and the address keeps it', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    await page.getByRole('heading', { level: 1, name: '2 devices handed in 2 messages of your own' }).waitFor()
    expect(await page.getByRole('img', { name: /at most 1 in/ }).count()).toBe(2)
    await page.getByRole('button', { name: 'Failed' }).click()
    await page.waitForURL(/sort=-failed/)
    await expect.poll(() => rows().allTextContents()).toEqual(['192.0.2.44', '192.0.2.7'])
    expect(await page.getByRole('columnheader', { name: 'Failed' }).getAttribute('aria-sort')).toBe('descending')
    await page.getByRole('button', { name: 'Failed' }).click()
    await page.waitForURL(/sort=failed/)
    await expect.poll(() => rows().allTextContents()).toEqual(['192.0.2.7', '192.0.2.44'])
    await page.reload()
    await rows().first().waitFor()
    await expect.poll(() => rows().allTextContents()).toEqual(['192.0.2.7', '192.0.2.44'])
    await page.goBack()
    await page.waitForURL(/sort=-failed/)
    await expect.poll(() => rows().allTextContents()).toEqual(['192.0.2.44', '192.0.2.7'])
  })

  it('open as a panel by keys: sentence, volume, failures, senders; every number opens its rows', async () => {
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(/open=192\.0\.2\.44/)
    await panel().getByText('Sent 1 message to 1 recipient; 100 % of them failed.').waitFor()
    await panel().locator('.recharts-bar-rectangle path').first().waitFor()
    await panel().getByRole('link', { name: /relay/i }).first().waitFor()
    await panel().getByRole('link', { name: 'scanner@print.example.org', exact: true }).waitFor()
    await panel()
      .getByRole('link', { name: /^1 Bounced/ })
      .click()
    await page.getByRole('heading', { level: 1, name: '1 delivery of 1 message' }).waitFor()
    await page.goBack()
    await panel().getByText('Sent 1 message').waitFor()
    await page.keyboard.press('j')
    await page.waitForURL(/open=192\.0\.2\.7/)
    await panel().getByText('Sent 1 message to 2 recipients; none of them failed.').waitFor()
    await page.keyboard.press('Escape')
    await panel().waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('192.0.2.7')
    await page.keyboard.press('o')
    await page.getByRole('heading', { level: 1, name: '2 deliveries of 1 message' }).waitFor()
    await page.goBack()
  })

  it('say at which hours of which weekdays something is sent, as a picture and in figures, and to whom', async () => {
    await page.goto(`${new URL(page.url()).origin}/#/devices?open=192.0.2.7`)
    const words = 'Busiest: Mondays 06:00–06:59, 2 deliveries.'
    await panel().getByText(words, { exact: true }).waitFor()
    const picture = panel().getByRole('img', { name: `Deliveries by weekday and hour. ${words}`, exact: true })
    await picture.getByText('Monday 06:00–06:59: 2 deliveries', { exact: true }).locator('..').click()
    await page.getByRole('heading', { level: 1, name: '2 deliveries of 1 message' }).waitFor()
    await page.goBack()
    await panel().getByRole('region', { name: 'Weekdays and hours' }).getByRole('button', { name: 'Show as a table' }).click()
    await page.waitForURL(/view=table/)
    await panel().getByRole('link', { name: '2 on Mondays 06:00–06:59' }).click()
    await page.getByRole('heading', { level: 1, name: '2 deliveries of 1 message' }).waitFor()
    await page.goBack()
    await panel().getByRole('link', { name: '1 delivery: sue@example.com' }).click()
    await page.getByRole('heading', { level: 1, name: '1 delivery of 1 message' }).waitFor()
    await page.goBack()
    await panel()
      .getByRole('region', { name: /^Handed on to/ })
      .getByRole('link', { name: '1 delivery: mx.acme.test' })
      .waitFor()
    expect(await panel().getByRole('heading', { name: 'Subjects with' }).count()).toBe(0)
    await panel().getByRole('region', { name: 'Weekdays and hours' }).getByRole('button', { name: 'Show as a chart' }).click()
    await picture.waitFor()
    await page.keyboard.press('Escape')
    await panel().waitFor({ state: 'detached' })
  })

  it('take a name by hand, shown on other screens too, and give it back by undo', async () => {
    await page.getByRole('link', { name: /^192\.0\.2\.44/ }).click()
    await panel().getByRole('button', { name: 'Give it a name: 192.0.2.44' }).click()
    await page.keyboard.type('Scanner 3rd floor')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 2, name: 'Scanner 3rd floor' }).waitFor()
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByText('The device is Scanner 3rd floor (192.0.2.44).').waitFor()
    await page.setViewportSize({ width: 1920, height: 900 }) // The list has room for devices.
    await page.getByRole('link', { name: 'Messages' }).click()
    const cells = page.locator('.ag-cell[col-id="device"]')
    await cells.getByText('Scanner 3rd floor').first().waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('Undone: 192.0.2.44 is now called Scanner 3rd floor.').waitFor()
    await cells.getByText('scanner-3fl.print.example.org').first().waitFor()
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('take names from a CSV, say which line is wrong, and find devices by them', async () => {
    await page.goto(`${new URL(page.url()).origin}/#/devices`)
    await rows().first().waitFor()
    await chooseNames('ip,name\nscanner,Scanner\n')
    await page.getByText('names.csv, line 2: “scanner” is no IP address').waitFor()
    await chooseNames('ip;name;kind\n192.0.2.7;Reception;PC\n')
    await page.getByText('1 device named from names.csv.').waitFor()
    await page.getByRole('link', { name: /^Reception, 192\.0\.2\.7, PC/ }).waitFor()
    await page.getByLabel('Only devices with').fill('recep')
    await page.waitForURL(/q=recep/)
    await expect.poll(() => rows().allTextContents()).toEqual(['Reception'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('None of the 2 devices fits.').waitFor()
  })

  it('have a second list of senders, each with its devices', async () => {
    await page.getByLabel('Only devices with').fill('')
    await page.getByText('Senders', { exact: true }).click()
    await page.getByRole('heading', { level: 1, name: '2 senders sent 2 messages of your own' }).waitFor()
    await page.getByRole('link', { name: 'scanner@print.example.org' }).first().click()
    await panel().getByRole('link', { name: '192.0.2.44', exact: true }).click()
    await page.waitForURL(/#\/devices\?open=192/)
    await panel().getByText('Sent 1 message').waitFor()
    await page.goBack()
    await page.waitForURL(/tab=senders/)
  })
})

describe('logins and domains', () => {
  it('are lists of their own, chosen by keys, each with who is behind it', async () => {
    await page.goto(`${new URL(page.url()).origin}/#/devices`)
    await rows().first().waitFor()
    await page.keyboard.press('2')
    await page.waitForURL(/tab=logins/)
    await page.getByRole('heading', { level: 1, name: '1 login handed in 1 message of your own' }).waitFor()
    await page.getByRole('link', { name: '1 message without a login' }).waitFor()
    await page.getByRole('link', { name: 'alice, 1 device', exact: true }).click()
    await panel().getByRole('link', { name: '192.0.2.7', exact: true }).waitFor()
    await panel().getByRole('heading', { name: 'Its senders' }).waitFor()
    await page.keyboard.press('4')
    await page.getByRole('heading', { level: 1, name: '2 domains sent 2 messages of your own' }).waitFor()
    await page.getByRole('link', { name: 'print.example.org, 1 sender', exact: true }).click()
    await panel().getByRole('link', { name: 'scanner@print.example.org', exact: true }).click()
    await page.waitForURL(/tab=senders/)
    await page.keyboard.press('1')
    await page.waitForURL(/#\/devices$/)
  })

  it('say which is loudest where nothing is unusual', async () => {
    await page.getByRole('checkbox', { name: 'Only unusual' }).check()
    await page.waitForURL(/unusual=true/)
    await page.getByText('Nothing stands out. Loudest: 192.0.2.').waitFor()
    await page.getByRole('checkbox', { name: 'Only unusual' }).uncheck()
    await rows().first().waitFor()
  })
})

describe('the screen', () => {
  it('has no fault that axe can find', async () => {
    const checked = await app.open({ bypassCSP: true })
    await checked.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
    await checked.goto(`${new URL(checked.url()).origin}/#/devices?open=192.0.2.44`)
    await checked.locator('.recharts-bar-rectangle path').first().waitFor()
    await checked.getByRole('link', { name: 'scanner@print.example.org', exact: true }).waitFor()
    expect(await axeFaults(checked)).toEqual([])
    await checked.goto(`${new URL(checked.url()).origin}/#/devices?tab=domains&open=print.example.org`)
    await checked.getByRole('heading', { name: 'Its senders' }).waitFor()
    expect(await axeFaults(checked)).toEqual([])
    await checked.context().close()
  })

  it('asks for nothing outside of the host', () => {
    expect(app.complaints).toEqual([])
  })
})

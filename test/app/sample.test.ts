import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeSample } from '../../shared/sample/sample.ts'
import { type App, axeFaults, startApp } from './browser.ts'

const { truth } = makeSample()

let app: App
let page: Page

beforeAll(async () => {
  app = await startApp()
  page = await app.open({ bypassCSP: true })
})

afterAll(async () => {
  await app.close()
})

/** The text of a part of the screen, with ordinary spaces. */
async function textOf(region: string): Promise<string> {
  return ((await page.getByRole('region', { name: region, exact: true }).textContent()) ?? '').replaceAll('\u202f', ' ')
}

/** How many of one's own deliveries that is true of. */
function own(failure: string, consequence: string): number {
  return truth.deliveries.filter(
    ({ byAll, direction }) => byAll.class === failure && byAll.consequence === consequence && ['own', 'internal'].includes(direction),
  ).length
}

it('opens the sample by keyboard, and the first screen tells every story', async () => {
  await page.getByRole('button', { name: 'Try the sample' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/#\/overview/, { timeout: 60_000 }) // Six files are made, read and joined.
  await page.getByRole('heading', { level: 1, name: /the daily limit of the relay is used up/ }).waitFor({ timeout: 60_000 })
  const sentence = await textOf('In one sentence')
  expect(sentence).toContain('copier-3fl.nordhaven.example (10.20.5.30) used most of it up')
  expect(sentence).toContain('550-5.7.1 Daily SMTP relay limit exceeded for customer')
  expect(sentence).toContain('Who must act: The administrator of the sending side')
  const causes = await textOf('Why your mail failed')
  expect(causes).toContain(`Wrong user name or passwordscanner-2fl.nordhaven.example (10.20.5.21) · ${own('auth-failed', 'waiting')}0`)
  expect(causes).toContain(`The message looks like spampc-17.nordhaven.example (10.20.3.17) · ${own('spam-content', 'lost')}`)
  expect(causes).toContain('The sender address is not allowed to sendpc-17.nordhaven.example (10.20.3.17)')
  expect(causes).toMatch(new RegExp(`The relay does not know this IP or domain\\d+ devices${own('relay-denied', 'lost')}0`))
  const main = ((await page.getByRole('main').textContent()) ?? '').replaceAll('\u202f', ' ')
  expect(main).toContain('4 of them filed as spam')
  expect(main).toContain('A mail that is not found here was not handed to this server')
  expect(await textOf('Waiting')).toContain(
    `${own('auth-failed', 'waiting')} go out only once this is mended: the user name or password is wrong.`,
  )
  expect(await textOf('Waiting')).toMatch(/more waited and were accepted later: .*greylisting/)
  expect(await textOf('Noise')).toContain(`${truth.strangers.length} strangers at the door`)
  expect(await textOf('Lost')).toMatch(/\d of your own mail, 3 of others' mail to you/)
})

it('opens the rows behind a cause', async () => {
  const link = page
    .getByRole('region', { name: 'Why your mail failed' })
    .getByRole('link', { name: /^\d+ waiting: Wrong user name or password/ })
  await link.focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/#\/messages/)
  await page.getByRole('heading', { level: 1, name: new RegExp(`^${own('auth-failed', 'waiting')} deliveries`) }).waitFor()
  await page.goBack()
  await page
    .getByRole('region', { name: 'Why your mail failed' })
    .getByRole('link', { name: 'The message looks like spam', exact: true })
    .click()
  await page.waitForURL(/#\/failures\?class=spam-content/)
  await page.goBack()
  await page.getByRole('region', { name: 'Why your mail failed' }).waitFor()
})

it('marks the copier on Devices, with the rule and its messages', async () => {
  await page.goto(`${new URL(page.url()).origin}/#/devices?unusual=true`)
  const mark = page.getByRole('link', { name: /^steady retry: Mail from copier-3fl/ })
  expect(await mark.getAttribute('title')).toMatch(/of the same 412 kB came 1.000 times, every 9\.6 s on average\.$/)
  await mark.click()
  await page.getByRole('heading', { level: 1, name: /^1.000 deliveries of 1.000 messages/ }).waitFor()
  await page.goBack()
  await page.goBack()
  await page.getByRole('region', { name: 'Why your mail failed' }).waitFor()
})

it('does not find the mail that was never handed in', async () => {
  await page.goto(`${new URL(page.url()).origin}/#/messages?q=${encodeURIComponent(`to:${truth.missing.recipient}`)}`)
  await page.getByRole('heading', { name: 'No delivery fits all of this' }).waitFor()
  await page.goBack()
})

it('is without faults for axe', async () => {
  const checked = await app.open({ bypassCSP: true })
  await checked.getByRole('region', { name: 'Why your mail failed' }).waitFor()
  expect(await axeFaults(checked)).toEqual([])
  await checked.context().close()
})

it('complains of nothing', () => {
  expect(app.complaints).toEqual([])
})

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, axeFaults, startApp } from './browser.ts'
import { relayLog } from './relay-log.ts'

let app: App
let page: Page

/** A scanner whose sixty mails the relay refuses, each to somebody else. */
const refused = Array.from({ length: 60 }, (_, nth) => {
  const stamp = `Mar  2 07:${String(nth).padStart(2, '0')}:00 relay1`
  const id = `4Zx3${nth.toString(36).padStart(2, '0')}Wk3z9`
  return `${stamp} postfix/smtpd[2311]: ${id}: client=scanner-4fl.print.example.org[192.0.2.45]
${stamp} postfix/qmgr[900]: ${id}: from=<scanner4@print.example.org>, size=${20_000 + nth}, nrcpt=1 (queue active)
${stamp} postfix/smtp[2330]: ${id}: to=<bob${nth}@example.net>, relay=mx.example.net[203.0.113.25]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.net[203.0.113.25] said: 550 5.1.1 User unknown (in reply to RCPT TO command))
${stamp} postfix/qmgr[900]: ${id}: removed
`
}).join('')

beforeAll(async () => {
  app = await startApp()
  page = await app.open()
  await page.getByRole('heading', { name: 'Where is this message' }).waitFor()
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'mail.log', mimeType: 'text/plain', buffer: Buffer.from(relayLog + refused) })
  await page.waitForURL(/#\/overview/)
  await page.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
  await page.goto(`${new URL(page.url()).origin}/#/devices`)
})

afterAll(async () => {
  await app.close()
})

const panel = () => page.getByRole('complementary')
const headline = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
const said = 'Expected until 30 Mar: The list of customers is being cleaned.'

describe('what is expected', () => {
  it('is marked by m on a row, with a reason and a day that is not before the end of the logs', async () => {
    await headline('3 devices handed in 62 messages of your own; 1 is unusual')
    await page.keyboard.press('j')
    await page.keyboard.press('m')
    await page.waitForURL(/open=192\.0\.2\.45/)
    const mark = panel().getByRole('button', { name: 'Mark as expected' })
    expect(await mark.isDisabled()).toBe(true)
    await page.keyboard.type('The list of customers is being cleaned')
    await panel().getByText('which end on 2026-03-02').waitFor()
    expect(await panel().getByLabel('Until').inputValue()).toBe('2026-03-30')
    await panel().getByLabel('Until').fill('2026-03-01')
    expect(await mark.isDisabled()).toBe(true)
    await panel().getByLabel('Until').fill('2026-03-30')
    await page.keyboard.press('Enter')
    await panel().getByText(said).waitFor()
    await headline('3 devices handed in 62 messages of your own; 1 as expected')
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-flag') === 'failures')
  })

  it('stays so over a reload, leaves “only unusual”, and is told apart in the table and the report', async () => {
    await page.reload()
    await panel().getByText(said).waitFor()
    await page.keyboard.press('Escape')
    await panel().waitFor({ state: 'detached' })
    await page.getByRole('link', { name: /^failures, expected until 30 Mar: The list of customers is being cleaned\. 60 of 60/ }).waitFor()
    await page.getByRole('checkbox', { name: 'Only unusual' }).check()
    await page.getByText('Nothing stands out. Loudest: 192.0.2.45').waitFor()
    await page.getByRole('checkbox', { name: 'Only unusual' }).uncheck()
    await page.goto(`${new URL(page.url()).origin}/#/report`)
    await page
      .frameLocator('iframe')
      .getByText('failures, expected until 30 Mar: The list of customers is being cleaned. 60 of 60')
      .first()
      .waitFor()
    await page.goBack()
  })

  it('is taken away, given back by undo, and by Escape nothing is marked', async () => {
    await page.getByRole('link', { name: /^192\.0\.2\.45/ }).click()
    await panel().getByRole('button', { name: 'Not expected: failures' }).click()
    await headline('3 devices handed in 62 messages of your own; 1 is unusual')
    await page.keyboard.press('Control+z')
    await panel().getByText(said).waitFor()
    await page.keyboard.press('Control+Shift+z')
    await panel().getByRole('button', { name: 'Expected: failures', exact: true }).click()
    await panel().getByLabel('Why it is expected').press('Escape')
    await panel().getByLabel('Why it is expected').waitFor({ state: 'detached' })
    await headline('3 devices handed in 62 messages of your own; 1 is unusual')
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-flag') === 'failures')
  })

  it('has no fault that axe can find in its form', async () => {
    const checked = await app.open({ bypassCSP: true })
    await checked.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
    await checked.goto(`${new URL(checked.url()).origin}/#/devices?open=192.0.2.45`)
    await checked.getByRole('button', { name: 'Expected: failures', exact: true }).click()
    await checked.getByLabel('Why it is expected').waitFor()
    await checked.getByRole('heading', { name: 'To whom' }).waitFor()
    expect(await axeFaults(checked)).toEqual([])
    await checked.context().close()
  })

  it('asks for nothing outside of the host', () => {
    expect(app.complaints).toEqual([])
  })
})

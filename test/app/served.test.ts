import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, startApp } from './browser.ts'

const log = join(import.meta.dirname, '..', 'fixtures', 'postfix', 'operator.log')

let app: App
let page: Page
let origin: string

beforeAll(async () => {
  app = await startApp(log)
  page = await app.open()
  origin = new URL(page.url()).origin
})

afterAll(() => app.close())

test('the link opens the app with the log imported, and leaves the address', async () => {
  expect(page.url()).not.toContain('t=')
  await page.goto(`${origin}/#/messages`)
  await page
    .getByText(/deliver(?:y|ies) of/)
    .first()
    .waitFor()
})

test('the app stays open over a reload, and another browser stays out', async () => {
  await page.reload()
  await page
    .getByText(/deliver(?:y|ies) of/)
    .first()
    .waitFor()
  const stranger = await page.context().browser()?.newContext()
  const answer = await (await stranger?.newPage())?.goto(origin)
  expect(answer?.status()).toBe(401)
  await stranger?.close()
})

test('a page of another port gets nothing, though the browser sends it the cookie', async () => {
  const other = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<title>other</title>'))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const elsewhere = await page.context().newPage()
  await elsewhere.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`)
  const got = await elsewhere.evaluate(async (host) => {
    const opened = await new Promise((resolve) => {
      const socket = new WebSocket(`${host.replace('http', 'ws')}/rpc`)
      socket.onopen = () => resolve('opened')
      socket.onerror = () => resolve('refused')
    })
    const attempt = (path: string, how: RequestInit) =>
      fetch(`${host}${path}`, { credentials: 'include', ...how }).then(
        () => 'answered',
        () => 'refused',
      )
    return [opened, await attempt('/', {}), await attempt('/upload?name=x', { method: 'POST', body: 'x' })]
  }, origin)
  expect(got).toEqual(['refused', 'refused', 'refused'])
  await elsewhere.close()
  other.close()
})

test('a second tab follows what the first one opens and closes', async () => {
  const second = await page.context().newPage()
  await second.goto(`${origin}/#/messages`)
  const rows = second.getByText(/deliver(?:y|ies) of/).first()
  await rows.waitFor()
  await page.getByRole('button', { name: /^Case / }).click()
  await page.getByRole('menuitem', { name: 'Close this case' }).click()
  await second.getByRole('heading', { name: 'Where is this message, and why did it fail?' }).waitFor()
  await page.locator('.recent-open').first().click()
  await second.waitForURL(/#\/overview/)
  await second.close()
})

test('nothing was asked of any other place, and the strict policy broke nothing', () => {
  expect(app.complaints).toEqual([])
})

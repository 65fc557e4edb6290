import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, type ServedApp, serveApp } from './served-app.ts'

const log = join(import.meta.dirname, '..', 'fixtures', 'postfix', 'operator.log')

let app: ServedApp
let browser: Browser
let context: BrowserContext
let page: Page
const requested = new Set<string>()
const complaints: string[] = []

beforeAll(async () => {
  app = await serveApp([log])
  browser = await launchBrowser()
  context = await browser.newContext()
  page = await context.newPage()
  page.on('request', (request) => requested.add(new URL(request.url()).origin))
  page.on('websocket', (socket) => requested.add(new URL(socket.url()).origin))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
})

afterAll(async () => {
  await browser?.close()
  await app?.stop()
})

test('the link opens the app with the log imported, and leaves the address', async () => {
  await page.goto(app.link)
  expect(page.url()).not.toContain('t=')
  await page.goto(`${app.origin}/#/messages`)
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
  const stranger = await browser.newContext()
  const answer = await (await stranger.newPage()).goto(app.origin)
  expect(answer?.status()).toBe(401)
  await stranger.close()
})

test('a page of another port gets nothing, though the browser sends it the cookie', async () => {
  const other = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<title>other</title>'))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const elsewhere = await context.newPage()
  await elsewhere.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`)
  const got = await elsewhere.evaluate(async (origin) => {
    const opened = await new Promise((resolve) => {
      const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`)
      socket.onopen = () => resolve('opened')
      socket.onerror = () => resolve('refused')
    })
    const attempt = (path: string, how: RequestInit) =>
      fetch(`${origin}${path}`, { credentials: 'include', ...how }).then(
        () => 'answered',
        () => 'refused',
      )
    return [opened, await attempt('/', {}), await attempt('/upload?name=x', { method: 'POST', body: 'x' })]
  }, app.origin)
  expect(got).toEqual(['refused', 'refused', 'refused'])
  await elsewhere.close()
  other.close()
})

test('nothing was asked of any other place, and the strict policy broke nothing', () => {
  expect([...requested].sort()).toEqual([app.origin, app.origin.replace('http', 'ws')].sort())
  expect(complaints).toEqual([])
})

test('Ctrl-C ends it cleanly', async () => {
  expect(await app.stop()).toBe(130)
})

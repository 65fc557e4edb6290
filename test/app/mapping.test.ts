import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, axeFaults, startApp } from './browser.ts'

let app: App
let page: Page

beforeAll(async () => {
  app = await startApp()
  page = await app.open({ bypassCSP: true })
  await page.getByRole('heading', { level: 1 }).waitFor()
})

afterAll(async () => {
  await app.close()
})

const header = 'Zeitpunkt;Absender;Empfänger;Zustellstatus;Antwort'
const monday = `${header}\n02.03.2026 10:00:40;jane@example.com;jon@example.net;unzustellbar;550 5.2.2 Mailbox full\n02.03.2026 10:05:00;ann@example.com;bob@example.net;geparkt;\n`
const tuesday = `${header}\n03.03.2026 10:00:40;jane@example.com;sue@example.net;geparkt;451 4.7.1 later\n`
const relay = [
  '2026-03-04 09:14:05 mx1 relay: 4F2A from=<jane@example.com> client=192.0.2.10',
  '2026-03-04 09:14:06 mx1 relay: 4F2A to=<gone@example.net> bounced (550 5.1.1 no such user)',
].join('\n')

async function choose(...files: readonly (readonly [name: string, text: string])[]): Promise<void> {
  const chosen = files.map(([name, text]) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) }))
  await page.locator('.frame > input[type=file]').setInputFiles(chosen)
}

const dialog = () => page.getByRole('dialog', { name: /^How is/ })

async function showSources(): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/#/sources`)
}

describe('a table that no format knows', () => {
  it('opens a dialog with its columns guessed; cancelled, it leaves nothing', async () => {
    await choose(['monday.csv', monday])
    await dialog().getByText('1 line of these tells of a mail, 1 is not understood').waitFor()
    expect(page.url()).toContain('describe=')
    expect(await axeFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByText('No case open').waitFor()
    expect(await page.getByText('monday.csv is a table that no format knows').count()).toBe(1)
    expect(await page.locator('.recent-open').count()).toBe(0)
  })

  it('is read as the user says, which the preview follows', async () => {
    await choose(['monday.csv', monday])
    await dialog().getByText('its result has no meaning yet').waitFor()
    await dialog().getByRole('combobox', { name: 'What geparkt means' }).click()
    await page.getByRole('option', { name: 'Put off' }).click()
    await dialog().getByText('2 lines of these tell of a mail').waitFor()
    await dialog().getByRole('button', { name: 'Import', exact: true }).click()
    await page.waitForURL(/#\/overview/)
    await showSources()
    await page.getByText('Columns, read by a mapping of your own').first().waitFor()
  })

  it('is read without asking the next time, and asks again when that was forgotten', async () => {
    await choose(['tuesday.csv', tuesday])
    await page.getByRole('link', { name: 'tuesday.csv' }).waitFor()
    await page.getByRole('button', { name: /^Forget: time from “Zeitpunkt”/ }).click()
    await page.getByText('A mapping of your own was forgotten.').waitFor()
    await choose(['wednesday.csv', tuesday.replace('03.03', '04.03')])
    await dialog().waitFor()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    await dialog().waitFor({ state: 'detached' })
    expect(await page.getByRole('link', { name: 'wednesday.csv' }).count()).toBe(0)
  })

  it('is read again when what it means is changed', async () => {
    await page
      .getByRole('row', { name: /monday\.csv/ })
      .getByRole('link', { name: 'Change it' })
      .click()
    await dialog().getByRole('combobox', { name: 'What geparkt means' }).click()
    await page.getByRole('option', { name: 'Says nothing of its way' }).click()
    await dialog().getByText('1 line of these tells of a mail, 2 have nothing to keep').waitFor()
    await dialog().getByRole('button', { name: 'Read again so' }).click()
    await page.getByText('How monday.csv is read was changed.').waitFor()
    await dialog().waitFor({ state: 'detached' })
    await page.getByText('1 read, 2 with nothing to keep, 0 not understood').waitFor()
  })
})

describe('a table of times without a day', () => {
  it('has the day of its name, and says that it is assumed', async () => {
    await choose(['mail-2026-03-02.csv', 'Time,From,To,Status\n10:12:04,a@example.com,b@example.net,sent\n'])
    await dialog().getByText('Times without a day are taken to be of 2026-03-02, the day in the file’s name.').waitFor()
    await zone().click()
    await zone().fill('Asia/Tokyo')
    await page.getByRole('option', { name: 'Asia/Tokyo' }).click()
    await dialog().getByRole('button', { name: 'Import', exact: true }).click()
    await dialog().waitFor({ state: 'detached' })
    await showSources()
    await row().getByText('Day 2026-03-02 assumed from the file').waitFor()
  })

  it('loses the zone that was stated for it when that is cleared', async () => {
    await row().getByText('set by you').waitFor()
    await row().getByRole('link', { name: 'Change it' }).click()
    await expect.poll(() => zone().inputValue()).toBe('Asia/Tokyo')
    await dialog().locator('.mantine-Select-root').filter({ hasText: 'Zone of times' }).locator('button').first().click()
    await expect.poll(() => zone().inputValue()).toBe('')
    await dialog().getByRole('button', { name: 'Read again so' }).click()
    await dialog().waitFor({ state: 'detached' })
    await row().getByText('set by you').waitFor({ state: 'detached' })
    expect(await row().getByText('Asia/Tokyo').count()).toBe(0)
  })

  const zone = () => dialog().getByLabel('Zone of times that state none').and(page.locator('input'))
  const row = () => page.getByRole('row', { name: /mail-2026-03-02\.csv/ })
})

describe('a file within an archive that no format knows', () => {
  it('is described by its name there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'relayscope-packed-'))
    try {
      writeFileSync(join(folder, 'gate.csv'), 'when|who|whom|state\n2026-03-02 09:14:05|jane@example.com|packed@example.net|sent\n')
      execFileSync('tar', ['cf', 'all.tar', 'gate.csv'], { cwd: folder })
      await page.locator('.frame > input[type=file]').setInputFiles(join(folder, 'all.tar'))
      await page.getByRole('dialog', { name: 'How is all.tar/gate.csv to be read?' }).waitFor()
      await dialog().getByText('1 line of these tells of a mail').waitFor()
      await dialog().getByRole('button', { name: 'Import', exact: true }).click()
      await dialog().waitFor({ state: 'detached' })
      await showSources()
      await page.getByRole('link', { name: 'all.tar/gate.csv' }).waitFor()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('a text log that no format knows', () => {
  it('is said why, with its first line, and is described by templates that begin with its lines', async () => {
    await choose(['relay.log', relay])
    await dialog()
      .getByText(/relay\.log: no line of a known mail log in it/)
      .waitFor()
    await dialog().getByRole('button', { name: 'Begin a template with it' }).first().click()
    await dialog().getByRole('button', { name: 'Begin a template with it' }).first().click()
    expect(await dialog().getByRole('textbox', { name: 'How its lines are written' }).inputValue()).toBe(
      '{time} {host} relay: {queueId} from=<{sender}> client={clientIp}\n{time} {host} relay: {queueId} to=<{recipient}> bounced ({reply})',
    )
    await dialog().getByText('2 lines of these tell of a mail.').waitFor()
    expect(await axeFaults(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Import', exact: true }).click()
    await dialog().waitFor({ state: 'detached' })
    await page.goto(`${new URL(page.url()).origin}/#/messages?q=to:gone@example.net`)
    await page.locator('.ag-row').filter({ hasText: 'gone' }).first().waitFor()
  })

  it('says what is wrong with a template, and cannot be imported by it', async () => {
    await choose(['other.log', relay.replaceAll('relay:', 'gate:')])
    await dialog().getByRole('textbox', { name: 'How its lines are written' }).fill('{time} {colour}')
    await dialog().getByText('Template 1: there is no {colour}; known are time').waitFor()
    expect(await dialog().getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true)
    await dialog().getByRole('button', { name: 'Cancel' }).click()
  })
})

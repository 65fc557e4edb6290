import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, axeFaults, startApp } from './browser.ts'
import { relayLog } from './relay-log.ts'

let app: App
let page: Page

/** The relay's log, and three mails refused in words that no rule knows; hostile ones among them. */
const odd = [1, 2, 3]
  .map((n) =>
    [
      `smtpd[2311]: 4Zx2pq1Wk3z${n}: client=ws7.example.org[192.0.2.7]`,
      `qmgr[900]: 4Zx2pq1Wk3z${n}: from=<alice@example.org>, size=900, nrcpt=1 (queue active)`,
      `smtp[2330]: 4Zx2pq1Wk3z${n}: to=<bob@odd.test>, relay=mx.odd.test[203.0.113.77]:25, delay=1, dsn=5.0.0, status=bounced (host mx.odd.test[203.0.113.77] said: 554 5.0.0 ${n === 3 ? '<script>alert(1)</script> quixotic zzyzx' : 'Zzyzx: frobnicated mailbox'} (in reply to RCPT TO command))`,
      `qmgr[900]: 4Zx2pq1Wk3z${n}: removed`,
    ]
      .map((line) => `Mar  2 06:20:0${n} relay1 postfix/${line}\n`)
      .join(''),
  )
  .join('')

const file = { name: 'mail.log', mimeType: 'text/plain', buffer: Buffer.from(relayLog + odd) }

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

describe('rules', () => {
  it('are asked for on Overview, where replies are not recognised', async () => {
    await page.getByText('Of 5 deliveries that failed or wait and say why, 2 have a known cause. 3 are not recognised.').waitFor()
    await page.getByRole('link', { name: 'Write rules for them' }).click()
    await page.getByRole('heading', { level: 1, name: '2 replies of 3 failed deliveries are not recognised' }).waitFor()
  })

  it('are drafted from a reply, shown with what they change, and kept', async () => {
    await page.getByRole('link', { name: 'Draft a rule' }).first().click()
    await page.waitForURL(/draft=/)
    const words = page.getByLabel('Words', { exact: true })
    await expect.poll(() => words.inputValue()).toBe('zzyzx: frobnicated mailbox')
    const means = page.getByLabel('What it means', { exact: true }).and(page.locator('input'))
    await means.click()
    await means.fill('mailbox is full')
    await page.getByRole('option', { name: 'The recipient’s mailbox is full' }).click()
    await page.getByText('It would change 1 reply of 2 failed deliveries.').waitFor()
    await page.getByRole('button', { name: 'Keep this rule' }).click()
    await page.getByRole('heading', { level: 1, name: '1 reply of 1 failed delivery is not recognised' }).waitFor()
    await page.waitForURL((url) => !url.href.includes('draft='))
    await page.getByRole('link', { name: '2 decided by zzyzx-frobnicated-mailbox' }).click()
    await page.getByRole('heading', { level: 1, name: '2 deliveries of 2 messages' }).waitFor()
    await page.goBack()
  })

  it('warn of what they would take from others before they are kept', async () => {
    await page.getByRole('link', { name: 'Change zzyzx-frobnicated-mailbox' }).click()
    await page.getByLabel('Words', { exact: true }).fill('zzyzx')
    await page.getByText('It would change 2 replies of 3 failed deliveries.').waitFor()
    await page.getByText('One of these replies is decided by another rule now.').waitFor()
    await page.getByLabel('Words', { exact: true }).fill('words of another reply')
    await page.getByText('It holds no “words of another reply”').waitFor()
    expect(await page.getByRole('button', { name: 'Change the rule' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Leave it' }).click()
  })

  it('are drafted for a reply in the wrong class without a guess at the right one', async () => {
    await page.goto(`${new URL(page.url()).origin}/#/failures?class=relay-credentials`)
    await page.getByRole('link', { name: 'Wrong class? Write a rule' }).first().click()
    await page.getByRole('heading', { name: 'A rule for this reply' }).waitFor()
    expect(await page.getByLabel('What it means', { exact: true }).and(page.locator('input')).inputValue()).toBe('')
    await page.getByText('Choose what the reply means.').waitFor()
    await page.getByRole('button', { name: 'Leave it' }).click()
  })

  it('decide a pasted line as well', async () => {
    await page.getByLabel('What does this error mean?').fill('554 5.0.0 zzyzx: frobnicated mailbox of <sue@odd.test>')
    await page.getByText('rule own/zzyzx-frobnicated-mailbox').waitFor()
  })

  it('are deleted, and come back by undo', async () => {
    await page.getByRole('button', { name: 'Delete zzyzx-frobnicated-mailbox' }).click()
    await page.getByRole('heading', { level: 1, name: '2 replies of 3 failed deliveries are not recognised' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('heading', { level: 1, name: '1 reply of 1 failed delivery is not recognised' }).waitFor()
  })

  it('are taken from a file, once it was shown what they change', async () => {
    const rule = { name: 'quixotic', class: 'own-odd', phrases: ['quixotic'], example: '554 quixotic' }
    const odd = {
      id: 'own-odd',
      title: 'Windmills',
      family: 'content',
      meaning: 'The gateway takes it for a giant.',
      scope: 'message',
      permanent: true,
      clears: 'never',
      actor: 'sender',
      steps: ['Ask the squire.'],
      doNot: 'Do not charge.',
    }
    const text = `// Ours\n${JSON.stringify({ classes: [odd], rules: [rule] })}`
    const rules = { name: 'ours.jsonc', mimeType: 'application/json', buffer: Buffer.from(text) }
    await page.getByLabel('File of rules').setInputFiles(rules)
    await page.getByRole('heading', { name: '1 rule and 1 class of ours.jsonc' }).waitFor()
    await page.getByRole('button', { name: 'Keep these 2' }).click()
    await page.getByRole('heading', { level: 1, name: 'Every reply is recognised' }).waitFor()
    await page.getByLabel('File of rules').setInputFiles({ ...rules, buffer: Buffer.from('{"rules": 7}') })
    await page
      .getByRole('alert')
      .getByText(/ours\.jsonc, line 1/)
      .waitFor()
  })

  it('may be none in a file of classes', async () => {
    const spare = { id: 'own-spare', title: 'Spare', family: 'content', meaning: 'Nothing yet.', scope: 'message' }
    const more = { permanent: true, clears: 'never', actor: 'sender', steps: ['Wait.'], doNot: 'Do not hurry.' }
    const buffer = Buffer.from(JSON.stringify({ classes: [{ ...spare, ...more }], rules: [] }))
    await page.getByLabel('File of rules').setInputFiles({ name: 'classes.json', mimeType: 'application/json', buffer })
    await page.getByRole('heading', { name: '1 class of classes.json' }).waitFor()
    await page.getByRole('button', { name: 'Keep it' }).click()
    await page.getByText('1 class of classes.json was taken over.').waitFor()
    await page.getByRole('button', { name: 'Delete own-spare' }).click()
    await page.getByRole('button', { name: 'Delete own-spare' }).waitFor({ state: 'detached' })
  })

  it('are not taken from a file beside rules that decide their examples', async () => {
    const wide = { name: 'wide', class: 'mailbox-full', phrases: ['zzyzx'], example: '554 5.0.0 Zzyzx: frobnicated mailbox' }
    const buffer = Buffer.from(JSON.stringify({ rules: [wide] }))
    await page.getByLabel('File of rules').setInputFiles({ name: 'wide.json', mimeType: 'application/json', buffer })
    const offer = page.getByRole('region', { name: 'Rules of wide.json' })
    await offer.getByText('the rule zzyzx-frobnicated-mailbox decides it before wide').waitFor()
    expect(await offer.getByRole('button', { name: 'Keep it' }).isDisabled()).toBe(true)
    await offer.getByRole('button', { name: 'Leave it' }).click()
  })
})

describe('a class of the user', () => {
  it('stands among the failures as the user wrote it', async () => {
    await page.getByText('Named by 1 rule.').waitFor()
    await page.goto(`${new URL(page.url()).origin}/#/failures?class=own-odd`)
    await page.locator('#failure-title', { hasText: 'Windmills (own class)' }).waitFor()
    for (const words of ['Ask the squire.', 'Do not charge.', 'Source: your own class own-odd'])
      await page.getByText(words).first().waitFor()
    await page.goto(`${new URL(page.url()).origin}/#/messages?q=class:own-odd`)
    await page.getByRole('heading', { level: 1, name: '1 delivery of 1 message' }).waitFor()
    await page.getByText('Windmills (own class)').first().waitFor()
    await page.goto(`${new URL(page.url()).origin}/#/rules`)
  })
})

describe('two windows', () => {
  let second: Page
  const change = async (window: Page, rule: string, name: string) => {
    await window.getByRole('link', { name: `Change ${rule}` }).click()
    await window.getByLabel('Name', { exact: true }).fill(name)
    await window.getByText(/^It would change/).waitFor()
  }
  beforeAll(async () => {
    second = await app.open()
    await second.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
    await second.goto(`${new URL(second.url()).origin}/#/rules`)
  })

  it('do not overrule each other: what was deleted meanwhile is not changed', async () => {
    await change(second, 'quixotic', 'mine')
    await page.getByRole('button', { name: 'Delete quixotic' }).click()
    await page.getByRole('heading', { level: 1, name: '1 reply of 1 failed delivery is not recognised' }).waitFor()
    await second.getByRole('button', { name: 'Change the rule' }).click()
    await second.getByText('The rule quixotic is no more: it was changed or deleted meanwhile').waitFor()
    await second.getByRole('heading', { level: 1, name: '1 reply of 1 failed delivery is not recognised' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('heading', { level: 1, name: 'Every reply is recognised' }).waitFor()
    await second.reload()
  })

  it('show a rule that decides nothing since, and mend it', async () => {
    await second.goto(`${new URL(second.url()).origin}/#/rules`)
    await change(second, 'zzyzx-frobnicated-mailbox', 'mine')
    await change(page, 'quixotic', 'mine')
    await page.getByRole('button', { name: 'Change the rule' }).click()
    await page.getByText('The rule quixotic was changed.').or(page.getByText('The rule mine was changed.')).waitFor()
    await second.getByRole('button', { name: 'Change the rule' }).click()
    await second
      .getByText('The rule mine decides nothing, and stays as it is until you mend or delete it: name: it is the name of one before')
      .waitFor()
    await second.getByText('What decides nothing is left out of the file.').waitFor()
    await second.getByRole('button', { name: 'Mend mine' }).click()
    const rule = second.getByLabel('As it is kept', { exact: true })
    await second.getByText('name: it is the name of one before; give it another.', { exact: true }).waitFor()
    await rule.fill((await rule.inputValue()).replace('"mine"', '"quixotic"'))
    await second.getByText('It would change 1 reply of 1 failed delivery.').waitFor()
    await second.getByRole('button', { name: 'Keep it' }).click()
    await second.getByRole('heading', { level: 1, name: 'Every reply is recognised' }).waitFor()
    await second.context().close()
  })
})

describe('the screen', () => {
  it('has no fault that axe can find', async () => {
    const checked = await app.open({ bypassCSP: true })
    await checked.getByRole('heading', { level: 1, name: /own deliver/ }).waitFor()
    const origin = new URL(checked.url()).origin
    await checked.goto(`${origin}/#/rules?change=quixotic`)
    await checked.getByRole('heading', { name: 'Change quixotic' }).waitFor()
    await checked.getByText('It would change nothing in this case.').waitFor()
    expect(await axeFaults(checked)).toEqual([])
    await checked.context().close()
  })

  it('asks for nothing outside of the host', () => {
    expect(app.complaints).toEqual([])
  })
})

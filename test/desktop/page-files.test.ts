import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answer } from '../../electron/desktop/page-files.ts'
import { temporaryFolder } from '../engine/temporary-folder.ts'

const root = temporaryFolder()
const folder = join(root, 'renderer')
mkdirSync(join(folder, 'assets'), { recursive: true })
writeFileSync(join(root, 'secret.txt'), 'secret')
writeFileSync(join(folder, 'index.html'), '<meta name="csp-nonce" content=""><div id="root"></div>')
writeFileSync(join(folder, 'assets', 'index.js'), 'export {}')

const ask = (path: string, method = 'GET') => answer(new Request(`app://relayscope/${path}`, { method }), folder)

test('the page comes under the policy, with a nonce of its own each time', async () => {
  const [first, second] = [await ask(''), await ask('')]
  const policy = first.headers.get('Content-Security-Policy') ?? ''
  const nonce = /'nonce-([\w-]+)'/.exec(policy)?.[1] ?? 'none'
  expect(await first.text()).toBe(`<meta name="csp-nonce" content="${nonce}"><div id="root"></div>`)
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-")
  expect(second.headers.get('Content-Security-Policy')).not.toBe(policy)
  expect(first.headers.get('X-Content-Type-Options')).toBe('nosniff')
})

test('a file of the window comes with its type', async () => {
  const script = await ask('assets/index.js')
  expect([script.status, script.headers.get('Content-Type'), await script.text()]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'export {}',
  ])
})

test.each(['..%2fsecret.txt', '%2e%2e/secret.txt', '..%5csecret.txt', 'assets', 'none.js'])('%s is not there', async (path) => {
  const refused = await ask(path)
  expect([refused.status, await refused.text()]).toEqual([404, ''])
})

test('files are read, never written', async () => {
  expect((await ask('', 'POST')).status).toBe(404)
})

import { expect, test } from 'vitest'
import { contentPolicy, withNonce } from '../../electron/content-policy.ts'
import {
  contentType,
  engineEnvironment,
  fileFor,
  filesIn,
  filesOfSecond,
  isOwnDownload,
  isOwnPage,
  mayRequest,
} from '../../electron/desktop/rules.ts'

test.each([
  'https://example.org/',
  'http://127.0.0.1/',
  'file:///etc/passwd',
  'app://other/',
  'app://relayscope.example/',
  'javascript:alert(1)',
  'data:text/html,x',
  'devtools://x',
  'ws://relayscope/',
  '',
])('the window neither shows nor asks for %s', (url) => {
  expect(isOwnPage(url)).toBe(false)
  expect(mayRequest(url)).toBe(false)
})

test('the window shows and asks for the app’s own files', () => {
  expect(isOwnPage('app://relayscope/#/messages?q=x')).toBe(true)
  expect(mayRequest('app://relayscope/assets/index.js')).toBe(true)
})

test('an address names a file of the window, never one outside', () => {
  expect(fileFor('app://relayscope/', '/out/renderer')).toBe('/out/renderer/index.html')
  expect(fileFor('app://relayscope/assets/a%20b.js', '/out/renderer')).toBe('/out/renderer/assets/a b.js')
  for (const path of ['..%2f..%2fetc/passwd', '%2e%2e/secret', '..%5csecret', 'a%00b', '%ff', '.']) {
    const file = fileFor(`app://relayscope/${path}`, '/out/renderer')
    expect(file === null || file.startsWith('/out/renderer/')).toBe(true)
  }
  expect(fileFor('https://example.org/index.html', '/out/renderer')).toBeNull()
})

test('files have types that a browser runs under nosniff', () => {
  expect(contentType('/x/main.JS')).toContain('text/javascript')
  expect(contentType('/x/styles.css')).toContain('text/css')
  expect(contentType('/x/unknown')).toBe('application/octet-stream')
})

test('files of a command line are those after the program and the app', () => {
  expect(filesIn(['electron', '.', '--flag', 'mail.log', '/var/log/mail.log'], '/home/user', false)).toEqual([
    '/home/user/mail.log',
    '/var/log/mail.log',
  ])
  expect(filesIn(['electron', '--inspect=0', '.', 'mail.log'], '/home/user', false)).toEqual(['/home/user/mail.log'])
  expect(filesIn(['electron', '.'], '/home/user', false)).toEqual([])
  expect(filesIn(['Relayscope', 'mail.log'], '/home/user', true)).toEqual(['/home/user/mail.log'])
})

test('a second start sends its files; anything else that it sends is no file', () => {
  expect(filesOfSecond({ files: ['/home/user/mail.log', '/x.relayscope'] })).toEqual(['/home/user/mail.log', '/x.relayscope'])
  expect(filesOfSecond({ files: ['relative.log', 7, null, '/x.log'] })).toEqual(['/x.log'])
  for (const sent of [undefined, null, 'x', {}, { files: '/x.log' }, ['/x.log']]) expect(filesOfSecond(sent)).toEqual([])
})

test('what the page itself made may be asked for and saved, what another page made may not', () => {
  const own = 'blob:app://relayscope/0a1b'
  expect([isOwnDownload(own), mayRequest(own), isOwnPage(own)]).toEqual([true, true, false])
  for (const url of ['blob:https://example.org/0a1b', 'blob:null/0a1b', 'blob:', 'app://relayscope/index.html', 'data:text/html,x']) {
    expect([url, isOwnDownload(url)]).toEqual([url, false])
  }
})

test('the policy allows no inline script and no other origin', () => {
  const policy = contentPolicy('abc')
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-abc'")
  expect(policy).not.toContain('unsafe')
  expect(policy).not.toContain('*')
  expect(policy).not.toContain('http')
})

test('the nonce is put where the screens look for it, and nowhere else', () => {
  expect(withNonce('<meta name="csp-nonce" content="" /><p content="">', 'n1')).toBe('<meta name="csp-nonce" content="n1" /><p content="">')
})

test('the engine gets sixteen threads for reading, whatever the environment says', () => {
  expect(engineEnvironment({ HOME: '/home/user', UV_THREADPOOL_SIZE: '4' })).toEqual({ HOME: '/home/user', UV_THREADPOOL_SIZE: '16' })
})

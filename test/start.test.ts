import { expect, test } from 'vitest'
import { chooseHost, electronProgram, hasDisplay, isOldNode, isStale, readArguments } from '../scripts/choose-host.mjs'

const found = { wantsWeb: false, display: true, electron: '/x/electron', triedBefore: false, superuser: false }

test('a window opens where a display and Electron are', () => {
  expect(chooseHost(found)).toEqual({ host: 'desktop', download: false, reason: null })
})

test('Electron is fetched once, and only when a display could show it', () => {
  expect(chooseHost({ ...found, electron: null })).toEqual({ host: 'desktop', download: true, reason: null })
  expect(chooseHost({ ...found, electron: null, triedBefore: true })).toMatchObject({ host: 'web', download: false })
  expect(chooseHost({ ...found, electron: null, display: false })).toMatchObject({ host: 'web', download: false })
})

test('where no window opens, a sentence says why', () => {
  expect(chooseHost({ ...found, display: false }).reason).toBe('No display was found (DISPLAY and WAYLAND_DISPLAY are empty).')
  expect(chooseHost({ ...found, superuser: true }).reason).toContain('root')
  expect(chooseHost({ ...found, wantsWeb: true })).toEqual({ host: 'web', download: false, reason: null })
})

test('a display is X or Wayland on Linux, and always there elsewhere', () => {
  expect(hasDisplay('linux', {})).toBe(false)
  expect(hasDisplay('linux', { DISPLAY: '' })).toBe(false)
  expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true)
  expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
  expect(hasDisplay('darwin', {})).toBe(true)
  expect(hasDisplay('win32', {})).toBe(true)
})

test('Electron’s program has a name of its own per system', () => {
  expect(['linux', 'win32', 'darwin'].map(electronProgram)).toEqual(['electron', 'electron.exe', 'Electron.app/Contents/MacOS/Electron'])
})

test('files become absolute, options go to the host', () => {
  const read = readArguments(['mail.log', '--port', '8025', '--no-open', '--web', 'b.log'], (path) => `/in/${path}`)
  expect(read).toEqual({ wantsWeb: true, options: ['--port', '8025', '--no-open'], files: ['/in/mail.log', '/in/b.log'] })
})

test('packages are installed again when one that the lock demands is missing or another version', () => {
  const lock = {
    packages: {
      '': { version: '1' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/mac-only': { version: '2.0.0', optional: true },
    },
  }
  expect(isStale(lock, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBe(false)
  expect(isStale(lock, { packages: { 'node_modules/a': { version: '1.0.1' } } })).toBe(true)
  expect(isStale(lock, { packages: {} })).toBe(true)
})

test('a Node that is too old is told apart', () => {
  expect(['18.20.0', '20.18.3', '20.19.0', '22.1.0', '24.0.0'].map(isOldNode)).toEqual([true, true, false, false, false])
})

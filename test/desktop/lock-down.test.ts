import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import type { OnBeforeRequestListenerDetails, Session, WebContents } from 'electron'
import { expect, test } from 'vitest'
import { closeOff, isOwnCall, keepInPlace, type OpenSession, pagePreferences } from '../../electron/desktop/lock-down.ts'

const own = 'app://relayscope/'
const foreign = ['https://example.org/x', 'http://127.0.0.1:9/', 'file:///etc/passwd', 'ws://example.org/', 'blob:https://example.org/1']

/** What Electron would call: the listeners that were handed to it. */
function closedSession() {
  const events = new EventEmitter()
  const handed: {
    request?: Parameters<Session['webRequest']['onBeforeRequest']>[0] | undefined
    asked?: Parameters<Session['setPermissionRequestHandler']>[0] | undefined
    checked?: Parameters<Session['setPermissionCheckHandler']>[0] | undefined
    device?: Parameters<Session['setDevicePermissionHandler']>[0] | undefined
    spelling?: boolean
  } = {}
  const session = {
    webRequest: {
      onBeforeRequest: (listener: typeof handed.request) => {
        handed.request = listener
      },
    },
    setPermissionRequestHandler: (handler: typeof handed.asked) => {
      handed.asked = handler
    },
    setPermissionCheckHandler: (handler: typeof handed.checked) => {
      handed.checked = handler
    },
    setDevicePermissionHandler: (handler: typeof handed.device) => {
      handed.device = handler
    },
    setSpellCheckerEnabled: (enabled: boolean) => {
      handed.spelling = enabled
    },
    on: (name: string, listener: () => void) => events.on(name, listener),
  }
  closeOff(session as unknown as OpenSession, '/home/user/Downloads')
  return { handed, events }
}

test('a page runs sandboxed, apart from its preload and without Node', () => {
  expect(pagePreferences('/app/preload.cjs')).toEqual({
    preload: '/app/preload.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  })
})

test('a session lets through what the app asks of itself and cancels every other request', () => {
  const { handed } = closedSession()
  const cancelled = (url: string) => {
    let answer: boolean | undefined
    handed.request?.({ url } as OnBeforeRequestListenerDetails, ({ cancel }) => {
      answer = cancel
    })
    return answer
  }
  expect([own, `${own}assets/index.js`, `blob:${own}7c1`].map(cancelled)).toEqual([false, false, false])
  expect(foreign.map(cancelled)).toEqual(foreign.map(() => true))
})

test('a session grants nothing but writing to the clipboard, and spells with no dictionary from elsewhere', () => {
  const { handed } = closedSession()
  const contents = {} as WebContents
  const asked = (permission: string) => {
    let granted: boolean | undefined
    handed.asked?.(contents, permission as 'media', (answer) => (granted = answer), { isMainFrame: true, requestingUrl: own })
    return granted
  }
  const checked = (permission: string) => handed.checked?.(contents, permission as 'media', own, { isMainFrame: true })
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fileSystem', 'unknown']) {
    expect([permission, asked(permission), checked(permission)]).toEqual([permission, false, false])
  }
  expect([asked('clipboard-sanitized-write'), checked('clipboard-sanitized-write')]).toEqual([true, true])
  expect(handed.device?.({ deviceType: 'usb', origin: own, device: {} as Electron.USBDevice })).toBe(false)
  expect(handed.spelling).toBe(false)
})

test('what the page made is saved where the user says; nothing else is saved', () => {
  const { events } = closedSession()
  const download = (url: string, name: string) => {
    const got: { prevented: boolean; path?: string | undefined } = { prevented: false }
    events.emit(
      'will-download',
      { preventDefault: () => (got.prevented = true) },
      {
        getURL: () => url,
        getFilename: () => name,
        setSaveDialogOptions: (options: { defaultPath?: string }) => {
          got.path = options.defaultPath
        },
      },
    )
    return got
  }
  expect(download(`blob:${own}7c1`, 'report.html')).toEqual({ prevented: false, path: join('/home/user/Downloads', 'report.html') })
  expect(download(`blob:${own}7c1`, '../../.bashrc')).toEqual({ prevented: false, path: join('/home/user/Downloads', '.bashrc') })
  for (const url of foreign) expect(download(url, 'x.html')).toEqual({ prevented: true })
})

test('a page cannot navigate away, open a window or hold another page', () => {
  const events = new EventEmitter()
  const windows: { handler?: Parameters<WebContents['setWindowOpenHandler']>[0] | undefined } = {}
  const policies: string[] = []
  const contents = {
    setWebRTCIPHandlingPolicy: (policy: string) => policies.push(policy),
    on: (name: string, listener: () => void) => events.on(name, listener),
    setWindowOpenHandler: (handler: typeof windows.handler) => {
      windows.handler = handler
    },
  }
  keepInPlace(contents as unknown as WebContents)
  const prevented = (name: string, url: string) => {
    let stopped = false
    events.emit(name, { url, preventDefault: () => (stopped = true) })
    return stopped
  }
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    expect([name, prevented(name, `${own}#/messages`)]).toEqual([name, false])
    for (const url of foreign) expect([name, url, prevented(name, url)]).toEqual([name, url, true])
  }
  expect(prevented('will-frame-navigate', 'about:srcdoc')).toBe(false)
  expect(prevented('will-navigate', 'about:srcdoc')).toBe(true)
  expect(prevented('will-attach-webview', own)).toBe(true)
  expect(policies).toEqual(['disable_non_proxied_udp'])
  for (const url of [own, ...foreign]) expect(windows.handler?.({ url } as Electron.HandlerDetails)).toEqual({ action: 'deny' })
})

test('main answers only the app’s own page', () => {
  expect(isOwnCall({ url: `${own}#/messages`, parent: null })).toBe(true)
  expect(isOwnCall({ url: own, parent: { url: own } })).toBe(false)
  expect(isOwnCall(null)).toBe(false)
  for (const url of foreign) expect(isOwnCall({ url, parent: null })).toBe(false)
})

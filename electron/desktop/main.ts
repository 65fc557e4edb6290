import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, BrowserWindow, dialog, ipcMain, MessageChannelMain, protocol, type Session, session } from 'electron'
import { contentPolicy, withNonce } from '../content-policy.ts'
import { EngineLink } from './engine-link.ts'
import { appPage, contentType, fileFor, filesIn, isOwnPage, mayRequest } from './rules.ts'

const outFolder = fileURLToPath(new URL('..', import.meta.url))
const rendererFolder = join(outFolder, 'renderer')

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }])

/** A file of the window under the app's own protocol, with the policy that every page runs under. */
async function answer(request: Request): Promise<Response> {
  const file = fileFor(request.url, rendererFolder)
  if (file === null || request.method !== 'GET') return new Response(null, { status: 404 })
  const nonce = randomBytes(18).toString('base64url')
  const headers = {
    'Content-Type': contentType(file),
    'Content-Security-Policy': contentPolicy(nonce),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  }
  try {
    if (file.endsWith('.html')) return new Response(withNonce(await readFile(file, 'utf8'), nonce), { headers })
    return new Response(new Uint8Array(await readFile(file)), { headers })
  } catch {
    return new Response(null, { status: 404 })
  }
}

/** Nothing leaves the machine, and no page gets a right that it did not have. */
function closeOff(of: Session): void {
  of.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !mayRequest(details.url) }))
  of.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  of.setPermissionCheckHandler(() => false)
  of.setDevicePermissionHandler(() => false)
  of.setSpellCheckerEnabled(false)
}

function openWindow(engine: EngineLink): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 640,
    minHeight: 480,
    title: 'Relayscope',
    webPreferences: {
      preload: join(outFolder, 'desktop', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  window.webContents.on('did-finish-load', () => {
    const { port1, port2 } = new MessageChannelMain()
    engine.connect(port1)
    window.webContents.postMessage('relayscope-port', null, [port2])
  })
  void window.loadURL(appPage)
  return window
}

function start(): void {
  const engine = new EngineLink(outFolder, app.getPath('userData'), (sentence) => dialog.showErrorBox('Relayscope', sentence))
  let window: BrowserWindow | null = null

  const show = () => {
    if (window === null || window.isDestroyed()) window = openWindow(engine)
    else if (window.isMinimized()) window.restore()
    window.focus()
  }

  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })

  ipcMain.handle('offer-file', (event, path: unknown) => {
    if (!isOwnPage(event.senderFrame?.url ?? '')) throw new Error('Only the window of Relayscope may hand in files.')
    if (typeof path !== 'string' || path === '') throw new Error('This is not a file on the disk: save it first, then open it.')
    return engine.offerFile(path)
  })

  app.on('second-instance', (_event, args, folder) => {
    show()
    engine.open(filesIn(args, folder, app.isPackaged))
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    engine.open([path])
  })
  app.on('activate', show)
  app.on('window-all-closed', () => app.quit())
  app.on('quit', () => engine.stop())

  void app.whenReady().then(() => {
    protocol.handle('app', answer)
    closeOff(session.defaultSession)
    show()
    engine.open(filesIn(process.argv, process.cwd(), app.isPackaged))
  })
}

if (app.requestSingleInstanceLock()) start()
else app.quit()

import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, protocol, screen, session, shell, utilityProcess } from 'electron'
import { dataFolder } from '../data-folder.ts'
import type { CaseFile } from '../engine/recent-cases.ts'
import { EngineLink, type EngineProcess } from './engine-link.ts'
import { keepFile, offerFile } from './handed-in.ts'
import { closeOff, keepInPlace, pagePreferences } from './lock-down.ts'
import { menuTemplate, openDialog } from './menu.ts'
import { answer } from './page-files.ts'
import { printPage } from './print-page.ts'
import { appPage, engineEnvironment, filesIn, filesOfSecond, type SecondStart } from './rules.ts'
import { type CopyTools, copyWhere, saveCopy } from './save-copy.ts'
import { type PdfTools, savePdf } from './save-pdf.ts'
import { keepState, place, readState, smallest } from './window-state.ts'

const outFolder = fileURLToPath(new URL('..', import.meta.url))
const rendererFolder = join(outFolder, 'renderer')
/** In a package it lies beside the program: the system's editor cannot look into the archive. */
const notices = join(app.isPackaged ? dirname(process.resourcesPath) : outFolder, 'THIRD-PARTY-NOTICES.txt')

/** Starts the engine's process; `argument` is the folder of its cases, or --self-check. */
function startEngine(argument: string) {
  return utilityProcess.fork(join(outFolder, 'engine-process.js'), [argument], {
    serviceName: 'Relayscope engine',
    env: engineEnvironment(process.env),
  })
}

function openWindow(engine: EngineLink): BrowserWindow {
  const folder = app.getPath('userData')
  const state = readState(folder)
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id)
  const window = new BrowserWindow({
    ...place(
      state,
      [main, ...others].map(({ workArea }) => workArea),
    ),
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Relayscope',
    webPreferences: pagePreferences(join(outFolder, 'desktop', 'preload.cjs')),
  })
  if (state?.maximized) window.maximize()
  window.on('close', () => keepState(folder, { bounds: window.getNormalBounds(), maximized: window.isMaximized() }))
  window.webContents.on('did-finish-load', () => {
    const { port1, port2 } = new MessageChannelMain()
    engine.connect(port1)
    window.webContents.postMessage('relayscope-port', null, [port2])
  })
  window.webContents.on('render-process-gone', (_event, { reason }) => void offerReload(window, reason))
  void window.loadURL(appPage)
  return window
}

/** A page that has died is grey and mute: main says so. */
async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  if (window.isDestroyed() || reason === 'clean-exit') return
  const message = `The window stopped (${reason}). The case is not affected.`
  const { response } = await dialog.showMessageBox({ type: 'error', message, buttons: ['Reload', 'Quit'], defaultId: 0, cancelId: 1 })
  if (response === 0 && !window.isDestroyed()) window.webContents.reload()
  else app.quit()
}

/** Brings the one window of the app to the front, opened anew when it was closed. */
function windowOf(engine: EngineLink): () => BrowserWindow {
  let window: BrowserWindow | null = null
  return () => {
    if (window === null || window.isDestroyed()) window = openWindow(engine)
    else if (window.isMinimized()) window.restore()
    window.focus()
    return window
  }
}

function answerCalls(engine: EngineLink, copy: CopyTools): void {
  ipcMain.handle('offer-file', (event, path: unknown) => offerFile(event.senderFrame, path, engine))
  const downloads = app.getPath('downloads')
  const pdf: PdfTools = {
    choose: async (name) => {
      const filters = [{ name: 'PDF', extensions: ['pdf'] }]
      const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath: join(downloads, name), filters })
      return canceled ? null : filePath
    },
    print: (html) => printPage(html, downloads),
  }
  ipcMain.handle('save-pdf', (event, name: unknown, html: unknown) => savePdf(event.senderFrame, name, html, pdf))
  ipcMain.handle('save-copy', (event) => saveCopy(event.senderFrame, copy))
  ipcMain.handle('keep-file', (event, name: unknown, bytes: unknown) => keepFile(event.senderFrame, name, bytes, engine))
}

/** Closes the case before the app ends: what was removed from it is purged then, and its lock given back. */
function closeBeforeQuitting(engine: EngineLink): void {
  let closed = false
  app.on('will-quit', (event) => {
    if (closed) return
    event.preventDefault()
    void engine.close().finally(() => {
      closed = true
      app.quit()
    })
  })
}

function start(files: readonly string[]): void {
  let openCase: string | null = null
  const showMenu = (recent: readonly CaseFile[]) => {
    const state = { platform: process.platform, recent, hasCase: openCase !== null }
    const actions = {
      open: () => void choose(),
      openFile: (path: string) => open([path]),
      saveCopy: () => void copyByMenu(),
      licences: () => void shell.openPath(notices),
    }
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(state, actions)))
  }
  const engine = new EngineLink({
    start: () => startEngine(dataFolder()) as EngineProcess<Electron.MessagePortMain>, // Its messages are those of engine-service.ts.
    refused: (sentence) => dialog.showErrorBox('Relayscope', sentence),
    recentChanged: (recent, present) => {
      openCase = present
      showMenu(recent)
      if (recent[0]) app.addRecentDocument(recent[0].path)
    },
  })
  const copy: CopyTools = {
    openCase: () => openCase,
    choose: async (defaultPath) => {
      const filters = [{ name: 'Relayscope cases', extensions: ['relayscope'] }]
      const { canceled, filePath } = await dialog.showSaveDialog({ title: 'Save a copy to share', defaultPath, filters })
      return canceled ? null : filePath
    },
    write: (path) => engine.copyTo(path),
  }
  const copyByMenu = async () => {
    const answer = await copyWhere(copy)
    if ('refusal' in answer) dialog.showErrorBox('Relayscope', answer.refusal)
  }
  const show = windowOf(engine)
  const open = (paths: readonly string[]) => {
    const window = show()
    if (engine.hasDied()) window.webContents.reload() // It would not see what is opened.
    engine.open(paths)
  }
  const choose = async () => open((await dialog.showOpenDialog(show(), openDialog)).filePaths)

  app.on('web-contents-created', (_event, contents) => keepInPlace(contents))
  app.on('second-instance', (_event, _args, _folder, sent) => open(filesOfSecond(sent)))
  const ready = app.whenReady()
  app.on('open-file', (event, path) => {
    event.preventDefault()
    void ready.then(() => open([path])) // On a Mac it comes before the app is ready.
  })
  app.on('activate', () => void ready.then(show))
  app.on('window-all-closed', () => app.quit())
  closeBeforeQuitting(engine)

  void ready.then(() => {
    protocol.handle('app', (request) => answer(request, rendererFolder))
    closeOff(session.defaultSession, app.getPath('downloads'))
    answerCalls(engine, copy)
    showMenu([])
    open(files)
  })
}

/** Tests the engine of this very package, without a window, and ends with status 0 or 1. */
function checkSelf(): void {
  void app.whenReady().then(() => startEngine('--self-check').on('exit', (status) => app.exit(status)))
}

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }])
app.enableSandbox()
const files = filesIn(process.argv, process.cwd(), app.isPackaged)
if (process.argv.includes('--self-check')) checkSelf()
else if (app.requestSingleInstanceLock({ files } satisfies SecondStart)) start(files)
else app.quit()

import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { MessageChannel as NodeChannel, type MessagePort as NodePort } from 'node:worker_threads'
import type { Page } from 'playwright-core'
import type { WebSocket as ServerSocket } from 'ws'
import { EngineLink } from '../../electron/desktop/engine-link.ts'
import { type HandedIn, handIn } from '../../electron/desktop/hand-in.ts'
import { keepFile, offerFile } from '../../electron/desktop/handed-in.ts'
import { type CopyTools, type SavedCopy, saveCopy } from '../../electron/desktop/save-copy.ts'
import { type SavedPdf, savePdf } from '../../electron/desktop/save-pdf.ts'
import { startWebHost } from '../../electron/web/server.ts'
import { forkEngine } from '../desktop/engine-fork.ts'
import { chromiumOfTests, PATIENCE_MS, slowDown, watch } from './browser.ts'

const rendererFolder = join(import.meta.dirname, '..', '..', 'out', 'renderer')
const appFrame = { url: 'app://relayscope/', parent: null }

/** The desktop without Electron: its link, its engine's process, and its window with a port, in Chromium. */
export interface Desktop {
  readonly page: Page
  readonly link: EngineLink<NodePort>
  /** The engines that were started, in their order. */
  readonly engines: readonly ChildProcess[]
  readonly refusals: readonly string[]
  readonly complaints: readonly string[]
  /** Where the user has files saved. */
  readonly folder: string
  /** Drops files on the window: those of the disk by their path, or text that is no file. */
  readonly drop: (...files: readonly (string | { readonly name: string; readonly text: string })[]) => Promise<void>
  readonly close: () => Promise<void>
}

/** What the preload does on Electron, with the page's end of the port carried by a socket. */
function preload(): void {
  const { handOver, printed, copied } = window as unknown as {
    handOver: (name: string, text: string) => Promise<HandedIn>
    printed: (name: string, html: string) => Promise<SavedPdf>
    copied: () => Promise<SavedCopy>
  }
  Object.assign(window, {
    relayscope: {
      offerFile: async (file: File) => {
        const answer = await handOver(file.name, await file.text())
        if ('refusal' in answer) throw new Error(answer.refusal)
        return answer.handle
      },
      savePdf: printed,
      saveCopy: copied,
    },
  })
  // Electron tells a page's port that the other end has closed (`close`); Chromium alone does not.
  let handedOn: MessagePort | undefined
  window.addEventListener('message', (event) => {
    handedOn = event.ports[0] ?? handedOn
  })
  window.addEventListener('load', () => {
    const { port1, port2 } = new MessageChannel()
    const socket = new WebSocket(`ws://${location.host}/rpc`)
    socket.onopen = () => {
      port1.onmessage = (event) => socket.send(event.data)
      window.postMessage('relayscope-port', location.origin, [port2])
    }
    socket.onmessage = (event) => port1.postMessage(event.data)
    socket.onclose = () => handedOn?.dispatchEvent(new Event('close'))
  })
}

/** Joins a page's socket to a port of the engine: what is gone at one end is gone at the other. */
function joinEnds(socket: ServerSocket, link: EngineLink<NodePort>): void {
  const { port1, port2 } = new NodeChannel()
  port2.on('message', (data: string) => socket.send(data))
  port2.on('close', () => socket.close())
  socket.on('message', (data: Buffer) => port2.postMessage(data.toString()))
  socket.on('close', () => port2.close())
  link.connect(port1)
}

/** Starts the desktop, with a data folder of its own. */
export async function startDesktop(): Promise<Desktop> {
  const folder = mkdtempSync(join(tmpdir(), 'relayscope-desktop-'))
  const engines: ChildProcess[] = []
  const refusals: string[] = []
  let openCase: string | null = null
  const link = new EngineLink<NodePort>({
    start: () => forkEngine(join(folder, 'data'), engines),
    refused: (sentence) => refusals.push(sentence),
    recentChanged: (_, open) => {
      openCase = open
    },
  })
  mkdirSync(join(folder, 'uploads'))
  const host = await startWebHost({
    port: 0,
    rendererFolder,
    uploadFolder: join(folder, 'uploads'),
    rpc: {
      upgrade: (socket) => {
        joinEnds(socket as ServerSocket, link)
        return Promise.resolve()
      },
    },
    offerFile: () => {
      throw new Error('a window of the desktop uploads nothing')
    },
    copyCase: () => Promise.reject(new Error('a window of the desktop fetches nothing')),
  })
  const browser = await chromiumOfTests()
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP: true, timezoneId: 'Europe/Berlin' })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  await slowDown(page)
  const complaints: string[] = []
  watch(page, host.link(), complaints)
  const paths = new Map<string, string>()
  await page.exposeFunction('handOver', (name: string, text: string) =>
    handIn(
      new File([text], name),
      (file) => paths.get(file.name) ?? '',
      async (channel, ...[first, second]) =>
        channel === 'offer-file' ? offerFile(appFrame, first, link) : keepFile(appFrame, first, second, link),
    ).then(
      (handle) => ({ handle }),
      (error: Error) => ({ refusal: error.message }),
    ),
  )
  const print = async (html: string): Promise<Uint8Array> => {
    const paper = await browser.newPage({ javaScriptEnabled: false })
    await paper.setContent(html)
    const pdf = await paper.pdf({ tagged: true, outline: true, preferCSSPageSize: true })
    await paper.close()
    return pdf
  }
  const choose = (name: string) => Promise.resolve(join(folder, name))
  await page.exposeFunction('printed', (name: string, html: string) => savePdf(appFrame, name, html, { choose, print }))
  const copy: CopyTools = { openCase: () => openCase, choose: (path) => choose(basename(path)), write: (path) => link.copyTo(path) }
  await page.exposeFunction('copied', () => saveCopy(appFrame, copy))
  await page.addInitScript(preload)
  await page.goto(host.link())
  await page.getByRole('heading', { level: 1 }).waitFor()
  return {
    page,
    folder,
    link,
    engines,
    refusals,
    complaints,
    drop: async (...files) => {
      const dropped = files.map((file) => (typeof file === 'string' ? { name: basename(file), text: '' } : file))
      for (const file of files) if (typeof file === 'string') paths.set(basename(file), file)
      await page.evaluate((list) => {
        const transfer = new DataTransfer()
        for (const { name, text } of list) transfer.items.add(new File([text], name))
        for (const kind of ['dragenter', 'dragover', 'drop']) {
          window.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }))
        }
      }, dropped)
    },
    close: async () => {
      await context.close()
      await host.close()
      await link.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

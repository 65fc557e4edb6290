import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { handIn } from './hand-in.ts'
import type { SavedCopy } from './save-copy.ts'
import type { SavedPdf } from './save-pdf.ts'

// The little of a page that is used here: this folder is compiled without the types of the DOM.
declare const window: {
  postMessage(message: string, origin: string, ports: readonly unknown[]): void
  addEventListener(type: 'load', listener: () => void, options: { readonly once: boolean }): void
}
declare const document: { readonly readyState: string }
declare const location: { readonly origin: string }

// The port to the engine goes on to the page once the page listens; the preload keeps nothing of it.
ipcRenderer.on('relayscope-port', (event) => {
  const handOn = () => window.postMessage('relayscope-port', location.origin, event.ports)
  if (document.readyState === 'complete') handOn()
  else window.addEventListener('load', handOn, { once: true })
})

contextBridge.exposeInMainWorld('relayscope', {
  /** A file that the user dropped or chose becomes a handle; the page never learns or names a path. */
  offerFile: (file: File): Promise<string> =>
    handIn(
      file,
      (each) => webUtils.getPathForFile(each),
      (channel, ...what) => ipcRenderer.invoke(channel, ...what),
    ),
  /** Has a page saved as PDF, where the user says; the page learns whether, not where. */
  savePdf: (name: string, html: string): Promise<SavedPdf> => ipcRenderer.invoke('save-pdf', name, html),
  /** Has a copy of the open case saved, where the user says; the page learns whether, not where. */
  saveCopy: (): Promise<SavedCopy> => ipcRenderer.invoke('save-copy'),
})

import { BrowserWindow, session } from 'electron'
import { closeOff } from './lock-down.ts'
import { appOrigin } from './rules.ts'

const page = `${appOrigin}/report`

/** A4 with the margins of the page's own style; tagged, with an outline, so that it can be read aloud and found through. */
const pdfOptions: Electron.PrintToPDFOptions = {
  pageSize: 'A4',
  preferCSSPageSize: true,
  printBackground: true,
  generateTaggedPDF: true,
  generateDocumentOutline: true,
}

/** Prints a document in a window that nobody sees: without script, preload or network, in a session that keeps nothing. */
export async function printPage(html: string, downloads: string): Promise<Uint8Array> {
  const partition = session.fromPartition(`print ${crypto.randomUUID()}`)
  closeOff(partition, downloads)
  partition.protocol.handle('app', (request) =>
    request.url === page
      ? new Response(html, { headers: { 'Content-Type': 'text/html; charset=utf-8', 'X-Content-Type-Options': 'nosniff' } })
      : new Response(null, { status: 404 }),
  )
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: partition, sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
  })
  try {
    await window.loadURL(page)
    return await window.webContents.printToPDF(pdfOptions)
  } finally {
    window.destroy()
  }
}

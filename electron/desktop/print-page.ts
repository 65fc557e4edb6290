import { BrowserWindow, type Session, session } from 'electron'
import { closeOff } from './lock-down.ts'
import { appOrigin } from './rules.ts'

/** A4 with the margins of the page's own style; tagged, with an outline, so that it can be read aloud and found through. */
const pdfOptions: Electron.PrintToPDFOptions = {
  pageSize: 'A4',
  preferCSSPageSize: true,
  printBackground: true,
  generateTaggedPDF: true,
  generateDocumentOutline: true,
}

/** Pages that are being printed, by their address. */
const pages = new Map<string, string>()

/** A session that keeps nothing on the disk and has those pages only. */
function printSession(downloads: string): Session {
  const partition = session.fromPartition('report')
  if (partition.protocol.isProtocolHandled('app')) return partition
  closeOff(partition, downloads)
  partition.protocol.handle('app', ({ url }) => {
    const html = pages.get(url)
    if (html === undefined) return new Response(null, { status: 404 })
    return new Response(html, { headers: { 'Content-Type': 'text/html; charset=utf-8', 'X-Content-Type-Options': 'nosniff' } })
  })
  return partition
}

/** Prints a document in a window that nobody sees, without script, preload or network. */
export async function printPage(html: string, downloads: string): Promise<Uint8Array> {
  const url = `${appOrigin}/report-${crypto.randomUUID()}`
  const webPreferences = {
    session: printSession(downloads),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    javascript: false,
  }
  const window = new BrowserWindow({ show: false, webPreferences })
  pages.set(url, html)
  try {
    await window.loadURL(url)
    return await window.webContents.printToPDF(pdfOptions)
  } finally {
    pages.delete(url)
    window.destroy()
  }
}

import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type CallFrame, isOwnCall } from './lock-down.ts'

/** The answer to a window that has a page saved: whether it was, or why it could not be. */
export type SavedPdf = { readonly saved: boolean } | { readonly refusal: string }

/** What of Electron is needed. */
export interface PdfTools {
  /** Asks where; null: nowhere. */
  choose(name: string): Promise<string | null>
  /** The pages of a document that may run nothing and ask for nothing. */
  print(html: string): Promise<Uint8Array>
}

/** Characters of a page that is printed; a report has far fewer. */
const longestPage = 64 * 1024 * 1024

/** Main's side: saves a page as PDF where the user says. Whatever a page sends is checked. */
export async function savePdf(frame: CallFrame | null, name: unknown, html: unknown, tools: PdfTools): Promise<SavedPdf> {
  if (!isOwnCall(frame)) return { refusal: 'Only the window of Relayscope may save a report.' }
  if (typeof name !== 'string' || typeof html !== 'string' || html.length > longestPage)
    return { refusal: 'This is no report: open it again.' }
  const path = await tools.choose(`${basename(name).replace(/\.[a-z]{1,8}$/, '')}.pdf`)
  if (path === null) return { saved: false }
  try {
    await writeFile(path, await tools.print(html))
    return { saved: true }
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error))
    return { refusal: `${basename(path)} cannot be written (${why}): name another file, or print the page.` }
  }
}

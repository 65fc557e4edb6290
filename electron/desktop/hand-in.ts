// What the sandboxed preload runs: it may import nothing that needs Node.

/** The answer to a window that hands a file in: errors of Electron's calls would reach the screen wrapped in words of its own. */
export type HandedIn = { readonly handle: string } | { readonly refusal: string }

/** Bytes that a window may hand in without a file on the disk: pasted lines, not logs. */
export const mostPastedBytes = 64 * 1024 * 1024

/** The refusal of bytes that are too many. */
export function tooMuch(name: string): HandedIn {
  return {
    refusal: `${name} has more than ${mostPastedBytes / 1024 / 1024} MB and is not a file on the disk: save it first, then open it.`,
  }
}

/** A file as a page has it. */
export interface PageFile {
  readonly name: string
  readonly size: number
  arrayBuffer(): Promise<ArrayBuffer>
}

/**
 * The preload's side: a file of the page becomes a handle, by its path where it has one, else by its bytes. The page learns
 * no path.
 *
 * @throws Error with main's sentence
 */
export async function handIn<File extends PageFile>(
  file: File,
  pathOf: (file: File) => string,
  call: (channel: 'offer-file' | 'keep-file', ...what: readonly unknown[]) => Promise<HandedIn>,
): Promise<string> {
  const path = pathOf(file)
  let answer: HandedIn
  if (path !== '') answer = await call('offer-file', path)
  else answer = file.size > mostPastedBytes ? tooMuch(file.name) : await call('keep-file', file.name, await file.arrayBuffer())
  if ('refusal' in answer) throw new Error(answer.refusal)
  return answer.handle
}

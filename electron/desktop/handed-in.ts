import { type HandedIn, mostPastedBytes, tooMuch } from './hand-in.ts'
import { type CallFrame, isOwnCall } from './lock-down.ts'

interface Keeper {
  offerFile(path: string): Promise<string>
  keepFile(name: string, bytes: Uint8Array): Promise<string>
}

async function answered(handle: Promise<string>): Promise<HandedIn> {
  try {
    return { handle: await handle }
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) }
  }
}

const stranger: HandedIn = { refusal: 'Only the window of Relayscope may hand in files.' }

/** Main's side: makes a handle of a file that the user dropped or chose. Whatever a page sends is checked. */
export async function offerFile(frame: CallFrame | null, path: unknown, keeper: Keeper): Promise<HandedIn> {
  if (!isOwnCall(frame)) return stranger
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    return { refusal: 'This is not a file on the disk: save it first, then open it.' }
  }
  return answered(keeper.offerFile(path))
}

/** Main's side: makes a handle of bytes that are no file on the disk, such as pasted lines. */
export async function keepFile(frame: CallFrame | null, name: unknown, bytes: unknown, keeper: Keeper): Promise<HandedIn> {
  if (!isOwnCall(frame)) return stranger
  if (typeof name !== 'string' || !(bytes instanceof ArrayBuffer)) return { refusal: 'This is not a file: choose it again.' }
  if (bytes.byteLength > mostPastedBytes) return tooMuch(name)
  return answered(keeper.keepFile(name, new Uint8Array(bytes)))
}

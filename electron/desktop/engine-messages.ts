import type { CaseFile } from '../engine/recent-cases.ts'

/** What main tells the engine's process. A `window` message brings the window's port. */
export type ToEngine =
  | { readonly kind: 'window' }
  /** Asks for the handle of a file that the user has chosen. */
  | { readonly kind: 'offer'; readonly id: number; readonly path: string }
  /** Asks for the handle of bytes that are no file on the disk, such as pasted lines. */
  | { readonly kind: 'keep'; readonly id: number; readonly name: string; readonly bytes: Uint8Array }
  /** Opens what the system or the menu handed over: a case, or logs to be imported. */
  | { readonly kind: 'open'; readonly paths: readonly string[] }
  /** Saves a copy of the open case to hand on. */
  | { readonly kind: 'copy'; readonly id: number; readonly path: string }
  /** Closes the case and ends the process. */
  | { readonly kind: 'close' }

/** What the engine's process tells main. */
export type FromEngine =
  | { readonly kind: 'offered'; readonly id: number; readonly handle: string }
  | { readonly kind: 'copied'; readonly id: number }
  /** Bytes could not be kept, or no copy saved; `sentence` says why. */
  | { readonly kind: 'not-kept'; readonly id: number; readonly sentence: string }
  /** Files that the system or the menu handed over could not be opened; `sentence` says why. */
  | { readonly kind: 'refused'; readonly sentence: string }
  /** The path of the open case, and the recent ones, last opened first. */
  | { readonly kind: 'cases'; readonly open: string | null; readonly recent: readonly CaseFile[] }

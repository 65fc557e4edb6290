/** What main tells the engine's process. A `window` message brings the window's port. */
export type ToEngine =
  | { readonly kind: 'window' }
  /** Asks for the handle of a file that the user has chosen. */
  | { readonly kind: 'offer'; readonly id: number; readonly path: string; readonly name: string }
  /** Imports files that the system handed over. */
  | { readonly kind: 'open'; readonly paths: readonly string[] }

/** What the engine's process tells main. */
export type FromEngine =
  | { readonly kind: 'offered'; readonly id: number; readonly handle: string }
  /** Files that the system handed over could not be opened; `sentence` says why. */
  | { readonly kind: 'refused'; readonly sentence: string }

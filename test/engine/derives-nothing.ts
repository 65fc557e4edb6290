import type { Derive } from '../../electron/engine/settle.ts'

/** For tests of what is loaded only. */
export const derivesNothing: Derive = { workOut: async () => {}, write: async () => {} }

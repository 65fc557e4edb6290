import type { LogFormat } from '../format.ts'

/** Filled below. */
export const examples: LogFormat['examples'] = []

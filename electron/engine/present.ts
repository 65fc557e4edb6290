import type { Present } from '../../shared/api.ts'
import { nextCall } from './next-call.ts'

/** What is open at present, told to every window that watches. */
export interface PresentWatch {
  /** Something was opened, closed or started: whoever watches looks again. */
  changed(): void
  /** What is open at once, then after every change, until `signal` aborts. */
  watch(signal?: AbortSignal): AsyncGenerator<Present, void, void>
}

/** Makes the watch over what `look` sees. */
export function createPresentWatch(look: () => Present): PresentWatch {
  const listeners = new Set<() => void>()
  return {
    changed: () => {
      for (const listener of listeners) listener()
    },
    watch: async function* (signal) {
      let told: Present | null = null
      while (signal?.aborted !== true) {
        const present = look()
        if (told === null || told.caseId !== present.caseId || told.jobId !== present.jobId) {
          told = present
          yield present
        } else await nextCall(listeners, signal)
      }
    },
  }
}

/** Resolves when the listeners are called next, or when `signal` aborts; it leaves no listener behind. */
export function nextCall(listeners: Set<() => void>, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      listeners.delete(done)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    listeners.add(done)
    signal?.addEventListener('abort', done, { once: true })
    if (signal?.aborted === true) done()
  })
}

import { type ReactNode, useEffect, useState } from 'react'

/** True once `busy` has lasted 150 ms: shorter waits show nothing at all. */
export function useSlow(busy: boolean): boolean {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    if (!busy) {
      setSlow(false)
      return
    }
    const timer = setTimeout(() => setSlow(true), 150)
    return () => clearTimeout(timer)
  }, [busy])
  return busy && slow
}

/** Grey bars in the place of text that is being fetched, after 150 ms. */
export function Bones({ lines = 6, children }: { readonly lines?: number; readonly children?: ReactNode }) {
  const slow = useSlow(true)
  if (!slow) return null
  return (
    <div className="stack" aria-busy="true" role="status">
      <span className="sr">Loading</span>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars have no identity
        <div key={index} className="bone" style={{ width: `${90 - ((index * 23) % 50)}%`, height: 12 }} />
      ))}
      {children}
    </div>
  )
}

import type { ReactNode } from 'react'
import { count } from '../../shared/numbers.ts'
import type { Found } from '../../shared/overview.ts'
import { RowsLink } from './rows-link.tsx'

/** A number that opens exactly its deliveries; plain where there are none. `what` completes it for screen readers. */
export function FoundLink({ found, what, children }: { readonly found: Found; readonly what: string; readonly children?: ReactNode }) {
  if (found.count === 0) return <span className="num dim">{children ?? 0}</span>
  return (
    <RowsLink query={found.query} label={children ? undefined : `${count(found.count)} ${what}`}>
      {children ?? count(found.count)}
    </RowsLink>
  )
}

import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** A number that opens the deliveries which it counts. */
export function RowsLink({ query, label, children }: { readonly query: string; readonly label: string; readonly children: ReactNode }) {
  return (
    <Link to="/messages" search={{ q: query }} className="num" aria-label={label}>
      {children}
    </Link>
  )
}

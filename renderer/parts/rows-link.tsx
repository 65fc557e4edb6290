import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** The engine reads no longer query: only a reply of several thousand characters makes one. */
const LONGEST_QUERY = 4_000

interface RowsLinkProps {
  readonly query: string
  /** For screen readers, where the number alone does not say what it counts. */
  readonly label?: string | undefined
  /** Shown under the pointer. */
  readonly title?: string | undefined
  readonly children: ReactNode
}

/** A number that opens the deliveries which it counts. */
export function RowsLink({ query, label, title, children }: RowsLinkProps) {
  if (query.length > LONGEST_QUERY)
    return (
      <span className="num" title="This reply is too long to be searched for">
        {children}
      </span>
    )
  return (
    <Link to="/messages" search={{ q: query }} className="num" aria-label={label} title={title}>
      {children}
    </Link>
  )
}

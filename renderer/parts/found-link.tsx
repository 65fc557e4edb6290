import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Found } from '../../shared/overview.ts'
import { count } from '../numbers.ts'

/** A number that opens exactly its deliveries; plain where there are none. `what` completes it for screen readers. */
export function FoundLink({ found, what, children }: { readonly found: Found; readonly what: string; readonly children?: ReactNode }) {
  if (found.count === 0) return <span className="num dim">{children ?? 0}</span>
  return (
    <Link
      to="/messages"
      search={{ q: found.query }}
      className="num"
      {...(children ? {} : { 'aria-label': `${count(found.count)} ${what}` })}
    >
      {children ?? count(found.count)}
    </Link>
  )
}

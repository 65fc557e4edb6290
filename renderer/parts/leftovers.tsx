import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { FailureSignature } from '../../shared/failure-report.ts'
import { counted } from '../../shared/numbers.ts'
import { draftRule } from '../../shared/rules/draft.ts'
import { type NearRule, nearestRule } from '../../shared/rules/nearest.ts'
import { useClock } from '../clock.ts'
import { addressesOf } from '../own-rules.ts'
import { Quote } from './quote.tsx'
import { RowsLink } from './rows-link.tsx'

const quoted = (words: readonly string[]) => words.map((word) => `“${word}”`).join(', ')

/** The shipped rule that is most like a reply, and why it does not decide. */
function Nearest({ near }: { readonly near: NearRule | null }) {
  if (near === null) return <p className="dim">No rule has words like these.</p>
  const lacks = near.missing.length > 0 ? `it lacks ${quoted(near.missing)}` : null
  const only = near.onlyFor === null ? null : `that rule holds only ${near.onlyFor}`
  const why = [lacks, only].filter((part) => part !== null).join('; ')
  return (
    <p className="dim breaks">
      Nearest: <span style={{ color: 'var(--ink)' }}>{near.title}</span> ({near.rule}, “{near.sign}”). The reply has {quoted(near.shared)};{' '}
      {why === '' ? 'but not as they stand there' : why}.
    </p>
  )
}

function Leftover({ left }: { readonly left: FailureSignature & { readonly exemplar: string } }) {
  const clock = useClock()
  const near = useMemo(() => nearestRule(left.exemplar), [left.exemplar])
  const hasWords = useMemo(() => draftRule(left.exemplar, [], addressesOf(left)) !== null, [left])
  return (
    <li className="card stack">
      <div className="row wrap" style={{ columnGap: 16 }}>
        <RowsLink query={left.query} label={`${counted(left.deliveries, 'failed delivery', 'failed deliveries')} with this reply`}>
          {counted(left.deliveries, 'failed delivery', 'failed deliveries')}
        </RowsLink>
        <span className="dim num grow">
          {clock.full(left.firstSeen)}
          {left.lastSeen === left.firstSeen ? null : ` – ${clock.full(left.lastSeen)}`}
        </span>
        {hasWords ? (
          <Link to="/rules" search={({ all }) => ({ ...(all ? { all } : {}), draft: left.signature ?? '' })} resetScroll>
            Draft a rule
          </Link>
        ) : (
          <span className="dim">No words that a rule could go by</span>
        )}
      </div>
      <Quote text={left.exemplar} />
      <Nearest near={near} />
    </li>
  )
}

/** Replies that no rule recognises, the most frequent first. */
export function Leftovers({ left }: { readonly left: readonly (FailureSignature & { readonly exemplar: string })[] }) {
  return (
    <ol className="plain-list stack">
      {left.map((each) => (
        <Leftover key={each.query} left={each} />
      ))}
    </ol>
  )
}

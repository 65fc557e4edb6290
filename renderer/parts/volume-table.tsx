import { type Outcome, outcomes } from '../../shared/message.ts'
import type { Volume } from '../../shared/overview.ts'
import { narrower } from '../../shared/query/narrow.ts'
import { outcomeWords } from '../../shared/words.ts'
import { barTime } from '../bar-time.ts'
import { useClock } from '../clock.ts'
import { FoundLink } from './found-link.tsx'

/** The deliveries of all bars together by outcome, those that there are. */
export function totals(volume: Volume): ReadonlyMap<Outcome, number> {
  const sums = new Map<Outcome, number>()
  for (const outcome of outcomes) {
    const sum = volume.buckets.reduce((total, bucket) => total + (bucket.outcomes[outcome] ?? 0), 0)
    if (sum > 0) sums.set(outcome, sum)
  }
  return sums
}

/** Deliveries over time in figures. `within`: the query that they are of; each opens its own. */
export function VolumeTable({ volume, within }: { readonly volume: Volume; readonly within: string }) {
  const clock = useClock()
  const narrow = narrower(within)
  const shown = [...totals(volume).keys()]
  const time = (iso: string) => barTime(clock, iso, volume.bucketSeconds)
  const filled = volume.buckets.filter((bucket) => shown.some((outcome) => bucket.outcomes[outcome]))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section className="volume-table" tabIndex={0} aria-label="Deliveries over time, as a table">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">From</th>
            {shown.map((outcome) => (
              <th key={outcome} scope="col" className="right">
                {outcomeWords[outcome]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {filled.map((bucket) => (
            <tr key={bucket.from}>
              <th scope="row" className="num">
                {time(bucket.from)}
              </th>
              {shown.map((outcome) => (
                <td key={outcome} className="right">
                  <FoundLink
                    found={{ count: bucket.outcomes[outcome] ?? 0, query: narrow(bucket.query, `outcome:${outcome}`) }}
                    what={`${outcomeWords[outcome]}, from ${time(bucket.from)}`}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

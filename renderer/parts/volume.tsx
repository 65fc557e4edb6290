import { lazy, Suspense } from 'react'
import { type Outcome, outcomes } from '../../shared/message.ts'
import type { Volume } from '../../shared/overview.ts'
import { narrower } from '../../shared/query/narrow.ts'
import { useClock } from '../clock.ts'
import { count, counted, duration } from '../numbers.ts'
import { outcomeWords } from '../words.ts'
import { FoundLink } from './found-link.tsx'
import { OutcomeTag } from './outcome.tsx'

const Chart = lazy(async () => ({ default: (await import('./volume-chart.tsx')).VolumeChart }))

/** A volume with the outcomes that it has. */
export interface ShownVolume {
  readonly volume: Volume
  readonly shown: readonly Outcome[]
  /** The query of the volume, narrowed by clauses. */
  readonly narrow: (...clauses: readonly string[]) => string
}

function totals(volume: Volume): ReadonlyMap<Outcome, number> {
  const sums = new Map<Outcome, number>()
  for (const outcome of outcomes) {
    const sum = volume.buckets.reduce((total, bucket) => total + (bucket.outcomes[outcome] ?? 0), 0)
    if (sum > 0) sums.set(outcome, sum)
  }
  return sums
}

function VolumeTable({ volume, shown, narrow }: ShownVolume) {
  const clock = useClock()
  const time = (iso: string) => `${clock.day(iso)} ${clock.time(iso).slice(0, 5)}`
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

interface CardProps {
  readonly volume: Volume
  readonly query?: string
  readonly table: boolean
  readonly onTable: (table: boolean) => void
}

/** The deliveries of a query (without one: all) over time by outcome, as a chart or as a table. */
export function VolumeCard({ volume, query = '', table, onTable }: CardProps) {
  const narrow = narrower(query)
  const sums = totals(volume)
  const shown = [...sums.keys()]
  const said = shown.map((outcome) => `${outcomeWords[outcome]} ${count(sums.get(outcome) ?? 0)}`).join(', ')
  return (
    <section className="card stack" aria-labelledby="volume">
      <div className="row wrap">
        <h2 id="volume">Deliveries over time</h2>
        <span className="dim">one bar: {duration(volume.bucketSeconds)}</span>
        <span className="grow" />
        <button type="button" className="link" aria-pressed={table} onClick={() => onTable(!table)}>
          {table ? 'Show as a chart' : 'Show as a table'}
        </button>
      </div>
      <ul className="legend">
        {shown.map((outcome) => (
          <li key={outcome} className="row" style={{ gap: 6 }}>
            <OutcomeTag outcome={outcome} />
            <FoundLink found={{ count: sums.get(outcome) ?? 0, query: narrow(`outcome:${outcome}`) }} what={outcomeWords[outcome]} />
          </li>
        ))}
      </ul>
      {table ? (
        <VolumeTable volume={volume} shown={shown} narrow={narrow} />
      ) : (
        <div className="volume" role="img" aria-label={`${counted(volume.buckets.length, 'bar')} over time. ${said}.`}>
          <Suspense fallback={null}>
            <Chart volume={volume} shown={shown} narrow={narrow} />
          </Suspense>
        </div>
      )}
    </section>
  )
}

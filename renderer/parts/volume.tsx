import { lazy, Suspense } from 'react'
import { count, counted, duration } from '../../shared/numbers.ts'
import type { Volume } from '../../shared/overview.ts'
import { narrower } from '../../shared/query/narrow.ts'
import { outcomeWords } from '../../shared/words.ts'
import { FoundLink } from './found-link.tsx'
import { OutcomeTag } from './outcome.tsx'
import { totals, VolumeTable } from './volume-table.tsx'

const Chart = lazy(async () => ({ default: (await import('./volume-chart.tsx')).VolumeChart }))

interface Props {
  readonly volume: Volume
  /** The query that they are of; empty: all. */
  readonly within: string
  readonly table: boolean
  readonly onTable: (table: boolean) => void
}

/** Deliveries over time by outcome, as a chart or as a table. */
export function VolumeCard({ volume, within, table, onTable }: Props) {
  const narrow = narrower(within)
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
        <VolumeTable volume={volume} within={within} />
      ) : (
        <div className="volume" role="img" aria-label={`${counted(volume.buckets.length, 'bar')} over time. ${said}.`}>
          <Suspense fallback={null}>
            <Chart volume={volume} shown={shown} within={within} />
          </Suspense>
        </div>
      )}
    </section>
  )
}

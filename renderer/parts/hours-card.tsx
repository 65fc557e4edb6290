import { lazy, Suspense } from 'react'
import { type HourCell, type Hours, hourSpan, hoursSentence, weekdays } from '../../shared/hours.ts'
import { FoundLink } from './found-link.tsx'

const Chart = lazy(async () => ({ default: (await import('./hours-chart.tsx')).HoursChart }))

interface Props {
  readonly hours: Hours
  readonly table: boolean
  readonly onTable: (table: boolean) => void
}

/** At which hours of which weekdays something is sent: in a sentence, and as a picture or a table. */
export function HoursCard({ hours, table, onTable }: Props) {
  const { cells, days, zone } = hours
  if (days === null) return null
  const sentence = hoursSentence(hours)
  return (
    <section className="card stack" aria-labelledby="hours">
      <div className="row wrap">
        <h2 id="hours">Weekdays and hours</h2>
        <span className="dim">
          {days.first === days.last ? days.first : `${days.first} to ${days.last}`}, {zone}
        </span>
        <span className="grow" />
        <button type="button" className="link" aria-pressed={table} onClick={() => onTable(!table)}>
          {table ? 'Show as a chart' : 'Show as a table'}
        </button>
      </div>
      <p>{sentence}</p>
      {table ? (
        <HoursTable cells={cells} />
      ) : (
        <Suspense fallback={<div style={{ height: 184 }} />}>
          <Chart cells={cells} label={`Deliveries by weekday and hour. ${sentence}`} />
        </Suspense>
      )}
    </section>
  )
}

/** Hours down, weekdays across: seven columns have room in the panel. */
function HoursTable({ cells }: { readonly cells: readonly HourCell[] }) {
  const used = [...new Set(cells.map(({ hour }) => hour))].toSorted((a, b) => a - b)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section className="volume-table" tabIndex={0} aria-label="Deliveries by weekday and hour, as a table">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Hour</th>
            {weekdays.map((weekday) => (
              <th key={weekday} scope="col" className="right" abbr={weekday}>
                {weekday.slice(0, 3)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {used.map((hour) => (
            <tr key={hour}>
              <th scope="row" className="num">
                {hourSpan(hour)}
              </th>
              {weekdays.map((weekday, at) => (
                <td key={weekday} className="right">
                  <FoundLink
                    found={cells.find((cell) => cell.weekday === at + 1 && cell.hour === hour) ?? { count: 0, query: '' }}
                    what={`on ${weekday}s ${hourSpan(hour)}`}
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

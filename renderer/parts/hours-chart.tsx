import { useElementSize } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { AxisLeft, AxisTop } from '@visx/axis'
import { scaleBand, scaleQuantize } from '@visx/scale'
import { Bar } from '@visx/shape'
import { type HourCell, hourSpan, weekdays } from '../../shared/hours.ts'
import { counted } from '../../shared/numbers.ts'

const left = 34
const top = 18
const height = top + weekdays.length * 20
const text = { fill: 'var(--ink-2)', fontSize: 11 }
const steps = ['var(--heat-1)', 'var(--heat-2)', 'var(--heat-3)', 'var(--heat-4)']

interface Props {
  readonly cells: readonly HourCell[]
  readonly label: string
}

/** Weekdays by hours, the stronger the more was sent; a click on an hour opens its deliveries. The same numbers are in the table beside it. */
export function HoursChart({ cells, label }: Props) {
  const navigate = useNavigate()
  const { ref, width } = useElementSize()
  const x = scaleBand({ domain: Array.from({ length: 24 }, (_, hour) => hour), range: [left, Math.max(width, left)], padding: 0.1 })
  const y = scaleBand({ domain: [...weekdays], range: [top, height], padding: 0.1 })
  const colour = scaleQuantize({ domain: [0, Math.max(...cells.map(({ count }) => count))], range: steps })
  const found = new Map(cells.map((cell) => [cell.weekday * 24 + cell.hour, cell]))
  const drawn = weekdays.flatMap((weekday, at) => x.domain().map((hour) => ({ weekday, hour, cell: found.get((at + 1) * 24 + hour) })))
  return (
    <div className="hours" ref={ref}>
      <svg width={width} height={height} role="img" aria-label={label}>
        {drawn.map(({ weekday, hour, cell }) => (
          <Bar
            key={`${weekday} ${hour}`}
            x={x(hour)}
            y={y(weekday)}
            width={x.bandwidth()}
            height={y.bandwidth()}
            rx={2}
            {...(cell
              ? {
                  fill: colour(cell.count),
                  cursor: 'pointer',
                  onClick: () => void navigate({ to: '/messages', search: { q: cell.query } }),
                }
              : { fill: 'var(--sunk)' })}
          >
            <title>{`${weekday} ${hourSpan(hour)}: ${counted(cell?.count ?? 0, 'delivery', 'deliveries')}`}</title>
          </Bar>
        ))}
        <AxisTop
          scale={x}
          top={top}
          hideAxisLine
          hideTicks
          tickValues={[0, 3, 6, 9, 12, 15, 18, 21]}
          tickComponent={({ formattedValue, x: at }) => (
            <text {...text} x={at} y={-4} textAnchor="middle">
              {formattedValue?.padStart(2, '0')}
            </text>
          )}
        />
        <AxisLeft
          scale={y}
          left={left}
          hideAxisLine
          hideTicks
          tickFormat={(weekday) => weekday.slice(0, 3)}
          tickComponent={({ formattedValue, y: at }) => (
            <text {...text} x={-6} y={at} dy={4} textAnchor="end">
              {formattedValue}
            </text>
          )}
        />
      </svg>
      <div className="row dim" aria-hidden="true">
        Less
        {steps.map((step) => (
          <span key={step} className="swatch" style={{ background: step }} />
        ))}
        more
      </div>
    </div>
  )
}

import { AxisBottom, AxisLeft } from '@visx/axis'
import { Group } from '@visx/group'
import { scaleBand, scaleLinear, scaleOrdinal } from '@visx/scale'
import { Bar, BarStack } from '@visx/shape'
import type { FailureReport } from '../shared/failure-report.ts'
import { type Outcome, outcomes } from '../shared/message.ts'
import { count, shortCount } from '../shared/numbers.ts'
import type { Overview } from '../shared/overview.ts'
import { outcomeWords } from '../shared/words.ts'
import type { ReportClock } from './clock.ts'

/** Colours on white paper, told apart by colour-blind eyes; what arrived and what was handed over differ in strength. */
const colours: Readonly<Record<Outcome, string>> = {
  delivered: '#0096e1',
  'handed-on': '#8fcdf0',
  waiting: '#bc7c0e',
  bounced: '#90000c',
  rejected: '#44138f',
  removed: '#00664d',
  expanded: '#878b94',
  unknown: '#c4c8cf',
}

const ink = '#545b66'
const line = '#c9ced6'
const text = { fill: ink, fontSize: 10, fontFamily: 'inherit' }

const width = 720
const margin = { top: 6, right: 8, bottom: 22, left: 44 }

type Bars = { readonly from: string } & Readonly<Record<Outcome, number>>

function barsOf(volume: Overview['volume']): Bars[] {
  const none = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number> // Every outcome is there.
  return volume.buckets.map(({ from, outcomes: counts }) => ({ from, ...none, ...counts }))
}

function totalsOf(bars: readonly Bars[]): readonly { readonly outcome: Outcome; readonly total: number }[] {
  return outcomes.map((outcome) => ({ outcome, total: bars.reduce((sum, bar) => sum + bar[outcome], 0) })).filter(({ total }) => total > 0)
}

/** Deliveries over time by outcome as stacked bars, with their sums as legend. */
export function VolumeFigure({ volume, clock }: { readonly volume: Overview['volume']; readonly clock: ReportClock }) {
  const bars = barsOf(volume)
  const totals = totalsOf(bars)
  if (bars.length < 2 || totals.length === 0) return null
  const height = 190
  const keys = totals.map(({ outcome }) => outcome)
  const most = Math.max(...bars.map((bar) => keys.reduce((sum, key) => sum + bar[key], 0)))
  const x = scaleBand({ domain: bars.map(({ from }) => from), range: [margin.left, width - margin.right], padding: 0.1 })
  const y = scaleLinear({ domain: [0, most], range: [height - margin.bottom, margin.top], nice: true })
  const colour = scaleOrdinal({ domain: keys, range: keys.map((key) => colours[key]) })
  const every = Math.ceil(bars.length / 8)
  const { bucketSeconds } = volume
  const label = (from: string): string =>
    (bucketSeconds < 60 ? clock.stamp(from) : bucketSeconds < 43_200 ? clock.minute(from) : clock.day(from)).slice(5)
  const said = totals.map(({ outcome, total }) => `${outcomeWords[outcome]} ${count(total)}`).join(', ')
  return (
    <figure>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Deliveries over time: ${said}`}>
        <BarStack data={bars} keys={keys} x={({ from }) => from} xScale={x} yScale={y} color={colour} />
        <AxisBottom
          scale={x}
          top={height - margin.bottom}
          stroke={line}
          tickStroke={line}
          tickValues={bars.flatMap(({ from }, at) => (at % every === 0 ? [from] : []))}
          tickFormat={label}
          tickComponent={({ formattedValue, x: left, y: top }) => (
            <text {...text} x={left} y={top} dy={2} textAnchor="middle">
              {formattedValue}
            </text>
          )}
        />
        <AxisLeft
          scale={y}
          left={margin.left}
          stroke={line}
          tickStroke={line}
          numTicks={4}
          tickFormat={(value) => (Number.isInteger(value.valueOf()) ? shortCount(value.valueOf()) : '')}
          tickComponent={({ formattedValue, x: left, y: top }) => (
            <text {...text} x={left} y={top} dx={-2} dy={3} textAnchor="end">
              {formattedValue}
            </text>
          )}
        />
      </svg>
      <figcaption>
        {totals.map(({ outcome, total }) => (
          <span key={outcome} className="key">
            <svg viewBox="0 0 10 10" aria-hidden="true">
              <rect width={10} height={10} fill={colours[outcome]} />
            </svg>
            {outcomeWords[outcome]} {count(total)}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}

/** How many deliveries each cause hit: lost, waiting and noise in one bar. */
export function CausesFigure({ causes }: { readonly causes: readonly FailureReport[] }) {
  if (causes.length < 2) return null
  const shown = causes.slice(0, 12)
  const row = 18
  const label = 330
  const height = shown.length * row + 4
  const x = scaleLinear({ domain: [0, Math.max(...shown.map(({ deliveries }) => deliveries))], range: [0, width - label - 60] })
  const parts = [
    { key: 'lost', colour: colours.bounced },
    { key: 'waiting', colour: colours.waiting },
    { key: 'noise', colour: colours.unknown },
  ] as const
  return (
    <figure>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label="Deliveries by cause; the same numbers stand beside each cause below">
        {shown.map((failure, at) => (
          <Group key={failure.class} top={at * row + 2}>
            <text {...text} fill="#1a1b1e" fontSize={11} x={label - 8} y={row / 2 + 4} textAnchor="end">
              {failure.title}
            </text>
            {parts.map(({ key, colour }, nth) => {
              const before = parts.slice(0, nth).reduce((sum, part) => sum + failure[part.key], 0)
              return <Bar key={key} x={label + x(before)} y={2} width={x(failure[key])} height={row - 5} fill={colour} />
            })}
            <text {...text} x={label + x(failure.deliveries) + 5} y={row / 2 + 4}>
              {count(failure.deliveries)}
            </text>
          </Group>
        ))}
      </svg>
      <figcaption>
        {parts
          .filter(({ key }) => shown.some((failure) => failure[key] > 0))
          .map(({ key, colour }) => (
            <span key={key} className="key">
              <svg viewBox="0 0 10 10" aria-hidden="true">
                <rect width={10} height={10} fill={colour} />
              </svg>
              {key}
            </span>
          ))}
      </figcaption>
    </figure>
  )
}

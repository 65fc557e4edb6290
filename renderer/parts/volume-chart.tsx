import { useNavigate } from '@tanstack/react-router'
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { Outcome } from '../../shared/message.ts'
import { shortCount } from '../../shared/numbers.ts'
import type { Volume } from '../../shared/overview.ts'
import { narrower } from '../../shared/query/narrow.ts'
import { outcomeWords } from '../../shared/words.ts'
import { barTime } from '../bar-time.ts'
import { useClock } from '../clock.ts'

interface Props {
  readonly volume: Volume
  readonly shown: readonly Outcome[]
  /** The query that they are of. */
  readonly within: string
}

/** Stacked bars over time; a click on a part opens its deliveries. The same numbers are in the table beside it. */
export function VolumeChart({ volume, shown, within }: Props) {
  const clock = useClock()
  const navigate = useNavigate()
  const data = volume.buckets.map(({ from, query, outcomes }) => ({ from, query, ...outcomes }))
  const label = (from: string) => barTime(clock, from, volume.bucketSeconds)
  const text = { fill: 'var(--ink-2)', fontSize: 11 }
  return (
    <ResponsiveContainer width="100%" height={220}>
      <BarChart data={data} margin={{ top: 4, right: 8, bottom: 0, left: 0 }} barCategoryGap={1} accessibilityLayer={false}>
        <XAxis dataKey="from" tickFormatter={label} tick={text} stroke="var(--line-strong)" minTickGap={40} />
        <YAxis tickFormatter={shortCount} tick={text} stroke="var(--line-strong)" width={52} allowDecimals={false} />
        <Tooltip
          labelFormatter={(from) => (typeof from === 'string' ? label(from) : '')}
          isAnimationActive={false}
          cursor={{ fill: 'var(--hover)' }}
          contentStyle={{ background: 'var(--raised)', border: '1px solid var(--line-strong)', borderRadius: 4, padding: '6px 10px' }}
          labelStyle={{ color: 'var(--ink)' }}
          itemStyle={{ color: 'var(--ink)', padding: 0 }}
        />
        {shown.map((outcome) => (
          <Bar
            key={outcome}
            dataKey={outcome}
            name={outcomeWords[outcome]}
            stackId="volume"
            fill={`var(--${outcome})`}
            fillOpacity={outcome === 'handed-on' ? 0.5 : 1}
            isAnimationActive={false}
            cursor="pointer"
            onClick={(_, nth) => {
              const bucket = data[nth]
              if (bucket) void navigate({ to: '/messages', search: { q: narrower(within)(bucket.query, `outcome:${outcome}`) } })
            }}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  )
}

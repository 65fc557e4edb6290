import { memo } from 'react'
import { outcomes } from '../../shared/message.ts'
import type { Volume } from '../../shared/overview.ts'

/** The least height of what is not nothing, of 100. */
const LEAST = 3

/** One stack of bars per stretch of time. Drawn anew only when the numbers change: what moves lies above it. */
export const HistogramBars = memo(function HistogramBars({ buckets }: { readonly buckets: Volume['buckets'] }) {
  const totals = buckets.map(({ outcomes: counts }) => Object.values(counts).reduce((sum, count) => sum + count, 0))
  const most = Math.max(1, ...totals)
  return (
    <svg className="bars" viewBox={`0 0 ${buckets.length} 100`} preserveAspectRatio="none" aria-hidden="true">
      {buckets.map(({ from, outcomes: counts }, at) => {
        let top = 100
        return outcomes.map((outcome) => {
          const count = counts[outcome]
          if (count === undefined) return null
          const height = Math.max(LEAST, (count / most) * 100)
          top -= height
          return (
            <rect
              key={`${from} ${outcome}`}
              x={at + 0.06}
              y={Math.max(0, top)}
              width={0.88}
              height={height}
              fill={`var(--${outcome})`}
              fillOpacity={outcome === 'handed-on' ? 0.5 : 1}
            />
          )
        })
      })}
    </svg>
  )
})

import type { DayVolume } from '../../shared/senders.ts'
import { count } from '../numbers.ts'

const WIDTH = 120
const HEIGHT = 22

/** Messages per day as bars, with the range and the peak in words for those who do not see them. */
export function Sparkline({ days }: { readonly days: readonly DayVolume[] }) {
  const peak = days.reduce((most, day) => (day.messages > most.messages ? day : most), days[0] ?? { day: '', messages: 0 })
  const step = WIDTH / Math.max(days.length, 1)
  const words = `${days[0]?.day} to ${days.at(-1)?.day}: at most ${count(peak.messages)} on ${peak.day}`
  return (
    <svg className="sparkline" width={WIDTH} height={HEIGHT} role="img" aria-label={words}>
      <title>{words}</title>
      {days.map((day, at) => {
        const height = day.messages === 0 ? 0 : Math.max(1, (day.messages / peak.messages) * HEIGHT)
        return <rect key={day.day} x={at * step} y={HEIGHT - height} width={Math.max(0.5, Math.min(step - 0.5, 12))} height={height} />
      })}
    </svg>
  )
}

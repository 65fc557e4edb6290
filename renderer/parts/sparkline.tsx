import { count, duration } from '../../shared/numbers.ts'
import { useClock } from '../clock.ts'

const WIDTH = 120
const HEIGHT = 22

interface Props {
  /** Of stretches of the same length. */
  readonly values: readonly number[]
  readonly from: string
  readonly bucketSeconds: number
}

/** Messages over time as bars, with the range and the peak in words for those who do not see them. */
export function Sparkline({ values, from, bucketSeconds }: Props) {
  const clock = useClock()
  const peak = Math.max(...values)
  const at = (nth: number) => {
    const iso = new Date(Date.parse(from) + nth * bucketSeconds * 1_000).toISOString()
    return bucketSeconds >= 86_400 ? clock.day(iso) : `${clock.day(iso)} ${clock.time(iso).slice(0, bucketSeconds < 60 ? 8 : 5)}`
  }
  const words = `${at(0)} to ${at(values.length)}: at most ${count(peak)} in ${duration(bucketSeconds)}, from ${at(values.indexOf(peak))}`
  const step = WIDTH / values.length
  return (
    <svg className="sparkline" width={WIDTH} height={HEIGHT} role="img" aria-label={words}>
      <title>{words}</title>
      {values.map((value, nth) => {
        const height = value === 0 ? 0 : Math.max(1, (value / peak) * HEIGHT)
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
        return <rect key={nth} x={nth * step} y={HEIGHT - height} width={Math.max(0.5, Math.min(step - 0.5, 12))} height={height} />
      })}
    </svg>
  )
}

const exact = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })
const half = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })
const short = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 })

/** A count with thin grouping: `96 120`. */
export function count(value: number): string {
  return exact.format(value).replaceAll(',', '\u202f')
}

/** A median of counts, which may lie between two: `20.5`. */
export function medianCount(value: number): string {
  return half.format(value).replaceAll(',', '\u202f')
}

/** The middle of some numbers; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [upper, lower] = [sorted[middle] ?? Number.NaN, sorted[middle - 1] ?? 0]
  return sorted.length % 2 === 1 ? upper : (lower + upper) / 2
}

/** A count for narrow places: exact below 100 000, above as `4.2M`. */
export function shortCount(value: number): string {
  return value < 100_000 ? count(value) : short.format(value)
}

/** `1 message`, `1 284 messages`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** A share in per cent: one decimal under 10 %, `<0.1 %` for little, `0 %` only for nothing. */
export function share(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '0 %'
  const percent = (part / whole) * 100
  if (percent < 0.1) return '<0.1 %'
  if (percent >= 10) return `${Math.min(Math.round(percent), part === whole ? 100 : 99)} %`
  return `${percent.toFixed(1)} %`
}

/** Bytes as the logs count them, in thousands: `9.9 MB`. */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes / 1_000
  let unit = 0
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000
    unit++
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** `0.4 s`, `12 s`, `2 m 5 s`, `3 h 10 m`, `2 d 4 h`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3_600) return pair(Math.floor(whole / 60), 'm', whole % 60, 's')
  const minutes = Math.round(whole / 60)
  if (minutes < 1_440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'm')
  const hours = Math.round(minutes / 60)
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

function pair(major: number, majorUnit: string, minor: number, minorUnit: string): string {
  return minor === 0 ? `${major} ${majorUnit}` : `${major} ${majorUnit} ${minor} ${minorUnit}`
}

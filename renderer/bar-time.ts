import type { Clock } from './clock.ts'

const MINUTE = 60
const HALF_DAY = 43_200

/** When a bar of a chart begins or ends, as exactly as its length asks for: `2 Mar`, `2 Mar 10:00`, `2 Mar 10:00:15`. */
export function barTime(clock: Clock, iso: string, bucketSeconds: number): string {
  if (bucketSeconds >= HALF_DAY) return clock.day(iso)
  const time = clock.time(iso)
  return `${clock.day(iso)} ${bucketSeconds < MINUTE ? time : time.slice(0, 5)}`
}

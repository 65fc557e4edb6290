/** Writes moments, given as ISO 8601, by the clock of a zone. */
export interface ZoneFormat {
  format(iso: string): string
  formatToParts(iso: string): readonly Intl.DateTimeFormatPart[]
  formatRange(from: string, to: string): string
}

/**
 * The format of a zone: an IANA name, or an offset `±HH:MM`, which not every `Intl` knows. UTC where this machine does not
 * know the zone.
 */
export function zoneFormat(zone: string, options: Intl.DateTimeFormatOptions): ZoneFormat {
  const minutes = minutesOf(zone)
  const format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: minutes === null && isZone(zone) ? zone : 'UTC' })
  const moved = (iso: string) => Date.parse(iso) + (minutes ?? 0) * 60_000
  return {
    format: (iso) => format.format(moved(iso)),
    formatToParts: (iso) => format.formatToParts(moved(iso)),
    formatRange: (from, to) => format.formatRange(moved(from), moved(to)),
  }
}

/** Whether moments can be shown in a zone. */
export function isZone(zone: string): boolean {
  try {
    return minutesOf(zone) !== null || new Intl.DateTimeFormat('en-GB', { timeZone: zone }).format(0) !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The offset of a zone's clock at a moment as people write it: `UTC+1`, `UTC-3:30`. */
export function offsetWords(zone: string, iso: string): string {
  const minutes = minutesOf(zone)
  if (minutes === null)
    return (
      zoneFormat(zone, { timeZoneName: 'shortOffset' })
        .formatToParts(iso)
        .find(({ type }) => type === 'timeZoneName')
        ?.value.replace('GMT', 'UTC') ?? zone
    )
  const rest = Math.abs(minutes) % 60
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(Math.abs(minutes) / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}

/** Minutes east of UTC of `±HH:MM`; null of any other zone. */
function minutesOf(zone: string): number | null {
  const offset = /^([+-])([0-9]{2}):([0-9]{2})$/.exec(zone)
  if (offset === null) return null
  const minutes = Number(offset[2]) * 60 + Number(offset[3])
  return offset[1] === '-' ? -minutes : minutes
}

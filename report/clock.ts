import { zoneFormat } from '../shared/zone-format.ts'

const two = '2-digit'
const fields = { year: 'numeric', month: two, day: two, hour: two, minute: two, second: two, hourCycle: 'h23' } as const

/** Times of one zone as a report writes them. */
export interface ReportClock {
  /** `2026-03-02 10:12:04` */
  stamp(iso: string): string
  /** `2026-03-02 10:12` */
  minute(iso: string): string
  /** `2026-03-02` */
  day(iso: string): string
}

/** The clock of a zone; UTC where this machine does not know it. */
export function reportClock(zone: string): ReportClock {
  const parts = zoneFormat(zone, fields)
  const stamp = (iso: string): string => {
    const of = Object.fromEntries(parts.formatToParts(iso).map(({ type, value }) => [type, value]))
    return `${of['year']}-${of['month']}-${of['day']} ${of['hour']}:${of['minute']}:${of['second']}`
  }
  return { stamp, minute: (iso) => stamp(iso).slice(0, 16), day: (iso) => stamp(iso).slice(0, 10) }
}

import { isTimeOfDay, type Moment } from '../zone-names.ts'
import { cellMoment } from './moment.ts'

/** Year, month and day with the same sign between them or none; or day, month and year with points. */
const dates =
  /(?<![0-9])(?:((?:19|20)[0-9]{2})([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12][0-9]|3[01])|(0[1-9]|[12][0-9]|3[01])\.(0[1-9]|1[0-2])\.(20[0-9]{2}))(?![0-9])/g

/**
 * The day in the name of a file (`maillog-2026-03-02.csv`, `mail.20260302.gz`), or of the folder or archive around it, as `2026-03-02`;
 * null where the name has none, or several.
 */
export function dayInName(name: string): string | null {
  for (const part of name.split(/[\\/]/).reverse()) {
    const days = new Set(
      [...part.matchAll(dates)].map(([, year, , month, day, dayFirst, monthThen, yearLast]) =>
        [year ?? yearLast, month ?? monthThen, day ?? dayFirst].join('-'),
      ),
    )
    if (days.size > 0) return days.size === 1 ? ([...days][0] ?? null) : null
  }
  return null
}

/** The moment of a time of day without its day, on the day that the file's name has; null of any other text, and where it has none. */
export function momentOnDay(text: string, day: string | null): Moment | null {
  if (day === null || !isTimeOfDay(text)) return null
  const moment = cellMoment(`${day} ${text}`, false)
  return moment === null ? null : { ...moment, dayless: true }
}

import { expect, it } from 'vitest'
import { hoursSentence } from '../shared/hours.ts'

const cell = (weekday: number, hour: number, count = 1) => ({ weekday, hour, count, query: '' })
const days = (first: string, last: string) => ({ first, last })

/** Mondays to Fridays from eight to five. */
const office = [1, 2, 3, 4, 5].flatMap((weekday) => Array.from({ length: 9 }, (_, nth) => cell(weekday, 8 + nth)))

it('names the busiest hour, weekdays without mail, and hours without any', () => {
  expect(hoursSentence({ days: days('2026-03-02', '2026-03-13'), cells: [...office, cell(5, 20, 7)] })).toBe(
    'Busiest: Fridays 20:00–20:59, 7 deliveries. Nothing on Saturdays and Sundays. Nothing at 00:00–07:59, 17:00–19:59 and 21:00–23:59.',
  )
  const always = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => Array.from({ length: 24 }, (_, hour) => cell(weekday, hour)))
  expect(hoursSentence({ days: days('2026-03-02', '2026-03-08'), cells: always })).toBe(
    'Busiest: Mondays 00:00–00:59, 1 delivery. Something at every hour of the day.',
  )
  expect(hoursSentence({ days: null, cells: [] })).toBe('Nothing was sent.')
})

it('claims nothing of weekdays that are not among the days, nor of hours where none of them is whole', () => {
  expect(hoursSentence({ days: days('2026-03-02', '2026-03-02'), cells: [cell(1, 6, 2)] })).toBe(
    'Busiest: Mondays 06:00–06:59, 2 deliveries.',
  )
  expect(hoursSentence({ days: days('2026-03-01', '2026-03-02'), cells: [cell(1, 6), cell(7, 22)] })).toBe(
    'Busiest: Mondays 06:00–06:59, 1 delivery.',
  )
  expect(hoursSentence({ days: days('2026-03-06', '2026-03-09'), cells: [cell(1, 6), cell(5, 6), cell(6, 7)] })).toBe(
    'Busiest: Mondays 06:00–06:59, 1 delivery. Nothing on Sundays. Nothing at 00:00–05:59 and 08:00–23:59.',
  )
})

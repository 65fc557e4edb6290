import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { readOrigin } from '../shared/carrier.ts'
import { idSecond } from '../shared/queue-ids.ts'
import { type ClockEvidence, civilToUtc, decideClock, type Shift } from '../shared/time.ts'
import { type BackJump, YearRollover } from '../shared/year-rollover.ts'

const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/Sao_Paulo', 'UTC', '+05:45', '-03:30']

/** What the import engine does with SQL. */
function toUtc(shifts: readonly Shift[], stamp: number, line: number): number {
  const found = shifts.find(({ until }) => stamp < until)!
  return stamp + (found.later !== null && line >= found.later.line ? found.later.shift : found.shift)
}

function placed(text: string, year = 0): number {
  return readOrigin(`${text} h p: x`)!.origin.stamp + year * 1461 * 86_400e6
}

const micros = (text: string) => Date.parse(text) * 1000

function evidence(over: Partial<ClockEvidence>): ClockEvidence {
  return {
    zoneless: true,
    yearless: true,
    lastCivil: placed('Mar  2 09:14:05'),
    pairs: [],
    offsets: [],
    writtenAt: [],
    user: { zone: null, firstYear: null },
    caseZone: null,
    machineZone: 'UTC',
    ...over,
  }
}

/** A long id of a UTC second. */
function longId(second: number): string {
  const alphabet = '0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz'
  let text = ''
  for (let rest = second; rest > 0; rest = Math.floor(rest / 52)) text = alphabet.charAt(rest % 52) + text
  return `${text.padStart(6, '0')}04Hbz9BCD`
}

describe('the year of stamps that have none', () => {
  test('begins with a stamp more than two days before its predecessor, and a late December line moves nothing', () => {
    const years = new YearRollover()
    const lines = [
      'Dec 30 23:00:00',
      'Dec 31 23:59:59',
      'Jan  1 00:00:01',
      'Dec 31 23:59:58',
      'Jan  1 00:00:02',
      'Feb 29 12:00:00',
      'Feb 28 13:00:00',
      'Jan  3 00:00:00',
    ]
    const at = lines.map((line, index) => Math.round((new Date(years.place(placed(line), index, true) / 1000).getUTCFullYear() - 2000) / 4))
    expect(at).toEqual([0, 0, 1, 0, 1, 1, 1, 2])
    expect(years.state()).toEqual({ year: 2, last: placed('Jan  3 00:00:00') })
  })

  test('is told apart from a clock that goes back an hour', () => {
    const years = new YearRollover()
    for (const [line, text] of ['Oct 25 02:59:50', 'Oct 25 02:00:10', 'Oct 25 02:00:09'].entries()) years.place(placed(text), line, true)
    expect(years.jumps()).toEqual([{ civil: placed('Oct 25 02:00:10'), line: 1 }])
  })
})

test('a long queue id holds its second, a short one none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }), (second) => idSecond(longId(second)) === second),
    { numRuns: 200 },
  )
  expect([idSecond('358CA20E01C'), idSecond('4E74613FE76'), idSecond(''), idSecond('z')]).toEqual([null, null, null, null])
})

describe('the clock of a source', () => {
  test('without ids is the latest year that does not lie after its writing, in the zone of the case', () => {
    const at = (text: string) => [{ at: micros(text), source: 'gzip' as const }]
    expect(decideClock(evidence({ writtenAt: at('2026-03-02T08:14:05Z'), caseZone: 'Europe/Berlin' }))).toEqual({
      zone: 'Europe/Berlin',
      zoneSource: 'case',
      firstYear: 2026,
      yearSource: 'gzip',
    })
    expect(decideClock(evidence({ writtenAt: at('2026-02-27T00:00:00Z') })).firstYear).toBe(2025)
    const rolled = evidence({ writtenAt: at('2026-03-02T10:00:00Z'), lastCivil: placed('Mar  2 09:14:05', 1) })
    expect(decideClock(rolled)).toEqual({ zone: 'UTC', zoneSource: 'assumed', firstYear: 2025, yearSource: 'gzip' })
  })

  test('is decided by 20 queue ids, whatever the file says, and never against the user', () => {
    const pairs = Array.from({ length: 24 }, (_, i) => ({
      civil: placed('Jan  2 01:00:00', 1) + i * 60e6,
      second: Date.parse('2019-01-02T00:00:00Z') / 1000 + i * 60,
    }))
    const sure = {
      pairs,
      lastCivil: placed('Jan  2 02:00:00', 1),
      writtenAt: [{ at: micros('2026-03-02T00:00:00Z'), source: 'file-date' as const }],
    }
    expect(decideClock(evidence(sure))).toEqual({ zone: '+01:00', zoneSource: 'queue-ids', firstYear: 2018, yearSource: 'queue-ids' })
    expect(decideClock(evidence({ ...sure, machineZone: 'Europe/Rome' })).zone).toBe('Europe/Rome')
    expect(decideClock(evidence({ ...sure, pairs: pairs.slice(5) })).yearSource).toBe('file-date')
    expect(decideClock(evidence({ ...sure, user: { zone: 'Asia/Kolkata', firstYear: 2020 } }))).toEqual({
      zone: 'Asia/Kolkata',
      zoneSource: 'user',
      firstYear: 2020,
      yearSource: 'user',
    })
  })

  test('of ids on both sides of a change is a zone that has both offsets', () => {
    const pairs = Array.from({ length: 80 }, (_, i) => {
      const utc = Date.parse('2025-03-30T01:00:00Z') / 1000 + (i - 40) * 3600
      return { civil: (utc + (i < 40 ? 3600 : 7200)) * 1e6, second: utc }
    })
    expect(decideClock(evidence({ yearless: false, pairs })).zone).toBe('Europe/Berlin')
  })

  test('is explicit where every line has its zone', () => {
    expect(decideClock(evidence({ zoneless: false })).zoneSource).toBe('explicit')
  })

  test('is the offset that the lines state, or the zone whose changes they follow', () => {
    const stating = (text: string) => {
      const at = Date.parse(text)
      return { minutes: (Date.parse(`${text.slice(0, 19)}Z`) - at) / 60_000, second: at / 1000 }
    }
    const zoneOf = (texts: readonly string[], caseZone: string | null = null) =>
      decideClock(evidence({ zoneless: false, offsets: texts.map(stating), caseZone })).zone
    expect(zoneOf(['2026-03-02T09:14:05-03:30'])).toBe('-03:30')
    expect(zoneOf(['2026-03-02T09:14:05Z'])).toBe('UTC')
    const spring = ['2026-03-28T12:00:00+01:00', '2026-03-29T12:00:00+02:00']
    expect(zoneOf(spring)).toBe('Europe/Berlin')
    expect(zoneOf(spring, 'Europe/Vienna')).toBe('Europe/Vienna')
    expect(zoneOf(['2026-03-02T09:00:00+09:00', '2026-03-02T01:00:00+01:00', '2026-03-03T01:00:00+01:00'])).toBe('+01:00')
  })
})

describe('civil time becomes UTC', () => {
  test('as the Temporal standard says, in any zone and year, with the yearless stamps of several years', () => {
    const zone = fc.constantFrom(...ZONES)
    const firstYear = fc.integer({ min: 1996, max: 2040 })
    const days = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 366 * 1440 - 1 })), {
      minLength: 1,
      maxLength: 40,
    })
    fc.assert(
      fc.property(zone, firstYear, days, (zone, firstYear, days) => {
        const stamps = days.map(([year, minute]) => Date.UTC(2000 + 4 * year, 0, 1, 0, minute) * 1000).sort((a, b) => a - b)
        const decision = { zone, zoneSource: 'user', firstYear, yearSource: 'user' } as const
        const shifts = civilToUtc(decision, stamps[0]!, stamps.at(-1)!)
        for (const stamp of stamps) {
          const date = new Date(stamp / 1000)
          const year = firstYear + (date.getUTCFullYear() - 2000) / 4
          const real = new Date(Date.UTC(year, date.getUTCMonth(), date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes()))
          const want = Temporal.PlainDateTime.from(real.toISOString().slice(0, 19)).toZonedDateTime(zone).epochMilliseconds * 1000
          expect(toUtc(shifts, stamp, 0)).toBe(want)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('with years, likewise', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: 0, max: 30 * 525_600 }),
        fc.integer({ min: 0, max: 525_600 }),
        (zone, start, length) => {
          const from = Date.UTC(2005, 0, 1, 0, start) * 1000
          const at = from + length * 60e6
          const shifts = civilToUtc({ zone, zoneSource: 'case', firstYear: null, yearSource: 'explicit' }, from, at)
          const civil = new Date(at / 1000).toISOString().slice(0, 19)
          expect(toUtc(shifts, at, 0)).toBe(Temporal.PlainDateTime.from(civil).toZonedDateTime(zone).epochMilliseconds * 1000)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('of a late December line too, though the file begins in January', () => {
    const years = new YearRollover()
    const stamps = ['Jan  1 00:00:05', 'Dec 31 23:59:59', 'Jan  1 00:00:06'].map((text, line) => years.place(placed(text), line, true))
    const decision = { zone: 'Asia/Kolkata', zoneSource: 'case', firstYear: 2026, yearSource: 'gzip' } as const
    for (const first of [stamps[0]!, stamps[0]! - 3 * 86_400e6]) {
      const shifts = civilToUtc(decision, first, stamps[2]!)
      expect(stamps.map((stamp) => new Date(toUtc(shifts, stamp, 0) / 1000).toISOString())).toEqual([
        '2025-12-31T18:30:05.000Z',
        '2025-12-31T18:29:59.000Z',
        '2025-12-31T18:30:06.000Z',
      ])
    }
  })

  test('and in the repeated hour, lines after the jump are the later ones', () => {
    const jump: BackJump = { civil: placed('Oct 25 02:00:10'), line: 7 }
    const decision = { zone: 'Europe/Berlin', zoneSource: 'case', firstYear: 2026, yearSource: 'gzip' } as const
    const shifts = civilToUtc(decision, placed('Oct 24 00:00:00'), placed('Oct 26 00:00:00'), [jump])
    const at = (text: string, line: number) => new Date(toUtc(shifts, placed(text), line) / 1000).toISOString()
    expect([at('Oct 25 01:59:59', 1), at('Oct 25 02:30:00', 6), at('Oct 25 02:30:00', 7), at('Oct 25 03:00:00', 8)]).toEqual([
      '2026-10-24T23:59:59.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
      '2026-10-25T02:00:00.000Z',
    ])
    expect(shifts.length).toBe(3)
  })
})

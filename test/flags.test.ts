import { describe, expect, it } from 'vitest'
import { type FlagFacts, flagsOf } from '../shared/flags.ts'

type Row = Parameters<typeof flagsOf>[0]

const span = { first: Date.parse('2026-03-01T00:00:00Z'), last: Date.parse('2026-03-06T12:00:00Z') }
const days = (...counts: readonly number[]) => counts.map((messages, nth) => ({ day: `2026-03-0${nth + 1}`, messages }))
const quiet: Row = {
  messages: 10,
  recipients: 20,
  failed: 5,
  firstSeen: '2026-03-02T09:00:00.000Z',
  baselinePerDay: 3,
  days: days(3, 3, 4),
  query: 'device:a',
  failedQuery: 'device:a outcome:bounced',
}
const nothing: FlagFacts = { offHours: null, senderMix: null, repeated: null, refused: null, loop: null, subject: null, unprotected: 0 }

const flags = (row: Partial<Row>, within = span) => flagsOf({ ...quiet, ...row }, nothing, within).map(({ flag, query }) => [flag, query])
const found = (facts: Partial<FlagFacts>) => flagsOf(quiet, { ...nothing, ...facts }, span)

describe('what is unusual by the numbers of a row', () => {
  it('is a day of five times the usual and at least a hundred, where there is a usual', () => {
    const loud = { baselinePerDay: 20, days: days(20, 20, 100) }
    expect(flags(loud)).toEqual([['volume', 'device:a at:2026-03-03']])
    expect(flagsOf({ ...quiet, ...loud }, nothing, span)[0]?.why).toBe(
      'On 2026-03-03 it sent 100, 5 times its usual 20 a day: 5 times or more, and at least 100.',
    )
    expect(flagsOf({ ...quiet, baselinePerDay: 20.5, days: days(20, 20, 21, 103) }, nothing, span)[0]?.why).toBe(
      'On 2026-03-04 it sent 103, 5 times its usual 20.5 a day: 5 times or more, and at least 100.',
    )
    expect(flags({ ...loud, days: days(20, 20, 99) })).toEqual([])
    expect(flags({ ...loud, days: days(20, 0, 100) })).toEqual([])
    expect(flags({ ...loud, baselinePerDay: 21 })).toEqual([])
  })

  it('is a usual day that grows from week to week, slowly, to twice the usual', () => {
    const weeks = (...usual: readonly number[]) => {
      const counts = [
        7,
        ...usual.flatMap((each) => [each, each + 9, each + 9, each, each - 9, 0, each - 9].map((sent) => Math.max(0, sent))),
        7,
      ]
      const start = Date.parse('2026-03-01')
      const each = counts.map((messages, nth) => ({ day: new Date(start + nth * 86_400_000).toISOString().slice(0, 10), messages }))
      return flags({ days: each, baselinePerDay: 60 }).filter(([flag]) => flag === 'drift')
    }
    expect(weeks(40, 44, 60, 80)).toEqual([['drift', 'device:a at:2026-03-09..2026-03-29']])
    expect(weeks(50, 40, 40, 44, 60, 80)).toEqual([['drift', 'device:a at:2026-03-23..2026-04-12']])
    const days = [7, 40, 40, 40, 40, 40, 0, 0, 44, 44, 44, 44, 44, 0, 0, 60, 60, 60, 60, 60, 0, 0, 90, 90, 90, 90, 90, 900, 0, 7]
    const found = days.map((messages, nth) => ({ day: `2026-03-${String(nth + 1).padStart(2, '0')}`, messages }))
    expect(flagsOf({ ...quiet, days: found, baselinePerDay: 44 }, nothing, span).find(({ flag }) => flag === 'drift')?.why).toBe(
      'Its median day grew from 40 messages to 44, 60, then 90 in the last three weeks: by a tenth or more in each of the last two, and to twice or more.',
    )
    expect(weeks(44, 60, 80)).toEqual([])
    expect(weeks(41, 44, 60, 80)).toEqual([])
    expect(weeks(10, 12, 17, 29)).toEqual([])
    expect(weeks(40, 60, 80, 80)).toEqual([])
    expect(weeks(40, 40, 40, 130)).toEqual([])
    expect(weeks(20, 64, 72, 80)).toEqual([])
    expect(weeks(90, 90, 90, 20, 40, 80)).toEqual([])
    expect(weeks(0, 0, 0, 40, 60, 80)).toEqual([])
  })

  it('is who was first seen in the last day of logs that are longer, and writes to more than a few', () => {
    const late = { firstSeen: '2026-03-05T12:00:00.000Z' }
    expect(flags(late)).toEqual([['new', 'device:a']])
    expect(flags({ ...late, recipients: 19 })).toEqual([])
    expect(flags({ firstSeen: '2026-03-05T11:59:59.000Z' })).toEqual([])
    expect(flags(late, { first: Date.parse('2026-03-05T00:00:00Z'), last: span.last })).toEqual([])
  })

  it('is ten recipients a message on average, and at least a hundred', () => {
    expect(flags({ recipients: 109 })).toEqual([['many recipients', 'device:a']])
    expect(flagsOf({ ...quiet, recipients: 109 }, nothing, span)[0]?.why).toBe(
      '10 messages went to 109 recipients, 10 each on average: 10 or more, and at least 100.',
    )
    expect(flags({ messages: 11, recipients: 109 })).toEqual([])
    expect(flags({ messages: 9, recipients: 99 })).toEqual([])
  })

  it('is a fifth of the recipients failed, and at least fifty', () => {
    expect(flags({ messages: 250, recipients: 250, failed: 50 })).toEqual([['failures', 'device:a outcome:bounced']])
    expect(flags({ messages: 251, recipients: 251, failed: 50 })).toEqual([])
    expect(flags({ recipients: 49, failed: 49 })).toEqual([])
  })
})

describe('what is unusual by what it sent', () => {
  it('names hours that follow each other once', () => {
    const offHours = { day: '2026-03-05', hours: [0, 2, 3, 4, 22], messages: 60, often: 2, days: 29 }
    expect(found({ offHours })).toEqual([
      {
        flag: 'off hours',
        why: 'On 2026-03-05 it sent 60 at 00:00–00:59, 02:00–04:59, 22:00–22:59, around which it sends on no more than 2 of its 29 days.',
        query:
          'device:a at:(2026-03-05T00:00..2026-03-05T00:59 OR 2026-03-05T02:00..2026-03-05T04:59 OR 2026-03-05T22:00..2026-03-05T22:59)',
      },
    ])
  })

  it('says of a mail that came again and again what is known of it', () => {
    const repeated = { sender: 'a@x.test', recipient: 'b"c@x.test', recipients: 3, sizeBytes: 412_377, times: 40, seconds: 12.34 }
    expect(found({ repeated })[0]).toEqual({
      flag: 'steady retry',
      why: 'Mail from a@x.test to b"c@x.test and 2 others of the same 412 kB came 40 times, every 12 s on average.',
      query: 'device:a from:"a@x.test" to:"b\\"c@x.test" size:412377B..412377B',
    })
    expect(found({ repeated: { ...repeated, sender: '', recipients: 1, sizeBytes: null } })[0]).toMatchObject({
      why: 'Mail from <> to b"c@x.test came 40 times, every 12 s on average.',
      query: 'device:a from:<> to:"b\\"c@x.test"',
    })
  })

  it('names a usual that lies between two days as it is', () => {
    expect(found({ senderMix: { day: '2026-03-05', domains: 13, usual: 2.5 } })[0]?.why).toBe(
      'On 2026-03-05 it used sender addresses of 13 domains, 5.2 times its usual 2.5: 5 times or more, and at least 10.',
    )
  })

  it('is refusals for want of a login or of TLS, from five on', () => {
    expect(found({ unprotected: 4 })).toEqual([])
    expect(found({ unprotected: 5 })).toMatchObject([
      { flag: 'no auth or TLS', query: 'device:a class:(auth-required OR tls-required) outcome:rejected' },
    ])
  })
})

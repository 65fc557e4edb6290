import { describe, expect, it } from 'vitest'
import { filterRows, isExpected, isUnusual, namesOf, rowId, rowOf, sendingSentence, sortRows } from '../../renderer/sending-rows.ts'
import type { DeviceRow, SenderRow } from '../../shared/senders.ts'

const sending = {
  key: '',
  messages: 10,
  recipients: 20,
  failed: 5,
  failedShare: 0.25,
  unknownShare: 0,
  firstSeen: '2026-03-02T09:00:00.000Z',
  lastSeen: '2026-03-04T09:00:00.000Z',
  baselinePerDay: 3,
  score: null,
  findings: [],
  flags: [],
  days: [
    { day: '2026-03-02', messages: 3 },
    { day: '2026-03-03', messages: 3 },
    { day: '2026-03-04', messages: 4 },
  ],
  trend: [1, 4, 5],
  query: '',
  failedQuery: '',
}
const unnamed = { reportedMessages: null, reportedFailed: null, ip: null, helo: null, user: null, name: null, kind: null, clientName: null }
const device = (facts: Partial<DeviceRow>): DeviceRow => ({ ...sending, ...unnamed, ...facts })
const sender = (address: string): SenderRow => ({ ...sending, sender: address, devices: 1 })

const copier = device({ ip: '10.2.0.44', name: 'Copier', kind: 'printer', clientName: 'mfp.lan', helo: 'mfp.lan' })
const alice = device({ ip: '10.2.0.7', user: 'alice', messages: 40, failed: 0 })
const bob = device({ ip: '10.2.0.7', user: 'bob', messages: 4, recipients: 4, failed: 4 })
const cron = device({ user: 'uid=33' })

describe('devices and senders', () => {
  it('are unusual while anything is that nobody expects, and as expected when all is', () => {
    const flag = { flag: 'volume', why: '', query: '' } as const
    const expected = { ...flag, expected: { until: '2026-03-04', reason: 'Move' } }
    const rows = [device({}), device({ flags: [expected] }), device({ flags: [expected, { ...flag, expected: null }] })]
    expect(rows.map((row) => [isUnusual(row), isExpected(row)])).toEqual([
      [false, false],
      [false, true],
      [true, false],
    ])
  })

  it('are called by the name that the user gave, with what tells them apart', () => {
    expect(namesOf(copier)).toEqual({ first: 'Copier', rest: ['10.2.0.44', 'printer', 'mfp.lan'] })
    expect(namesOf(bob)).toEqual({ first: '10.2.0.7', rest: ['login bob'] })
    expect(namesOf(cron)).toEqual({ first: 'on the server itself', rest: ['login uid=33'] })
    expect(namesOf(sender(''))).toEqual({ first: '<>', rest: ['the sender of notices'] })
  })

  it('are found by their id, or by an address that several share', () => {
    const rows = [alice, bob, copier, cron]
    for (const row of rows) expect(rowOf(rows, rowId(row))).toBe(row)
    expect(rowOf(rows, '10.2.0.44')).toBe(copier)
    expect(rowOf([alice, bob, device({ ip: '10.2.0.7', user: 'bob', helo: 'pc' })], '10.2.0.7 BOB')).toBe(bob)
    expect(rowOf(rows, '10.2.0.7')).toBe(alice)
    expect(rowOf(rows, 'uid=33')).toBe(cron)
    expect(rowOf(rows, '10.2.0.9')).toBeUndefined()
    expect(rowOf([sender('a@b.test'), sender('')], '<>')?.sender).toBe('')
  })

  it('are sorted by share, not by number, of what failed; the busier first among equals', () => {
    expect(sortRows([alice, copier, cron, bob], 'failed', true)).toEqual([bob, copier, cron, alice])
    expect(sortRows([copier, alice, bob], 'name', false)).toEqual([alice, bob, copier])
    expect(sortRows([bob, alice], 'messages', true)).toEqual([alice, bob])
  })

  it('are filtered by any of their names', () => {
    expect(filterRows([alice, bob, copier], ' MFP ')).toEqual([copier])
    expect(filterRows([alice, bob, copier], '10.2.0.7')).toEqual([alice, bob])
    expect(filterRows([alice], '')).toEqual([alice])
  })
})

describe('the sentence of a device', () => {
  it('says how much and how badly', () => {
    expect(sendingSentence(copier)).toBe('Sent 10 messages to 20 recipients; 25 % of them failed.')
    expect(sendingSentence(alice)).toBe('Sent 40 messages to 20 recipients; none of them failed.')
  })

  it('names the day that was unusual, where there are days to compare', () => {
    const days = [3, 2, 90].map((messages, at) => ({ day: `2026-03-0${at + 2}`, messages }))
    expect(sendingSentence(device({ days, messages: 95 }))).toContain('On 2026-03-04 it sent 90, 30 times its usual 3 a day.')
    expect(sendingSentence(device({ days, messages: 95, baselinePerDay: 2.5 }))).toContain('90, 36 times its usual 2.5 a day.')
    expect(sendingSentence(device({ days: days.slice(1), messages: 92 }))).not.toContain('usual')
    expect(
      sendingSentence(device({ days, flags: [{ flag: 'volume', why: 'It says the same.', query: '', expected: null }] })),
    ).not.toContain('usual')
  })
})

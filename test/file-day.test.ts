import { describe, expect, test } from 'vitest'
import { draftTemplate } from '../shared/mapping/draft.ts'
import { dayInName } from '../shared/mapping/file-day.ts'
import { mappedFormat } from '../shared/mapping/format.ts'
import { guessMapping } from '../shared/mapping/guess.ts'
import { inventedSamples } from '../shared/mapping/invented.ts'
import type { Mapping } from '../shared/mapping/mapping.ts'
import { checkedMapping } from '../shared/mapping/parse.ts'
import { previewOf } from '../shared/mapping/preview.ts'
import { asBytes } from './as-bytes.ts'

test.each([
  ['maillog-2026-03-02.csv', '2026-03-02'],
  ['mail.20260302.gz', '2026-03-02'],
  ['relay 2026_03_02T10.log', '2026-03-02'],
  ['Maillog vom 02.03.2026.csv', '2026-03-02'],
  ['2026-04-01-backup.zip/maillog-2026-03-02.csv', '2026-03-02'],
  ['maillog-2026-03-02.zip/mail.csv', '2026-03-02'],
  ['2026-03-02/2026-03-02.csv', '2026-03-02'],
  ['2026-03-01_2026-03-07.csv', null],
  ['202603021014.csv', null],
  ['mail-2026-13-02.csv', null],
  ['mail.csv', null],
])('the day in the name %s is %s', (name, day) => {
  expect(dayInName(name)).toBe(day)
})

const fileName = 'maillog-2026-03-02.csv'
const table = ['Time,From,To,Status', '10:12:04,a@example.org,b@example.net,sent', '01:12:05.250 PM,a@example.org,c@example.net,sent'].map(
  asBytes,
)

/** When each line is, by a mapping, of a file of this name; what it is else where it is no row. */
function times(mapping: Mapping, lines: readonly string[], name: string) {
  const read = mappedFormat(mapping).open({ fileName: name })
  return lines.map((line) => {
    const outcome = read(line)
    const origin = typeof outcome === 'string' ? undefined : outcome[0]?.origin
    return origin === undefined ? outcome : [new Date(origin.stamp / 1000).toISOString(), origin.dayless === true]
  })
}

describe('a time of day without its day', () => {
  test('is of the day in the file’s name, and says so; in a file without one it is undated', () => {
    const mapping = guessMapping(table, fileName)?.mapping
    expect(mapping?.columns.time).toBe('Time')
    expect(times(mapping!, table, fileName)).toEqual(['ignored', ['2026-03-02T10:12:04.000Z', true], ['2026-03-02T13:12:05.250Z', true]])
    expect(times(mapping!, table, 'maillog.csv')).toEqual(['ignored', 'undated', 'undated'])
    expect(guessMapping(table, 'maillog.csv')).toBeNull()
    expect(guessMapping([...table, 'later,a@example.org,,'], fileName)?.mapping.columns.time).toBe('Time')
    expect(previewOf(mapping!, table, fileName)).toMatchObject({ read: 2, rows: [{ moment: { dayless: true } }, {}] })
  })

  test('of JSON records as well; a day of its own goes before', () => {
    const mapping = { columns: { time: 'at', sender: 'from' } }
    const lines = ['{"at":"10:12:04","from":"a@example.org"}', '{"at":"2026-03-03 10:12:04","from":"a@example.org"}']
    expect(times(mapping, lines, fileName)).toEqual([
      ['2026-03-02T10:12:04.000Z', true],
      ['2026-03-03T10:12:04.000Z', false],
    ])
  })

  test('of lines by templates, whose samples are read whatever the file’s name', () => {
    const lines = ['10:12:04 mx1 relay: 4F2A to=<jon@example.net> sent', '10:12:05 mx1 relay: 5B11 to=<gone@example.net> bounced'].map(
      asBytes,
    )
    expect(draftTemplate(lines[0]!, null)).toBe('')
    const template = draftTemplate(lines[0]!, '2026-03-02')
    expect(template).toBe('{time} {host} relay: {queueId} to=<{recipient}> sent')
    const templates = ['{time} {host} relay: {queueId} to=<{recipient}> {result}']
    const samples = [...inventedSamples(templates, lines, '2026-03-02')]
    expect(samples).toEqual(['10:12:04 host relay: 1 to=<recipient@example.net> sent'])
    const mapping = checkedMapping({ lines: templates, samples }, 'map.json')
    expect(times(mapping, lines, fileName)).toEqual([
      ['2026-03-02T10:12:04.000Z', true],
      ['2026-03-02T10:12:05.000Z', true],
    ])
    expect(times(mapping, lines, 'relay.log')).toEqual(['unrecognised', 'unrecognised'])
  })
})

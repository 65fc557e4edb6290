import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allFormats, recogniseFormat } from '../shared/formats/index.ts'
import { asBytes } from './as-bytes.ts'

const folder = join(import.meta.dirname, '../shared/formats')
const shared = join(import.meta.dirname, '../../shared')

/** What examples of a format must show, where it is no queue's log and no account of others' mail. */
const shown: Readonly<Record<string, readonly string[]>> = {
  'google-users': ['registration'],
  msmtp: ['report'],
  'filters-and-mailboxes': ['interim', 'report'],
  kumomta: ['attempt', 'refusal'],
  'dmarc-aggregate': ['dmarc'],
  'tls-rpt': ['tls'],
}

/** Mails are read whole, not by lines: test/mail-records.test.ts. */
const byLine = allFormats.filter(({ unit }) => unit !== 'mail')

describe.each(byLine.map((format) => [format.id, format] as const))('%s', (_, format) => {
  const lines = format.examples.flatMap(({ text }) => text.split('\n'))

  test.each(format.examples.map(({ text, gives }) => [text, gives] as const))('reads %s', (text, gives) => {
    const read = format.open({ fileName: '' })
    expect(text.split('\n').map(read)).toEqual(gives)
  })

  test('reads its examples alike as the bytes of UTF-8', () => {
    for (const { text, gives } of format.examples) {
      const read = format.open({ fileName: '' })
      expect(text.split('\n').map((line) => read(asBytes(line)))).toEqual(asBytes(gives))
    }
  })

  test('recognises its own lines', () => {
    const found = recogniseFormat(lines)
    expect([found.formats.map(({ id }) => id), found.nearest?.id]).toEqual([[format.id], format.id])
  })

  test('shows a record and a refusal, and what it ignores and does not recognise', () => {
    const outcomes = format.examples.flatMap(({ gives }) => gives)
    const kinds = outcomes.flatMap((outcome) => (typeof outcome === 'string' ? [outcome] : outcome.map(({ kind }) => kind)))
    const records = shown[format.id] ?? (format.unit === 'line' ? ['attempt', 'refusal'] : ['report'])
    expect(kinds).toEqual(expect.arrayContaining([...records, 'ignored', 'unrecognised']))
  })

  test('never throws, whatever becomes of a line', () => {
    const read = format.open({ fileName: '' })
    const piece = fc.constantFrom(
      '<',
      '>',
      '[',
      ']',
      '(',
      ')',
      ':',
      ': ',
      ', ',
      '=',
      ' from ',
      '; from=<',
      ' proto=',
      'to=',
      'status=',
      '\u00ff',
      '',
      ' ',
    )
    const line = fc.tuple(fc.constantFrom(...lines), fc.nat(), fc.nat(30), piece)
    fc.assert(
      fc.property(line, ([text, at, count, put]) => {
        const from = at % (text.length + 1)
        const outcome = read(text.slice(0, from) + put + text.slice(from + count))
        return typeof outcome === 'string' || outcome.length > 0
      }),
      { numRuns: 3000 },
    )
  })
})

test('every format of the folder is registered, under its file name, once', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'index.ts' && name !== 'format.ts')
  expect(allFormats.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort())
})

test('what no format knows is told with its first line', () => {
  expect(recogniseFormat(['', 'hello', 'world'])).toEqual({ formats: [], nearest: null, scores: [], firstUnmatched: 'hello' })
  const odd = 'Mar  2 09:14:05 mx1 postfix/smtp[9]: 358CA20E01C: quux'
  expect(recogniseFormat([odd, odd])).toMatchObject({ formats: [], nearest: { id: 'postfix' }, firstUnmatched: odd })
})

/** Postfix lines of logs that are too large, or not ours, to be kept here. */
function unrecognised(lines: readonly string[]): readonly string[] {
  const format = allFormats.find(({ id }) => id === 'postfix')!
  const read = format.open({ fileName: '' })
  return lines.filter((line) => format.owns(line) && read(line) === 'unrecognised')
}

describe('lines of others', () => {
  test.skipIf(!existsSync(join(shared, 'mta')))('of real servers are all understood (skipped where ../shared/mta is absent)', () => {
    const logs = ['postfix-main/mail.log', 'postfix-main/mail.rfc5424.log.gz', 'postfix-filter/mail.iso.log', 'postfix-reject/mail.log']
    for (const log of logs) {
      const bytes = readFileSync(join(shared, 'mta', log))
      const lines = (log.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1').split('\n')
      expect(unrecognised(lines)).toEqual([])
    }
  })

  test.skipIf(!existsSync(join(shared, 'mta')))(
    'say the same in every carrier, but for what a cut program hides (skipped where ../shared/mta is absent)',
    () => {
      const [bsd, iso, cut] = ['mail.log', 'mail.iso.log.gz', 'mail.rfc5424.log.gz'].map((log) => {
        const bytes = readFileSync(join(shared, 'mta/postfix-main', log))
        const lines = (log.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1').split('\n')
        const read = allFormats[0]!.open({ fileName: log })
        return lines.map((line) => JSON.stringify(read(line), (key, value: unknown) => (key === 'origin' ? undefined : value)))
      })
      expect(iso).toEqual(bsd)
      expect(cut!.filter((outcome, at) => outcome !== bsd![at]).length).toBe(10)
      expect(cut).toEqual(bsd!.map((outcome) => outcome.replace('"deleted"', '"removed"')))
    },
  )

  test.skipIf(!existsSync(join(shared, 'corpora')))(
    'of other projects are understood but for 2 % (skipped where ../shared/corpora is absent)',
    () => {
      const sets = ['postfix-grok', 'postfix-parser', 'sekoia-intake', 'fail2ban'].map((set) =>
        join(shared, 'corpora', set, 'expected.jsonl'),
      )
      const rows = [...sets, join(shared, 'corpora/lightmeter/expected-parser.jsonl')].flatMap((file) =>
        readFileSync(file, 'utf8').split('\n').filter(Boolean),
      )
      const lines = rows.map((row) => (JSON.parse(row) as { line?: unknown }).line).filter((line) => typeof line === 'string')
      const zentyal = readFileSync(join(shared, 'corpora/zentyal/expected.jsonl'), 'utf8').split('\n').filter(Boolean)
      lines.push(
        ...zentyal.flatMap((row) => (JSON.parse(row) as { lines: string[] }).lines),
        ...texts(join(shared, 'corpora/lightmeter/test_files')),
      )
      const owned = lines.filter((line) => allFormats[0]!.owns(line)).length
      expect(owned).toBeGreaterThan(1000)
      expect(unrecognised(lines).length / owned).toBeLessThan(0.02)
    },
  )
})

function texts(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8').split('\n'))
}

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closeCase } from '../../electron/engine/database.ts'
import { isJsonDocument, jsonRecords } from '../../electron/engine/json-records.ts'
import { caseOf } from './small-case.ts'

/** The records of a text that comes in pieces of a length. */
async function recordsOf(text: string, length = 1 << 20): Promise<readonly string[]> {
  const bytes = Buffer.from(text)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
  }
  let all = ''
  for await (const part of jsonRecords(pieces())) all += part.toString()
  return all.split('\n').filter((line) => line !== '')
}

const odd = { text: 'a "quoted" {brace} [list] \\ line\nend', inner: [{ a: 1 }, [2]], empty: {}, none: null }
const plain = { id: 'ä\u2028', items: [1, 2] }

describe('records of JSON', () => {
  test.each([
    ['a list', JSON.stringify([odd, plain])],
    ['a list over lines', JSON.stringify([odd, plain], null, 2)],
    ['a document of an API', JSON.stringify({ kind: 'admin#reports#activities', etag: '"x"', items: [odd, plain], nextPageToken: 'p' })],
    ['a document over lines', JSON.stringify({ '@odata.context': 'x', value: [odd, plain] }, null, 2)],
    ['documents one after another', `${JSON.stringify(odd, null, 2)}\n${JSON.stringify(plain, null, 2)}\n`],
  ])('%s', async (_, text) => {
    expect(isJsonDocument(Buffer.from(text))).toBe(true)
    for (const length of [1, 7, 1 << 20])
      expect((await recordsOf(text, length)).map((line) => JSON.parse(line) as unknown)).toEqual([odd, plain])
  })

  test('a record per line is left alone', () => {
    expect(isJsonDocument(Buffer.from(`${JSON.stringify(odd)}\n${JSON.stringify(plain)}\n`))).toBe(false)
    expect(isJsonDocument(Buffer.from('Mar  2 09:14:05 mx1 postfix/smtp[9]: [x] {y}'))).toBe(false)
  })

  test('a long or broken first record of several lines makes them no document', () => {
    const long = JSON.stringify({ ...odd, reply: 'x'.repeat(20_000) })
    expect(isJsonDocument(Buffer.from(`${long}\n${JSON.stringify(plain)}\n`))).toBe(false)
    expect(isJsonDocument(Buffer.from(`{"cut":"of\n${JSON.stringify(plain)}\nMar  2 09:14:05 mx1 x[9]: y\n`))).toBe(false)
    expect(isJsonDocument(Buffer.from(`{"cut":"of\nMar  2 09:14:05 mx1 x[9]: y\n`))).toBe(false)
  })

  test('a list in one line of megabytes is read whole', async () => {
    const event = (i: number) => ({
      notificationType: 'Bounce',
      bounce: { timestamp: '2026-03-02T09:14:07.000Z', bouncedRecipients: [{ emailAddress: `u${i}@example.net`, status: '5.1.1' }] },
      mail: { timestamp: '2026-03-02T09:14:07.000Z', messageId: `m${i}`, source: 'a@example.com', destination: [`u${i}@example.net`] },
    })
    const text = JSON.stringify(Array.from({ length: 5_000 }, (_, i) => event(i)))
    expect(text.length).toBeGreaterThan(1 << 20)
    const db = await caseOf({ 'events.json': text })
    expect(await db.rows('SELECT lines, recognised FROM sources')).toEqual([{ lines: 5_000, recognised: 5_000 }])
    await closeCase(db)
  })

  test.each(['[]', ' [\n]\n', '[ ] []'])('a list of nothing is refused as such: %j', async (text) => {
    await expect(caseOf({ 'trace.json': text })).rejects.toThrow('trace.json holds no records: what was asked for found nothing')
  })

  test('a document without records is one record, and what is cut off is kept', async () => {
    const report = { 'organization-name': 'x', policies: [{ policy: 1 }] }
    expect((await recordsOf(JSON.stringify(report, null, 2))).map((line) => JSON.parse(line) as unknown)).toEqual([report])
    expect(await recordsOf('[{"a":1},{"b":"cut')).toEqual(['{"a":1}', '{"b":"cut'])
  })

  test('any JSON comes out as it went in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1 }),
        fc.integer({ min: 1, max: 50 }),
        async (values, length) => {
          const records = await recordsOf(JSON.stringify(values, null, 1), length)
          expect(records.map((line) => JSON.stringify(JSON.parse(line)))).toEqual(values.map((value) => JSON.stringify(value)))
        },
      ),
      { numRuns: 200 },
    )
  })
})

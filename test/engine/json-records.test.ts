import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isJsonDocument, jsonRecords } from '../../electron/engine/json-records.ts'

/** The records of a text that comes in pieces of a length. */
async function recordsOf(text: string, length = 1 << 20): Promise<readonly string[]> {
  const bytes = Buffer.from(text)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += length) yield { bytes: bytes.subarray(at, at + length), byteOffset: at, bytesRead: at }
  }
  let all = ''
  for await (const { bytes: part } of jsonRecords(pieces())) all += part.toString()
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
